#!/usr/bin/env python3
"""Turns the corpus's answer key into a regions file, and holds the scores to what the project promises.

  score.py regions KEY.json REGIONS.json
  score.py check SCORE.json
  score.py apart ORIGINALS FOLDER
  score.py real ORIGINALS CLEANED
"""
import json
import pathlib
import sys

MARGIN = 2
FLOOR = {name: 99.5 for name in (
    'uid_changed', 'uid_consistent', 'patid_changed', 'patid_consistent', 'tag_removed', 'meta_removed',
    'private_unsafe_removed', 'filename_clean', 'type2_present', 'pixels_retained')}
PROTECTION_BUT_PIXELS = 98.8
CLEANED_OF_REAL = 85


def regions(key, out):
    entries = []
    for file in json.load(open(key))['files']:
        hidden = (file['pixels'] or {}).get('hidden') or []
        if hidden:
            rects = [[max(0, x - MARGIN), max(0, y - MARGIN), w + 2 * MARGIN, h + 2 * MARGIN] for x, y, w, h in hidden]
            entries.append({'match': {'sop_instance_uid': file['sop']}, 'rects': rects})
    json.dump({'version': 1, 'regions': entries}, open(out, 'w'))


def check(score):
    report = json.load(open(score))
    cats = report['cats']
    low = [f'{name} {100 * ok / of:.2f} %' for name, (ok, of) in cats.items()
           if of and 100 * ok / of < FLOOR.get(name, 0)]
    low += [f'{name} was not scored' for name in FLOOR if not cats.get(name, [0, 0])[1]]
    ok, of = report['protection']
    hidden_ok, hidden_of = cats['pixels_hidden']
    protection = 100 * (ok - hidden_ok) / (of - hidden_of)
    print(f'protection but pixels {protection:.2f} %')
    if protection < PROTECTION_BUT_PIXELS:
        low.append(f'protection {protection:.2f} %')
    if report['names_with_tokens']:
        low.append('a name holds an identifier')
    if low:
        sys.exit('too low: ' + ', '.join(low))


def apart(originals, folder):
    """Links to all files, in as many folders as the most of them share a SOP Instance UID."""
    before = {}
    for path in sorted(pathlib.Path(originals).rglob('*')):
        if not path.is_file() or path.suffix == '.tsv':
            continue
        dataset = opened(path)
        uid = attempted(lambda dataset: dataset.SOPInstanceUID, dataset) or path
        before[uid] = before.get(uid, -1) + 1
        link = pathlib.Path(folder, str(before[uid]), path.relative_to(originals))
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path.resolve())


def real(originals, cleaned):
    """Pixel bytes leave as they came. What is no picture is dropped from compressed frames, and unused bits are cleared:
    where bytes differ, the samples must be the same."""
    import pydicom
    import warnings
    warnings.simplefilter('ignore')
    before = [dataset for path in sorted(pathlib.Path(originals).rglob('*'))
              if path.is_file() and path.suffix != '.tsv' and (dataset := opened(path)) is not None]
    outputs = sorted(pathlib.Path(cleaned).rglob('*.dcm'))
    same_bytes = {attempted(pixel_hash, dataset) for dataset in before} - {None}
    # An output that cannot be read, or whose samples cannot, is a fault: nothing is caught here.
    touched = [path for path in outputs if pixel_hash(pydicom.dcmread(path)) not in same_bytes]
    same_samples = {attempted(sample_hash, dataset) for dataset in before} - {None}
    different = [path for path in touched if sample_hash(pydicom.dcmread(path)) not in same_samples]
    share = 100 * len(outputs) / max(1, len(before))
    print(f'{share:.1f} % of all files cleaned, reports and what is no DICOM among the rest')
    print(f'{len(outputs)} cleaned files read again, {len(touched)} with other pixel bytes, of those {len(different)} '
          f'with other samples')
    if different:
        sys.exit('samples changed')
    if share < CLEANED_OF_REAL:
        sys.exit('too few of the real files were cleaned')


def opened(path):
    import pydicom
    try:
        return pydicom.dcmread(path, force=True)
    except Exception:
        return None


def attempted(value_of, dataset):
    try:
        return value_of(dataset)
    except Exception:
        return None


def sample_hash(dataset):
    import hashlib
    samples = dataset.pixel_array
    return hashlib.sha256(repr(samples.shape).encode() + samples.tobytes()).hexdigest()


def pixel_hash(dataset):
    import hashlib
    for keyword in ('PixelData', 'FloatPixelData', 'DoubleFloatPixelData'):
        if keyword in dataset:
            data = bytes(dataset[keyword].value)
            if not dataset.is_little_endian and dataset.get('BitsAllocated') in (16, 32):
                import numpy
                width = f'>u{dataset.BitsAllocated // 8}'
                data = numpy.frombuffer(data, width).astype(width.replace('>', '<')).tobytes()
            if is_encapsulated(dataset):
                # Odd fragments are padded on the way out (PS3.5 A.4): compare the fragments without the padding.
                from pydicom.encaps import generate_fragments
                data = b''.join(fragment.rstrip(b'\0') for fragment in generate_fragments(data))
            return hashlib.sha256(data + b'\0' * (len(data) % 2)).hexdigest()
    return 'none'


def is_encapsulated(dataset):
    syntax = getattr(getattr(dataset, 'file_meta', None), 'TransferSyntaxUID', None)
    return bool(syntax) and syntax.is_transfer_syntax and not syntax.is_private and syntax.is_encapsulated


if __name__ == '__main__':
    {'regions': regions, 'check': check, 'apart': apart, 'real': real}[sys.argv[1]](*sys.argv[2:])
