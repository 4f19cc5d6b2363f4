"""One run of the command over a folder, and which output came of which input."""
import csv
import json
import pathlib
import re
import subprocess

import pydicom


def clean(binary, folder, regions):
    """Cleans `folder/in`. Gives the outputs by the original's SOP Instance UID, and why files were held by their name.

    `regions`: pairs of what is matched and a list of (first and last frame from 1 or None, rectangle)."""
    entries = [{'match': match, 'rects': [rect], **({'frames': frames} if frames else {})}
               for match, painted in regions for frames, rect in painted]
    asked = folder / 'regions.json'
    asked.write_text(json.dumps({'version': 1, 'regions': entries}))
    ended = subprocess.run(
        [binary, 'clean', folder / 'in', folder / 'out', '--assume-reviewed', '--allow-idle-regions', '--regions', asked,
         '--preset', 'research', '--mapping', folder / 'mapping'], capture_output=True, text=True, check=False)
    if ended.returncode not in (0, 3):
        raise SystemExit(f'the command ended with {ended.returncode}: {ended.stderr[-2000:]}')
    held = dict(re.findall(r'^held: (.+?): (.*)$', ended.stderr, re.M))
    # Where there is no DICOM nothing is written.
    return (outputs(folder) if (folder / 'mapping').is_dir() else {}), held


def outputs(folder):
    with open(folder / 'mapping' / 'uid_mapping.csv', newline='') as table:
        original = {row['id_new']: row['id_old'] for row in csv.DictReader(table)}
    found = {}
    for path in sorted(pathlib.Path(folder, 'out').rglob('*.dcm')):
        uid = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=['SOPInstanceUID']).SOPInstanceUID
        found[original.get(uid, uid)] = path
    return found
