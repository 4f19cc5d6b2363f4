"""Files that were not made here: a rectangle in each that has a picture; what leaves is read by three libraries, and
compared with what they read of the original."""
import collections
import concurrent.futures
import dataclasses
import pathlib
import tempfile

import pydicom
from pydicom.encaps import generate_fragmented_frames, generate_frames

from . import command, files, judge, readers
from .families import HT_LOSSY, J2K_LOSSY, J50, J51, J53, J55, J57, J70, LS, NEAR

NATIVE = (files.IMPLICIT, files.EXPLICIT, files.BIG, files.DEFLATED)
LOSSY_JPEG = (J50, J51, J55)
# Decoded for good and written without loss, which takes room: no limit holds.
WRITTEN_WITHOUT_LOSS = (NEAR, J2K_LOSSY, HT_LOSSY, J53)
# A painted file may be so many times as large as the original.
LIMIT_LOSSY, LIMIT = 1.05, 1.3
KNOWN_LARGE = {'JPEGLossless_1s_1f_i_16_16_bad.dcm': 'its encoder overflowed: what it wrote for a CT decodes to noise'}
# Luma and chroma, called RGB: these readers believe the header, browsers and Darkroom's viewer the stream.
MISLABELLED = 'SC_rgb_jpeg_lossy_gdcm.dcm'
# What a header may grow by: it says by which rules it was cleaned.
HEADER = 4096

DCMTK = {files.RLE: readers.DCMTK_RLE, LS: readers.DCMTK_JPEG_LS, NEAR: readers.DCMTK_JPEG_LS,
         J53: readers.DCMTK_JPEG_RGB, **{syntax: readers.DCMTK_JPEG for syntax in (*LOSSY_JPEG, J57, J70)},
         **{syntax: readers.DCMTK_NATIVE for syntax in NATIVE}}
NAMES = ('pydicom', 'DCMTK', 'GDCM')


@dataclasses.dataclass
class Seen:
    """What became of all files."""
    painted: int = 0
    held: dict = dataclasses.field(default_factory=dict)
    compared: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    read: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    syntaxes: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    grown: dict = dataclasses.field(default_factory=dict)
    large: dict = dataclasses.field(default_factory=dict)
    by_nobody: list = dataclasses.field(default_factory=list)
    wrong: list = dataclasses.field(default_factory=list)


def run(binary, folder):
    seen = Seen()
    paths = sorted(path for path in pathlib.Path(folder).rglob('*') if path.is_file())
    # Most of the time other programs run.
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda path: judged(binary, path, str(path.relative_to(folder)), seen), paths))
    return seen


def judged(binary, path, name, seen):
    ds = picture(path)
    if ds is None:
        return
    with tempfile.TemporaryDirectory() as work:
        try:
            one(binary, path, ds, name, pathlib.Path(work), seen)
        except Exception as wrong:
            seen.wrong.append(f'{name}: {type(wrong).__name__}: {wrong}')


def picture(path):
    """The data set of a file that has pixel data."""
    try:
        ds = pydicom.dcmread(path, force=True)
        return ds if any(ds.get(keyword) is not None and ds[keyword].value for keyword in files.PIXELS) else None
    except Exception:
        return None


