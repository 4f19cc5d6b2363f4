#!/usr/bin/env python3
"""Compares what Darkroom shows of files with what pydicom makes of them: displays.py RENDER FOLDER

RENDER is the example of that name. Every file that differs by more than rounding is listed, with how much and why, where
the reason is known.
"""
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy
import pydicom
from PIL import Image
from pydicom.pixels import apply_color_lut, apply_modality_lut, pixel_array

# Levels of 255 by which a pixel may be off: rounding, and another inverse transform of a JPEG, which is one stored value.
OFF = 3
LOSSY = ('1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.51', '1.2.840.10008.1.2.4.91')

# Where pydicom is the one that is wrong; what other programs make of these is what Darkroom does.
KNOWN = {
    'OBXXXX1A_expb.dcm': 'pydicom reads the palettes of big endian files as little endian; DCMTK does not',
    'OBXXXX1A_expb_2frame.dcm': 'the same',
    'SC_rgb_jpeg_lossy_gdcm.dcm': 'luma and chroma called RGB: pydicom believes the header; browsers believe the stream',
}


def main():
    warnings.simplefilter('ignore')
    pydicom.config.logger.disabled = True
    program, folder = sys.argv[1:]
    files = sorted(path for path in pathlib.Path(folder).rglob('*') if path.is_file())
    with tempfile.TemporaryDirectory() as out:
        told = subprocess.run([program, out, *files], capture_output=True, text=True, check=True).stdout
        refused = dict(line.split(': ', 1) for line in told.splitlines())
        same, lines = 0, []
        for number, path in enumerate(files):
            verdict = KNOWN.get(path.name) or compared(path, sorted(pathlib.Path(out).glob(f'{number}.*.ppm')), refused.get(str(number)))
            same += verdict == 'same'
            if verdict not in ('same', None):
                lines.append(f'{path.relative_to(folder)}: {verdict}')
    print(*lines, f'{same} files are shown alike, {len(lines)} are not', sep='\n')
    sys.exit(any('levels' in line for line in lines))


def compared(path, shown, refused):
    try:
        ds = pydicom.dcmread(path, force=True)
        if 'PixelData' not in ds or 'Rows' not in ds:
            return None
        if 'TransferSyntaxUID' not in getattr(ds, 'file_meta', {}):
            ds.file_meta = pydicom.dataset.FileMetaDataset()
            ds.file_meta.TransferSyntaxUID = '1.2.840.10008.1.2' if ds.is_implicit_VR else '1.2.840.10008.1.2.1'
        theirs = [theirs_of(ds, int(each.name.split('.')[1])) for each in shown or [pathlib.Path('0.0.ppm')]]
    except Exception as why:  # pylint: disable=broad-except
        return f'shown here, and not by pydicom ({type(why).__name__}: {str(why)[:80]})' if shown else None
    if not shown:
        return f'not shown here: {refused}'
    off, most = 0, OFF
    if ds.file_meta.TransferSyntaxUID in LOSSY:
        most = max(most, 1.5 * float(ds.get('RescaleSlope') or 1) * 255 / (first_of(ds.get('WindowWidth')) or 255))
    for each, their in zip(shown, theirs):
        ours = numpy.array(Image.open(each)).astype(int)
        their = their if their.ndim == 3 else numpy.repeat(their[..., None], 3, axis=-1)
        if ours.shape != their.shape:
            return f'shape {ours.shape}, and {their.shape} by pydicom'
        off = max(off, numpy.abs(ours - their).max())
    return 'same' if off <= most else f'off by {off} levels'


