"""Who reads it again: each reader gives (frames, rows, columns, samples) of numbers, and the colour they are in."""
import pathlib
import tempfile
import zlib

import imagecodecs
import numpy
import pydicom
from pydicom.encaps import generate_frames

from . import files
from .encoders import run

DECODED_AS_RGB = ('YBR_RCT', 'YBR_ICT')


class NotRead(Exception):
    """A reader refused."""


def own(path):
    """Native files, cut up by `files.numbers_of`."""
    ds = pydicom.dcmread(path)
    return files.numbers_of(ds), files.shape_of(ds).photometric


def by_pydicom(plugin):
    def reader(path):
        from pydicom.pixels import pixel_array
        ds = pydicom.dcmread(path)
        shape = files.shape_of(ds)
        try:
            stored = pixel_array(ds, raw=True, decoding_plugin=plugin, correct_unused_bits=False)
        except Exception as error:
            raise NotRead(f'pydicom with {plugin}: {error}') from error
        stored = numpy.asarray(stored).reshape(shape.frames, shape.rows, shape.columns, shape.samples)
        colour = 'RGB' if shape.photometric in DECODED_AS_RGB else shape.photometric
        return (stored if shape.real else files.numbers_in(stored, shape)), colour
    return reader


def by_program(*command):
    """A program that turns a compressed file into a native one."""
    def reader(path):
        with tempfile.TemporaryDirectory() as folder:
            made = pathlib.Path(folder, 'native.dcm')
            places = {'IN': path, 'OUT': made}
            if not run(*(places.get(word, word) for word in command)) or not made.exists():
                raise NotRead(command[0])
            ds = pydicom.dcmread(made)
            if ds.file_meta.TransferSyntaxUID.is_encapsulated:
                raise NotRead(command[0])
            return files.numbers_of(ds), files.shape_of(ds).photometric
    return reader


def by_frames(decode, converts=False):
    """A library that decodes single frames, which pydicom finds; some make RGB of luma and chroma."""
    def reader(path):
        ds = pydicom.dcmread(path)
        shape = files.shape_of(ds)
        frames = generate_frames(ds.PixelData, number_of_frames=shape.frames)
        try:
            stored = numpy.stack([decode(frame, shape) for frame in frames])
        except Exception as error:
            raise NotRead(f'imagecodecs: {error}') from error
        stored = stored.reshape(shape.frames, shape.rows, shape.columns, shape.samples)
        colour = shape.photometric
        if converts and shape.samples == 3 or colour in DECODED_AS_RGB:
            colour = 'RGB'
        return files.numbers_in(stored, shape), colour
    return reader


def unpacked(frame, shape):
    """RLE by imagecodecs' PackBits: words of any width."""
    count, *starts = numpy.frombuffer(frame[:64], '<u4').tolist()
    starts, width = starts[:count], shape.allocated // 8
    ends = [*starts[1:], len(frame)]
    segments = [imagecodecs.packbits_decode(frame[start:end]) for start, end in zip(starts, ends)]
    if shape.allocated == 1:
        bits = numpy.unpackbits(numpy.frombuffer(segments[0], 'u1'), bitorder='little')
        return bits[:shape.rows * shape.columns]
    pixels = shape.rows * shape.columns
    planes = numpy.stack([numpy.frombuffer(segment, 'u1')[:pixels] for segment in segments])
    planes = planes.reshape(shape.samples, width, pixels)[:, ::-1].transpose(2, 0, 1)
    return numpy.ascontiguousarray(planes).view(f'<u{width}')[..., 0]


def inflated(frame, shape):
    """The words of a deflated frame."""
    data = zlib.decompress(frame, wbits=-15)
    width = shape.allocated // 8
    return files.laid_out(numpy.frombuffer(data, f'<u{width}', shape.rows * shape.columns * shape.samples),
                          shape.with_(frames=1))


DCMTK_NATIVE = by_program('dcmconv', '+te', 'IN', 'OUT')
DCMTK_RLE = by_program('dcmdrle', 'IN', 'OUT')
DCMTK_JPEG = by_program('dcmdjpeg', '+cn', 'IN', 'OUT')
DCMTK_JPEG_LS = by_program('dcmdjpls', 'IN', 'OUT')
GDCM = by_program('gdcmconv', '--raw', 'IN', 'OUT')
PYLIBJPEG = by_pydicom('pylibjpeg')
DCMTK_JPEG_RGB = by_program('dcmdjpeg', '+cp', 'IN', 'OUT')
TURBO = by_frames(lambda frame, shape: imagecodecs.jpeg8_decode(frame), converts=True)
TURBO_LOSSLESS = by_frames(lambda frame, shape: imagecodecs.jpeg8_decode(frame))
OPENJPH = by_frames(lambda frame, shape: imagecodecs.htj2k_decode(frame))
LIBJXL = by_frames(lambda frame, shape: imagecodecs.jpegxl_decode(frame))
PACKBITS = by_frames(unpacked)
INFLATE = by_frames(inflated)
