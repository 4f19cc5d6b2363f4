#!/usr/bin/env python3
"""Cleans by five policies and looks a second time: nothing may be found. Then plants leftovers in what was made with an
answer key: nearly all are found.

  second_look.py DARKROOM WORK ORIGINALS [ORIGINALS …]
"""
import base64
import codecs
import html
import json
import pathlib
import shutil
import subprocess
import sys
import urllib.parse
import warnings

import pydicom

FOUND = 0.98
PERMISSION = {'by': 'Caldicott Guardian', 'why': 'to trace unexpected findings'}
POLICIES = {'strict': {'preset': 'strict'}, 'teaching': {'preset': 'teaching'}, 'research': {'preset': 'research'}} | {
    f'keeps {identifier}': {'preset': 'teaching', 'keep': {'identifiers': [identifier], 'permission': PERMISSION}}
    for identifier in ('patient-id', 'accession-number')}
# What says of a person, and is not called weak, which fails no collection; files that are missing or not as they were delivered are another matter.
OF_PEOPLE = {'private-attribute', 'overlay', 'wrong-case', 'person-name', 'whole-name', 'name-word', 'place',
             'original-uid', 'original-date', 'birth-date', 'identifier', 'pattern', 'stray-bytes'}
FORMS = {
    'as it is': lambda word: word,
    'spaced out': lambda word: ' '.join(word),
    'dotted': lambda word: '.'.join(word),
    'unseen': lambda word: '\u200b'.join(word),
    'backwards': lambda word: word[::-1],
    'full width': lambda word: ''.join(chr(ord(letter) + 0xFEE0) if ' ' < letter < '\x7f' else letter for letter in word),
    'alike': lambda word: word.translate(str.maketrans('aceopxyACEOPX', 'асеорхуАСЕОРХ')),
    'base64': lambda word: base64.b64encode(word.encode()).decode(),
    'base64, one on': lambda word: base64.b64encode(b'_' + word.encode()).decode().rstrip('='),
    'base64 of UTF-16': lambda word: base64.b64encode(word.encode('utf-16-le')).decode(),
    'hex': lambda word: word.encode().hex(),
    'hex, apart': lambda word: word.encode().hex(' ').upper(),
    'URL': lambda word: ''.join(f'%{byte:02X}' for byte in word.encode()),
    'URL, odd letters': lambda word: urllib.parse.quote(word),
    'HTML': lambda word: ''.join(f'&#{ord(letter)};' for letter in word),
    'HTML, hexadecimal': lambda word: ''.join(f'&#x{ord(letter):x};' for letter in word),
    'HTML, marks': lambda word: html.escape(word),
    'mail': lambda word: codecs.encode(word.encode(), 'quopri').decode().strip(),
    'small': lambda word: word.lower(),
    'in a word': lambda word: f'x_{word}_2',
}
OF_NAMES = {
    'a letter wrong': lambda word: word[:-1] + ('x' if word[-1] != 'x' else 'k'),
    'a letter dropped': lambda word: word[:2] + word[3:],
    'two swapped': lambda word: word[:2] + word[3] + word[2] + word[4:],
    'a letter doubled': lambda word: word[:3] + word[2:],
    'with an initial': lambda word: 'q' + word,
}


def run(*arguments):
    return subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True)


def found(darkroom, out, originals, policy, report):
    """What is found, as (file, kind, attribute)."""
    report.unlink(missing_ok=True)
    ended = run(darkroom, 'verify', out, '--against', originals, '--policy', policy, '--report', report)
    if not report.exists():
        sys.exit(f'no report: {ended.stdout[-300:]}{ended.stderr[-300:]}')
    return list(findings(json.loads(report.read_text()), ''))


def findings(told, file):
    if isinstance(told, dict):
        file = told.get('file', file)
        if told.get('kind') in OF_PEOPLE and told.get('rank') != 'weak':
            yield file, told['kind'], told.get('attribute', '')
        told = told.values()
    if isinstance(told, (dict, list)) or hasattr(told, '__iter__') and not isinstance(told, str):
        for inner in told:
            yield from findings(inner, file)


def telling(originals):
    """A long name and a long ID of the originals, of their own patient's file."""
    for path in sorted(path for path in originals.rglob('*') if path.is_file()):
        try:
            header = pydicom.dcmread(path, stop_before_pixels=True)
            words = str(header.PatientName).replace('^', ' ').split()
            identifier = str(header.PatientID)
        except Exception:
            continue
        name = max((word for word in words if word.isascii() and word.isalpha()), key=len, default='')
        if len(name) >= 7 and len(set(identifier)) >= 6 and any(letter.isdigit() for letter in identifier):
            yield name, identifier


def planted(out, originals, into):
    """One leftover a file; says how many."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    images = [path for path in sorted(out.rglob('*.dcm')) if path.stat().st_size < 1 << 20]
    name, identifier = next(telling(originals))
    words = [(form, make(name)) for form, make in (FORMS | OF_NAMES).items()]
    words += [(form, make(identifier)) for form, make in FORMS.items() if 'alike' not in form]
    for number, (form, word) in enumerate(words):
        image = pydicom.dcmread(images[number % len(images)])
        image.SpecificCharacterSet = 'ISO_IR 192'
        image.ImageComments = word
        image.save_as(into / f'{number}.dcm')
    return [form for form, _ in words]


def main(darkroom, work, *originals):
    warnings.simplefilter('ignore')
    work = pathlib.Path(work)
    files, false, planted_in_all, missed = 0, [], 0, []
    for name, policy in POLICIES.items():
        rules = work / 'rules.json'
        rules.write_text(json.dumps(policy | {'same_id_is_same_person': True}))
        for source in map(pathlib.Path, originals):
            out, leftovers = work / 'second', work / 'leftovers'
            shutil.rmtree(out, ignore_errors=True)
            ended = run(darkroom, 'clean', source, out, '--policy', rules, '--assume-reviewed')
            if ended.returncode not in (0, 1, 3):
                sys.exit(ended.stderr[-300:])
            images = list(out.rglob('*.dcm'))
            files += len(images)
            if not images:
                continue
            false += [(name, *finding) for finding in found(darkroom, out, source, rules, work / 'found.json')]
            if name == 'teaching' and source.with_name(f'{source.name}.key.json').exists():
                forms = planted(out, source, leftovers)
                seen = {file for file, _, _ in found(darkroom, leftovers, source, rules, work / 'found.json')}
                planted_in_all += len(forms)
                missed += [form for number, form in enumerate(forms) if f'{number}.dcm' not in seen]
    for finding in false:
        print('false:', *finding)
    for form in missed:
        print('missed:', form)
    print(f'second look: {files} files, {len(false)} false findings, '
          f'{planted_in_all - len(missed)} of {planted_in_all} leftovers found')
    if false or len(missed) > (1 - FOUND) * planted_in_all:
        sys.exit('the second look is not what it should be')


if __name__ == '__main__':
    main(*sys.argv[1:])
