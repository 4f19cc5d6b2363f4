"""From a picture to a DICOM file, and from native samples back to numbers."""
import copy

import numpy
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, fragment_frame
from pydicom.uid import generate_uid

# Palettes and overlays.
WORDS = (0x00281201, 0x00281202, 0x00281203, 0x60003000)
IMPLICIT, EXPLICIT, BIG = '1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2'
DEFLATED, RLE = '1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.5'
SINGLE = '1.2.840.10008.5.1.4.1.1.7'
SEGMENTATION, PARAMETRIC = '1.2.840.10008.5.1.4.1.1.66.4', '1.2.840.10008.5.1.4.1.1.30'
PIXELS = ('PixelData', 'FloatPixelData', 'DoubleFloatPixelData')


def data_set(shape, number):
    """A header of an image of this shape, without its pixels."""
    ds = Dataset()
    ds.SOPClassUID = sop_class(shape)
    ds.SOPInstanceUID = generate_uid()
    ds.StudyInstanceUID, ds.SeriesInstanceUID = generate_uid(), generate_uid()
    # In letters: a number that is a patient's is taken out of wherever else it stands.
    ds.PatientName = ds.PatientID = 'PAINTED' + ''.join(chr(ord('A') + int(digit)) for digit in str(number))
    ds.PatientBirthDate, ds.PatientSex = '', ''
    ds.StudyDate, ds.StudyTime, ds.StudyID, ds.AccessionNumber = '', '', '', ''
    ds.ReferringPhysicianName, ds.Manufacturer = '', ''
    ds.Modality, ds.ConversionType = 'OT', 'WSD'
    ds.SeriesNumber, ds.InstanceNumber, ds.PatientOrientation = 1, number, ''
    describe(ds, shape)
    if shape.photometric == 'PALETTE COLOR':
        ds.update(palette_of(numpy.random.default_rng(number)))
    return ds


def sop_class(shape):
    if shape.real:
        return PARAMETRIC
    if shape.allocated == 1:
        return SEGMENTATION
    if shape.frames == 1:
        return SINGLE
    return SINGLE + ('.4' if shape.samples == 3 else '.2' if shape.allocated == 8 else '.3')


def describe(ds, shape):
    ds.Rows, ds.Columns, ds.SamplesPerPixel = shape.rows, shape.columns, shape.samples
    ds.PhotometricInterpretation = shape.photometric
    ds.BitsAllocated = shape.allocated
    if not shape.real:
        ds.BitsStored, ds.HighBit, ds.PixelRepresentation = shape.stored, shape.high, int(shape.signed)
    if shape.samples > 1:
        ds.PlanarConfiguration = shape.planar
    if shape.frames > 1 or shape.allocated == 1 or shape.real:
        ds.NumberOfFrames = shape.frames


def palette_of(rng):
    """A table with a darkest entry, of 8 or 16 bits; sometimes it does not begin at 0, or is short."""
    entries, first = int(rng.choice([256, 64, 200])), int(rng.choice([0, 0, 7]))
    ds, bits = Dataset(), int(rng.choice([8, 16]))
    colours = rng.integers(10, 1 << bits, (3, entries))
    colours[:, rng.integers(entries)] = rng.integers(0, 3)
    for name, values in zip(('Red', 'Green', 'Blue'), colours):
        setattr(ds, f'{name}PaletteColorLookupTableDescriptor', [entries, first, bits])
        setattr(ds, f'{name}PaletteColorLookupTableData', values.astype('<u2' if bits == 16 else 'u1').tobytes())
    return ds


def saved(ds, path, syntax):
    """Writes an explicit or implicit little endian, big endian, deflated or encapsulated file."""
    ds.file_meta = FileMetaDataset()
    ds.file_meta.MediaStorageSOPClassUID, ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPClassUID, ds.SOPInstanceUID
    stand_in = STAND_INS.get(syntax)
    ds.file_meta.TransferSyntaxUID = stand_in or syntax
    pydicom.dcmwrite(path, in_order(ds, syntax), implicit_vr=syntax == IMPLICIT, little_endian=syntax != BIG, enforce_file_format=True)
    if stand_in:
        path.write_bytes(path.read_bytes().replace(as_written(stand_in), as_written(syntax), 1))