def regions_of(ds):
    """A rectangle in the middle; of many frames only the first half is painted."""
    columns, rows = int(ds.get('Columns') or 1), int(ds.get('Rows') or 1)
    rect = (columns // 4, rows // 4, max(1, columns // 3), max(1, rows // 5))
    frames = files.frames_of(ds)
    return [((1, (frames + 1) // 2) if frames > 1 else None, rect)]


def one(binary, path, ds, name, work, seen):
    (work / 'in').mkdir()
    (work / 'in' / 'file').write_bytes(path.read_bytes())
    regions = regions_of(ds)
    # By their size, since some have no UID; and some no size.
    size_of = {'rows': ds.get('Rows') or 1, 'columns': ds.get('Columns') or 1}
    outputs, held = command.clean(binary, work, [(size_of, regions)])
    if not outputs:
        seen.held[name] = held.get('file', 'it is not taken for DICOM')
        return
    output = next(iter(outputs.values()))
    after = pydicom.dcmread(output)
    seen.painted += 1
    before_syntax, syntax = (str(each.file_meta.TransferSyntaxUID) for each in (with_syntax(ds), after))
    seen.syntaxes[f'{before_syntax} as {syntax}'] += 1
    size(name, ds, after, path.stat().st_size, output.stat().st_size, seen)
    mask = judge.mask_of(files.shape_of(after), regions)
    keeps_frames(ds, after, before_syntax, syntax, mask)
    luma, rest, edge = touched(ds, before_syntax, mask)
    answers = [compared(reader, path, output, before_syntax, syntax, ds, (mask, luma, rest, edge), seen) for reader in NAMES]
    if not any(answers):
        seen.by_nobody.append(name)


def with_syntax(ds):
    """Some files say nothing of their syntax."""
    if 'TransferSyntaxUID' not in getattr(ds, 'file_meta', {}):
        ds.file_meta = getattr(ds, 'file_meta', None) or pydicom.dataset.FileMetaDataset()
        ds.file_meta.TransferSyntaxUID = files.IMPLICIT if ds.is_implicit_VR else files.EXPLICIT
    return ds


def size(name, before, after, old, new, seen):
    syntax = str(before.file_meta.TransferSyntaxUID)
    limit = LIMIT_LOSSY if syntax in LOSSY_JPEG else LIMIT
    if new > max(old * limit, old + HEADER):
        pixels = len(after.PixelData) / max(1, len(before.PixelData)) if 'PixelData' in after else 0
        known = KNOWN_LARGE.get(pathlib.Path(name).name, '')
        found = seen.grown if known or syntax in WRITTEN_WITHOUT_LOSS else seen.large
        found[name] = f'{new / old:.2f} times, its pixels {pixels:.2f} times ({old} bytes, {syntax}) {known}'


def keeps_frames(before, after, before_syntax, syntax, mask):
    if syntax != before_syntax or syntax in NATIVE:
        return
    frames = files.frames_of(after)
    try:
        old = list(generate_frames(before.PixelData, number_of_frames=frames))
    except Exception:
        return
    judge.kept_frames(old, list(generate_frames(after.PixelData, number_of_frames=frames)), mask)


def touched(ds, syntax, mask):
    if syntax in LOSSY_JPEG:
        fragments = next(generate_fragmented_frames(ds.PixelData, number_of_frames=files.frames_of(ds)))
        return judge.touched_by_blocks(b''.join(fragments), mask)
    return judge.native_touched(files.shape_of(ds), mask) if syntax in NATIVE else (mask, mask, judge.NOWHERE & mask)


def reader_of(name, syntax, ds):
    if name != 'pydicom' and syntax == files.BIG and ds.get('BitsAllocated') == 32:
        return None  # they swap the bytes of 32-bit big endian words by halves
    if name == 'DCMTK':
        return DCMTK.get(syntax)
    return readers.GDCM if name == 'GDCM' else readers.by_pydicom('')


def compared(name, path, output, before_syntax, syntax, ds, masks, seen):
    """Whether a library read both, and found them the same."""
    before, after = reader_of(name, before_syntax, ds), reader_of(name, syntax, ds)
    original = attempted(before, path)
    written = attempted(after, output)
    if written is not None:
        seen.read[name] += 1
    if original is None:
        return False
    if written is None:
        raise judge.Wrong(f'{name} reads the original, and not what left')
    (numbers, colour), (new, new_colour) = original, written
    mask, luma, rest, edge = masks
    if new_colour == 'RGB':
        luma = rest
    if path.name == MISLABELLED and new_colour == 'RGB':
        new_colour = 'YBR_FULL'
    shape = files.shape_of(pydicom.dcmread(output, stop_before_pixels=False))
    try:
        judge.check(numbers, new, mask, luma, rest, judge.is_black(new, new_colour, ds, shape, edge),
                    3 if before_syntax == J53 else 0)
    except judge.Wrong as wrong:
        raise judge.Wrong(f'{name} ({colour}, {new_colour}): {wrong}') from wrong
    seen.compared[name] += 1
    return True


def attempted(reader, path):
    """What a reader makes of a file; None if it gives up, or knows no such files."""
    if reader is None:
        return None
    try:
        return reader(path)
    except Exception:
        return None


def lines(seen):
    yield f'{seen.painted} real files painted'
    yield from (f'  {count} {name}' for name, count in sorted(seen.syntaxes.items()))
    yield 'read again by ' + ', '.join(f'{name} {seen.read[name]}' for name in NAMES)
    yield 'compared with the original by ' + ', '.join(f'{name} {seen.compared[name]}' for name in NAMES)
    yield from (f'  nobody reads the original: {name}' for name in seen.by_nobody)
    yield f'{len(seen.held)} held'
    yield from (f'  {name}: {why}' for name, why in sorted(seen.held.items()))
    yield f'{len(seen.grown)} larger for a reason: nearly all were lossy, and are written without further loss'
    yield from (f'  {name}: {why}' for name, why in sorted(seen.grown.items()))
    yield f'{len(seen.large)} larger than they may be'
    yield from (f'  {name}: {why}' for name, why in sorted(seen.large.items()))
    yield f'{len(seen.wrong)} wrong'
    yield from (f'  {why}' for why in seen.wrong)
