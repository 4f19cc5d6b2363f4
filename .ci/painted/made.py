"""Files that are made here: painted by the command, then read by independent decoders and compared."""
import collections
import dataclasses
import pathlib
import shutil
import tempfile

import numpy
import pydicom
from pydicom.encaps import generate_frames

from . import command, files, judge, readers
from .encoders import NotMade
from .families import (DEFLATED_FRAMES, FAMILIES, HT, HT_LOSSY, J2K, J2K_LOSSY, J50, J51, J53, J55, J57, J70, JXL, LS,
                       NEAR)

NATIVE = {'own': readers.own, 'pydicom': readers.by_pydicom(''), 'DCMTK': readers.DCMTK_NATIVE, 'GDCM': readers.GDCM}
RLE = {'pydicom': readers.by_pydicom('pydicom'), 'pylibjpeg': readers.PYLIBJPEG, 'DCMTK': readers.DCMTK_RLE,
       'GDCM': readers.GDCM, 'imagecodecs': readers.PACKBITS}
LOSSLESS = {'pylibjpeg': readers.PYLIBJPEG, 'DCMTK': readers.DCMTK_JPEG, 'GDCM': readers.GDCM,
            'turbo': readers.TURBO_LOSSLESS}
LOSSY = {'pylibjpeg': readers.PYLIBJPEG, 'DCMTK': readers.DCMTK_JPEG, 'turbo': readers.TURBO}
PROGRESSIVE = {'DCMTK': readers.DCMTK_JPEG, 'turbo': readers.TURBO}  # pylibjpeg knows none
JPEG_LS = {'pyjpegls': readers.by_pydicom('pyjpegls'), 'DCMTK': readers.DCMTK_JPEG_LS, 'GDCM': readers.GDCM}
WAVELET = {'pylibjpeg': readers.PYLIBJPEG, 'GDCM': readers.GDCM}
READERS = {
    files.IMPLICIT: NATIVE, files.EXPLICIT: NATIVE, files.BIG: NATIVE, files.DEFLATED: NATIVE, files.RLE: RLE,
    DEFLATED_FRAMES: {'zlib': readers.INFLATE}, J57: LOSSLESS, J70: LOSSLESS, J50: LOSSY, J51: LOSSY, J55: PROGRESSIVE,
    J53: {'DCMTK': readers.DCMTK_JPEG_RGB}, LS: JPEG_LS, NEAR: JPEG_LS, J2K: WAVELET, J2K_LOSSY: WAVELET,
    HT: {'pylibjpeg': readers.PYLIBJPEG, 'OpenJPH': readers.OPENJPH}, HT_LOSSY: {'pylibjpeg': readers.PYLIBJPEG},
    JXL: {'libjxl': readers.LIBJXL},
}

# What readers cannot do, by their name, and why; each is counted, and at least one reader must be left for a case.
CANNOT = [
    ('GDCM', lambda case, after: case.shape.real, 'it knows no floats'),
    ('GDCM', lambda case, after: case.shape.allocated == 1, 'it stops at 1-bit samples'),
    ('GDCM', lambda case, after: case.shape.high != case.shape.stored - 1, 'it clears bits that lie high'),
    ('GDCM', lambda case, after: case.syntax == files.DEFLATED and case.shape.stored < case.shape.allocated != 16,
     'it stops at unused bits in deflated files of 8 and 32 bits'),
    ('GDCM', lambda case, after: 'RedPaletteColorLookupTableDescriptor' in case.ds
     and case.ds.RedPaletteColorLookupTableDescriptor[1], 'it stops at palettes that do not begin at 0'),
    ('GDCM', lambda case, after: case.syntax in (LS, NEAR) and '+in' in case.label and case.shape.frames > 1,
     'it knows no files of many frames with a scan for each colour'),
    ('turbo', lambda case, after: case.syntax in (J57, J70) and case.shape.photometric == 'YBR_FULL',
     'it takes colours that are stored as they are for ones to convert'),
    ('DCMTK', lambda case, after: case.syntax in (LS, NEAR) and case.shape.stored < 8,
     'no JPEG-LS of less than 8 bits'),
    ('pydicom', lambda case, after: case.shape.allocated == 1 and case.frames, 'no RLE of 1-bit samples'),
    ('pylibjpeg', lambda case, after: case.shape.allocated == 1, 'no RLE of 1-bit samples'),
    ('DCMTK', lambda case, after: case.shape.allocated == 1 and case.frames, 'no RLE of 1-bit samples'),
]


@dataclasses.dataclass
class Tally:
    """What became of the cases of a family."""
    made: int = 0
    refused: int = 0
    held: int = 0
    readings: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    skipped: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    wrong: list = dataclasses.field(default_factory=list)

    def line(self, family):
        read = ', '.join(f'{name} {count}' for name, count in sorted(self.readings.items()))
        return (f'{family}: {self.made} cases, {len(self.wrong)} wrong, {self.held} held as they may be, '
                f'{self.refused} that no encoder made; read by {read}')


