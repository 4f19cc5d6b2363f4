"""Black inside, the same outside."""
import numpy


NOWHERE = numpy.zeros(1, bool)


class Wrong(Exception):
    """What is wrong with an output."""


def mask_of(shape, regions):
    """(frames, rows, columns): what is painted."""
    mask = numpy.zeros((shape.frames, shape.rows, shape.columns), bool)
    for frames, (x, y, width, height) in regions:
        first, last = frames or (1, shape.frames)
        mask[first - 1:last, y:y + height, x:x + width] = True
    return mask


def grown(mask, cell_x, cell_y):
    """Whole cells of a grid that touch what is painted."""
    frames, rows, columns = mask.shape
    padded = numpy.zeros((frames, -(-rows // cell_y) * cell_y, -(-columns // cell_x) * cell_x), bool)
    padded[:, :rows, :columns] = mask
    down, across = padded.shape[1] // cell_y, padded.shape[2] // cell_x
    cells = padded.reshape(frames, down, cell_y, across, cell_x).any(axis=(2, 4))
    return cells.repeat(cell_y, axis=1).repeat(cell_x, axis=2)[:, :rows, :columns]


def spread(mask, by_x, by_y):
    """The mask and its neighbours."""
    out = mask.copy()
    for _ in range(by_x):
        out[:, :, 1:] |= out[:, :, :-1].copy()
        out[:, :, :-1] |= out[:, :, 1:].copy()
    for _ in range(by_y):
        out[:, 1:] |= out[:, :-1].copy()
        out[:, :-1] |= out[:, 1:].copy()
    return out


def is_black(numbers, colour, ds, shape, edge=NOWHERE):
    """(frames, rows, columns): which pixels show as black; at the edge with a hue that may be lent by neighbours."""
    black = is_plain_black(numbers, colour, ds, shape)
    if not edge.any():
        return black
    half = 1 << (shape.stored - 1)
    if colour == 'RGB':
        return black | edge & (numbers < half).all(axis=-1)
    return black | edge & (numbers[..., 0] == 0)


def is_plain_black(numbers, colour, ds, shape):
    if shape.real:
        return real_black(numbers, colour)
    if colour == 'RGB':
        return (numbers == 0).all(axis=-1)
    if colour.startswith('YBR'):
        middle = 1 << (shape.stored - 1)
        return (numbers[..., 0] == 0) & (numbers[..., 1:] == middle).all(axis=-1)
    if colour == 'PALETTE COLOR':
        return palette_black(numbers[..., 0], ds, shape)
    return grey_black(numbers[..., 0], colour, ds, shape)


def real_black(numbers, colour):
    """The least number of each frame or 0; the greatest for MONOCHROME1."""
    flat = numbers.reshape(len(numbers), -1)
    ends = flat.max(axis=1).clip(0) if colour == 'MONOCHROME1' else flat.min(axis=1).clip(None, 0)
    return numbers[..., 0] == ends[:, None, None]


def palette_black(numbers, ds, shape):
    """As dark as any entry that a number leads to."""
    first = ds.RedPaletteColorLookupTableDescriptor[1]
    if 'SegmentedRedPaletteColorLookupTableData' in ds:
        from pydicom.pixels import apply_color_lut
        every = numpy.arange(shape.lowest, shape.highest + 1)
        light = apply_color_lut(every, ds).astype(float).sum(axis=-1)
        return light[numbers - shape.lowest] == light.min()
    count, _, bits = ds.RedPaletteColorLookupTableDescriptor
    count = count or 1 << 16
    kind = '<u2' if bits == 16 else 'u1'
    light = sum(numpy.frombuffer(getattr(ds, f'{name}PaletteColorLookupTableData'), kind, count).astype(float)
                for name in ('Red', 'Green', 'Blue'))
    every = light[(numpy.arange(shape.lowest, shape.highest + 1) - first).clip(0, count - 1)]
    return light[(numbers - first).clip(0, count - 1)] == every.min()


def grey_black(numbers, colour, ds, shape):
    """As dark as anything that can be stored, after the modality and VOI tables; inverted for MONOCHROME1."""
    ends = numpy.array([shape.lowest, shape.highest])
    every = ends if shape.stored > 16 else numpy.arange(shape.lowest, shape.highest + 1)
    sign = -1 if colour == 'MONOCHROME1' else 1
    darkest = min(sign * shown(every, ds))
    return sign * shown(numbers, ds) == darkest


def shown(numbers, ds):
    if has_table(ds, 'ModalityLUTSequence'):
        return looked_up(numbers, ds.ModalityLUTSequence[0])
    numbers = numbers * float(ds.get('RescaleSlope') or 1) + float(ds.get('RescaleIntercept') or 0)
    if has_table(ds, 'VOILUTSequence'):
        return looked_up(numpy.rint(numbers).astype(int), ds.VOILUTSequence[0])
    return numbers


def has_table(ds, keyword):
    return bool(ds.get(keyword)) and ds[keyword].value[0].get('LUTDescriptor') is not None


def looked_up(numbers, item):
    count, first, bits = item.LUTDescriptor
    data = item.LUTData
    table = numpy.frombuffer(data, '<u2', count) if isinstance(data, bytes) else numpy.array(data)
    # Eight bits of a table are what a screen shows.
    return (table.astype(int) >> max(0, bits - 8))[(numbers - first).clip(0, count - 1)]


def check(before, after, mask, luma, rest, black, tolerance=0):
    """`luma` and `rest` are what the first sample and the others may have lost."""
    if before.shape != after.shape:
        raise Wrong(f'shape {before.shape} became {after.shape}')
    if not black[mask].all():
        raise Wrong(f'{(~black[mask]).sum()} of {mask.sum()} pixels inside are not black')
    for sample in range(before.shape[-1]):
        outside = ~(rest if sample else luma)
        apart = numpy.abs(before[..., sample][outside] - after[..., sample][outside])
        changed = apart > tolerance
        if changed.any():
            raise Wrong(f'{changed.sum()} of {changed.size} numbers outside changed in sample {sample}, '
                        f'by at most {apart.max()}')


def kept_frames(before, after, mask):
    """Frames that nobody painted are the same bytes, but for what is no picture and the padding."""
    if len(before) != len(after):
        raise Wrong(f'{len(before)} frames became {len(after)}')
    for index, (old, new) in enumerate(zip(before, after)):
        if not mask[index].any() and bare(old) != bare(new):
            raise Wrong(f'frame {index} was not painted and has other bytes')


def bare(frame):
    """A stream without application segments, comments and padding."""
    head = frame[:2]
    if head == b'\xff\xd8':
        frame = without(frame, 2, (*range(0xe0, 0xf0), 0xfe), 0xda)
    elif head == b'\xff\x4f':
        frame = without(frame, 2, (0x64,), 0x90)
    return frame.rstrip(b'\0')


def without(frame, at, drop, end):
    """Marker segments up to `end`, less those to drop."""
    out = frame[:at]
    while at + 4 <= len(frame) and frame[at + 1] != end:
        after = at + 2 + int.from_bytes(frame[at + 2:at + 4], 'big')
        if frame[at + 1] not in drop:
            out += frame[at:after]
        at = after
    return out + frame[at:]


def no_overlay_inside(ds, mask):
    """An overlay has left, or is empty wherever any frame is painted; none lies in unused bits of 16."""
    bit = ds[0x60000102].value if 0x60000102 in ds else 0
    if bit and (numpy.frombuffer(ds.PixelData, '<u2') >> bit & 1).any():
        raise Wrong('an overlay lies in unused bits')
    if 0x60003000 not in ds:
        return
    bits = numpy.unpackbits(numpy.frombuffer(ds[0x60003000].value, 'u1'), count=mask[0].size, bitorder='little')
    if bits.reshape(mask[0].shape)[mask.any(axis=0)].any():
        raise Wrong('an overlay shows inside')


def native_touched(shape, mask):
    """Pairs of neighbours share their hue in YBR_FULL_422."""
    return mask, grown(mask, 2, 1) if shape.photometric == 'YBR_FULL_422' else mask, NOWHERE & mask


def touched_by_blocks(frame, mask):
    """Of a JPEG with loss: whole cells of its grid; the neighbours into which readers blend the hue of these; and the
    edge of the cells, into which they blend the neighbours'."""
    factors = sampling(frame)
    if len(factors) == 1:
        cells = grown(mask, 8, 8)
        return cells, cells, NOWHERE & cells
    most_x, most_y = (max(factor[axis] for factor in factors) for axis in (0, 1))
    least_x, least_y = (min(factor[axis] for factor in factors) for axis in (0, 1))
    margin_x, margin_y = most_x // least_x // 2, most_y // least_y // 2
    cells = grown(mask, 8 * most_x, 8 * most_y)
    return cells, spread(cells, margin_x, margin_y), cells & spread(~cells, margin_x, margin_y)


def sampling(frame):
    """Horizontal and vertical sampling factors of a JPEG's components."""
    at = 2
    while frame[at + 1] not in (0xc0, 0xc1, 0xc2):
        at += 2 + int.from_bytes(frame[at + 2:at + 4], 'big')
    count = frame[at + 9]
    return [divmod(frame[at + 11 + 3 * index], 16) for index in range(count)]