def in_order(ds, syntax):
    """The same with its words in the file's byte order, which are written as they are (PS3.5 7.3); pixels have theirs."""
    if syntax != BIG:
        return ds
    out = copy.deepcopy(ds)
    for tag in WORDS:
        if tag in out:
            out[tag].value = swapped(out[tag].value)
    return out


def as_written(uid):
    return even(uid.encode())


# Syntaxes newer than the library that writes: it writes another one of the same length, which is then replaced.
STAND_INS = {'1.2.840.10008.1.2.8.1': '1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.110': '1.2.840.10008.1.2.4.201'}


def words(numbers, shape):
    """Whole words: a number at its place; bits above follow the sign."""
    if shape.real:
        return numbers.astype('<f4' if shape.allocated == 32 else '<f8')
    shifted = numbers << shape.shift
    if not shape.signed:
        return shifted.astype(f'<u{max(1, shape.allocated // 8)}')
    return shifted.astype(f'<i{max(1, shape.allocated // 8)}')


def native(numbers, shape, big=False):
    """The pixel element's value."""
    if shape.allocated == 1:
        data = even(numpy.packbits(numbers.astype(numpy.uint8).ravel(), bitorder='little').tobytes())
        return swapped(data) if big else data
    stored = words(numbers, shape)
    if shape.photometric == 'YBR_FULL_422':
        stored = numpy.stack([pairs(frame) for frame in stored])
    elif shape.planar:
        stored = stored.transpose(0, 3, 1, 2)
    if big:
        stored = stored.astype(stored.dtype.newbyteorder('>'))
    data = stored.tobytes()
    # Bytes are written as OW: their pairs are swapped (PS3.5 8.1.1).
    if big and shape.allocated == 8:
        data = swapped(data)
    return even(data)


def swapped(data):
    return numpy.frombuffer(even(data), '<u2').byteswap().tobytes()


def pairs(frame):
    """Y Y Cb Cr of every two neighbours."""
    return numpy.stack([frame[:, 0::2, 0], frame[:, 1::2, 0], frame[:, 0::2, 1], frame[:, 0::2, 2]], axis=-1)


def even(data):
    return data + b'\0' * (len(data) % 2)


def put_native(ds, numbers, shape, syntax=EXPLICIT):
    keyword = 'PixelData' if not shape.real else PIXELS[1 if shape.allocated == 32 else 2]
    setattr(ds, keyword, native(numbers, shape, syntax == BIG))
    if keyword == 'PixelData':
        ds[keyword].VR = 'OW' if shape.allocated > 8 or syntax in (IMPLICIT, BIG) else 'OB'


def put_frames(ds, frames, layout, rng):
    """Compressed frames in one of the layouts of `LAYOUTS`."""
    if layout == 'extended':
        from pydicom.encaps import encapsulate_extended
        ds.PixelData, ds.ExtendedOffsetTable, ds.ExtendedOffsetTableLengths = encapsulate_extended(frames)
    else:
        ds.PixelData = LAYOUTS[layout](frames, rng)
    ds['PixelData'].VR, ds['PixelData'].is_undefined_length = 'OB', True