def regions_of(rng, shape):
    """One to three rectangles, some of them for some frames only, some hanging over the edge."""
    regions = []
    for _ in range(rng.integers(1, 4)):
        x, y = rng.integers(shape.columns), rng.integers(shape.rows)
        width, height = (1 + rng.integers(1 + max(1, length // 2)) for length in (shape.columns, shape.rows))
        frames = None
        if shape.frames > 1 and rng.random() < .6:
            first = int(rng.integers(1, shape.frames + 1))
            frames = (first, int(rng.integers(first, shape.frames + 1)))
        regions.append((frames, (int(x), int(y), int(width), int(height))))
    return regions


def run(binary, family, cases, seed, only=None, keep=None):
    """Makes, paints and judges so many cases of a family."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        made = make(folder, family, cases, seed, only, tally)
        asked = [({'sop_instance_uid': case.ds.SOPInstanceUID}, regions) for case, regions in made.values()]
        outputs, held = command.clean(binary, folder, asked)
        for number, (case, regions) in made.items():
            try:
                one(folder, number, case, regions, outputs, held, tally)
            except (judge.Wrong, readers.NotRead) as wrong:
                place = f'{family} seed {seed} case {number}'
                tally.wrong.append(f'{place}, {case.label}, {case.layout}, {case.shape}: {wrong}')
        if keep and tally.wrong:
            shutil.copytree(folder, keep, dirs_exist_ok=True)
    return tally


def make(folder, family, cases, seed, only, tally):
    """Writes the files: `in`, and `clean` with the same frames in the plainest layout."""
    (folder / 'in').mkdir()
    (folder / 'plain').mkdir()
    made = {}
    numbers = [only] if only is not None else range(cases * 3)
    for number in numbers:
        if len(made) == cases:
            break
        rng = numpy.random.default_rng([seed, list(FAMILIES).index(family), number])
        try:
            case = FAMILIES[family](rng, number)
            write(folder, number, case, rng)
        except NotMade:
            tally.refused += 1
            continue
        made[number] = case, regions_of(rng, case.shape)
    tally.made = len(made)
    return made


def write(folder, number, case, rng):
    name = f'{number:05}.dcm'
    if case.frames is None:
        files.saved(case.ds, folder / 'in' / name, case.syntax)
        return
    files.put_frames(case.ds, case.frames, 'table', rng)
    files.saved(case.ds, folder / 'plain' / name, case.syntax)
    files.put_frames(case.ds, case.frames, case.layout, rng)
    files.saved(case.ds, folder / 'in' / name, case.syntax)


def one(folder, number, case, regions, outputs, held, tally):
    """Judges one output by every reader that can read it."""
    name = f'{number:05}.dcm'
    output = outputs.get(case.ds.SOPInstanceUID)
    if output is None:
        why = held.get(name, 'not among the outputs')
        if not case.held or case.held not in why:
            raise judge.Wrong(f'held: {why}')
        tally.held += 1
        return
    mask = judge.mask_of(case.shape, regions)
    after = pydicom.dcmread(output)
    syntax = str(after.file_meta.TransferSyntaxUID)
    if case.frames and syntax == case.syntax:
        new = list(generate_frames(after.PixelData, number_of_frames=case.shape.frames))
        judge.kept_frames(case.frames, new, mask)
    judge.no_overlay_inside(after, mask)
    luma, rest, edge = touched(case, mask)
    read = 0
    for reader in READERS[syntax]:
        why = cannot(reader, case, after)
        if why:
            tally.skipped[f'{reader}: {why}'] += 1
            continue
        compare(folder / 'plain' / name, output, reader, case, (mask, luma, rest, edge), after)
        tally.readings[reader] += 1
        read += 1
    if not read:
        raise judge.Wrong(f'nobody reads {syntax} of this kind')


def cannot(reader, case, after):
    return next((why for name, test, why in CANNOT if name == reader and test(case, after)), None)


def touched(case, mask):
    """What luma and hue may have lost."""
    if case.numbers is None and case.syntax in (J50, J51, J55) and case.frames:
        return judge.touched_by_blocks(case.frames[0], mask)
    if case.frames is None:
        return judge.native_touched(case.shape, mask)
    return mask, mask, judge.NOWHERE & mask


def compare(plain, output, reader, case, masks, after):
    mask, luma, rest, edge = masks
    syntax = str(after.file_meta.TransferSyntaxUID)
    try:
        numbers, colour = READERS[syntax][reader](output)
    except ValueError as error:
        raise readers.NotRead(f'{reader}: {error}') from error
    before = case.numbers
    if before is None:
        of_original = READERS[case.syntax]
        # All readers of JPEG-LS must come to the same numbers; GDCM takes colour in three scans for something else.
        reference = reader if reader in of_original and case.syntax != NEAR else next(iter(of_original))
        before, its_colour = of_original[reference](plain)
        if its_colour != colour:
            raise judge.Wrong(f'{reader}: {its_colour} became {colour}')
    if colour == 'RGB':
        luma = rest
    black = judge.is_black(numbers, colour, case.ds, files.shape_of(after), edge)
    try:
        judge.check(before, numbers, mask, luma, rest, black, case.tolerance)
    except judge.Wrong as wrong:
        raise judge.Wrong(f'{reader}: {wrong}') from wrong