def theirs_of(ds, frame):
    colour = ds.PhotometricInterpretation
    frames = int(ds.get('NumberOfFrames') or 1)
    numbers = pixel_array(ds, raw=True, index=frame if frames > 1 else None)
    if numbers.ndim == 4:
        numbers = numbers[0]
    if colour == 'PALETTE COLOR':
        rgb = apply_color_lut(numbers, ds)
        return (rgb >> 8 if rgb.dtype == numpy.uint16 else rgb).astype(int)
    if ds.SamplesPerPixel == 3:
        numbers = pixel_array(ds, index=frame if frames > 1 else None)
        return (numbers.astype(int) >> max(0, ds.BitsStored - 8)).reshape(ds.Rows, ds.Columns, 3)
    rescale = item_of(ds, frame, 'PixelValueTransformationSequence')
    values = apply_modality_lut(numbers, rescale) if is_whole(rescale, 'ModalityLUTSequence') else numbers
    levels = windowed(values.astype(float), ds, item_of(ds, frame, 'FrameVOILUTSequence'))
    levels = 255 - levels if colour == 'MONOCHROME1' else levels
    if ds.get('PixelPresentation') not in ('COLOR', 'MIXED') or 'RedPaletteColorLookupTableDescriptor' not in ds:
        return levels
    # A supplemental palette, which pydicom leaves to its caller.
    count, first, bits = ds.RedPaletteColorLookupTableDescriptor
    palette = numpy.stack([numpy.frombuffer(ds[f'{name}PaletteColorLookupTableData'].value, '<u2', count) >> bits - 8
                           for name in ('Red', 'Green', 'Blue')], axis=-1)
    colours = palette[(numbers.astype(int) - first).clip(0, count - 1)]
    return numpy.where((numbers >= first)[..., None], colours, levels[..., None]).astype(int)


def is_whole(item, name):
    """Not a sequence whose item is empty."""
    return not item.get(name) or item.get(name)[0].get('LUTDescriptor') is not None


def item_of(ds, frame, name):
    """The functional group in force for a frame, or the whole header."""
    groups = [ds.get('PerFrameFunctionalGroupsSequence') or [], ds.get('SharedFunctionalGroupsSequence') or []]
    for items, index in zip(groups, (frame, 0)):
        if len(items) > index and items[index].get(name):
            return items[index].get(name)[0]
    return ds


def windowed(values, ds, voi):
    """PS3.3 C.11.2.1.2, over 0 to 255; the table before the window, and both ends of the picture where there is none."""
    tables = voi.get('VOILUTSequence')
    if tables and is_whole(voi, 'VOILUTSequence'):
        count, first, _ = tables[0].LUTDescriptor
        data = tables[0].LUTData
        table = numpy.frombuffer(data, '<u2', count or 1 << 16) if isinstance(data, bytes) else numpy.array(data)
        looked_up = table[(numpy.rint(values).astype(int) - first).clip(0, len(table) - 1)]
        return numpy.rint(looked_up * 255.0 / ((1 << int(table.max()).bit_length()) - 1)).astype(int)
    center, width = (first_of(voi.get(name)) for name in ('WindowCenter', 'WindowWidth'))
    exact = voi.get('VOILUTFunction') == 'LINEAR_EXACT'
    if center is None or not width:
        low, high = values.min(), values.max()
        if ds.BitsStored == 8 and not ds.PixelRepresentation:
            low, high = (number * float(ds.get('RescaleSlope') or 1) + float(ds.get('RescaleIntercept') or 0)
                         for number in (0, 255))
        center, width, exact = (low + high) / 2, max(high - low, 1e-9), True
    if voi.get('VOILUTFunction') == 'SIGMOID':
        return numpy.rint(255 / (1 + numpy.exp(-4 * (values - center) / width))).astype(int)
    if exact:
        part = (values - center) / width + 0.5
    else:
        part = (values - (center - 0.5)) / (width - 1) + 0.5 if width > 1 else (values > center - 0.5) * 1.0
    return numpy.rint(part.clip(0, 1) * 255).astype(int)


def first_of(value):
    values = value if isinstance(value, pydicom.multival.MultiValue) else [value]
    return None if not values or values[0] is None or values[0] == '' else float(values[0])


if __name__ == '__main__':
    main()