def in_fragments(frames, with_table, rng):
    """Frames of one to four fragments each."""
    items, offsets, at = [], [], 0
    for frame in frames:
        offsets.append(at)
        for piece in fragment_frame(even(frame), int(rng.integers(1, 1 + min(4, max(1, len(frame) // 8))))):
            items.append(item(piece))
            at += len(items[-1])
    table = numpy.array(offsets if with_table else [], '<u4').tobytes()
    return item(table) + b''.join(items)


def item(data):
    return b'\xfe\xff\x00\xe0' + len(data).to_bytes(4, 'little') + data


def with_wrong_table(frames, rng):
    """An offset table of the right length and with wrong numbers."""
    wrong = rng.integers(1, 1 << 20, len(frames)).astype('<u4').tobytes()
    return item(wrong) + b''.join(item(even(frame)) for frame in frames)


LAYOUTS = {
    'table': lambda frames, rng: encapsulate(frames, has_bot=True),
    'no table': lambda frames, rng: encapsulate(frames, has_bot=False),
    'wrong table': with_wrong_table,
    'fragments': lambda frames, rng: in_fragments(frames, True, rng),
    'fragments without table': lambda frames, rng: in_fragments(frames, False, rng),
    'extended': None,
}


def numbers_of(ds):
    """The numbers of a native data set (frames, rows, columns, samples), cut out of their words here, by nobody's
    decoder."""
    keyword = next(keyword for keyword in PIXELS if keyword in ds)
    shape = shape_of(ds)
    data = ds[keyword].value
    order = '<' if ds.is_little_endian is not False else '>'
    if order == '>' and shape.allocated <= 8 and ds[keyword].VR == 'OW':
        data = swapped(data)
    count = shape.frames * shape.rows * shape.columns * shape.samples
    if shape.allocated == 1:
        bits = numpy.unpackbits(numpy.frombuffer(data, 'u1'), count=count, bitorder='little')
        return bits.reshape(shape.frames, shape.rows, shape.columns, shape.samples).astype(numpy.int64)
    kind = 'f' if keyword != 'PixelData' else 'u'
    if shape.photometric == 'YBR_FULL_422':
        count = count // 3 * 2
    stored = numpy.frombuffer(data, f'{order}{kind}{shape.allocated // 8}', count)
    if kind == 'f':
        return stored.reshape(shape.frames, shape.rows, shape.columns, shape.samples)
    return numbers_in(laid_out(stored, shape), shape)


def laid_out(stored, shape):
    """Words in the order (frames, rows, columns, samples)."""
    if shape.photometric == 'YBR_FULL_422':
        four = stored.reshape(shape.frames, shape.rows, shape.columns // 2, 4)
        luma = four[..., :2].reshape(shape.frames, shape.rows, shape.columns, 1)
        return numpy.concatenate([luma, numpy.repeat(four[..., 2:], 2, axis=2)], axis=-1)
    if shape.planar:
        return stored.reshape(shape.frames, shape.samples, shape.rows, shape.columns).transpose(0, 2, 3, 1)
    return stored.reshape(shape.frames, shape.rows, shape.columns, shape.samples)


def numbers_in(stored, shape):
    """Numbers at their place in whole words, sign-extended."""
    numbers = (stored.astype(numpy.int64) >> shape.shift) & ((1 << shape.stored) - 1)
    if shape.signed:
        numbers = numbers - ((numbers >> (shape.stored - 1)) << shape.stored)
    return numbers


def shape_of(ds):
    """What a header says."""
    from .images import Shape
    real = any(keyword in ds for keyword in PIXELS[1:])
    allocated = ds.BitsAllocated if not real else 32 if PIXELS[1] in ds else 64
    stored = ds.get('BitsStored') or allocated
    high = ds.get('HighBit')
    high = high if high is not None and stored - 1 <= high < allocated else stored - 1
    samples = int(ds.get('SamplesPerPixel') or 1)
    return Shape(
        rows=ds.Rows, columns=ds.Columns, frames=frames_of(ds), samples=samples,
        allocated=allocated, stored=stored, high=high, signed=not real and ds.get('PixelRepresentation') == 1,
        photometric=ds.get('PhotometricInterpretation') or ('RGB' if samples == 3 else 'MONOCHROME2'),
        planar=int(ds.get('PlanarConfiguration') or 0) if samples > 1 else 0, real=real)


def frames_of(ds):
    """One where the header says nothing of use."""
    try:
        return int(ds.get('NumberOfFrames') or 1)
    except ValueError:
        return 1
