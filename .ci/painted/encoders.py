"""Who compresses: encoders of single frames (libraries) and of whole files (programs).

A frame encoder takes numbers (rows, columns, samples) and gives bytes. A file encoder takes a native file's path and
leaves a compressed one.
"""
import io
import pathlib
import subprocess
import tempfile
import zlib

import imagecodecs
import numpy
import pydicom
from pydicom.encaps import generate_frames

from . import files


def run(*command):
    """Whether a program ended well."""
    return subprocess.run([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          timeout=120, check=False).returncode == 0


class NotMade(Exception):
    """An encoder refused."""


def by_program(ds, numbers, shape, *command):
    """Header and frames of what a program made of a native file; IN and OUT stand for the paths."""
    with tempfile.TemporaryDirectory() as folder:
        source, made = pathlib.Path(folder, 'in.dcm'), pathlib.Path(folder, 'out.dcm')
        files.put_native(ds, numbers, shape)
        files.saved(ds, source, files.EXPLICIT)
        places = {'IN': source, 'OUT': made}
        if not run(*(places.get(word, word) for word in command)) or not made.exists():
            raise NotMade(' '.join(map(str, command)))
        result = pydicom.dcmread(made)
        result.SOPInstanceUID = ds.SOPInstanceUID
        if not result.file_meta.TransferSyntaxUID.is_encapsulated:
            raise NotMade('the program left it native')
        return result, list(generate_frames(result.PixelData, number_of_frames=shape.frames))


def squeezed(frame):
    return numpy.ascontiguousarray(frame[..., 0] if frame.shape[-1] == 1 else frame)


def masked(numbers, shape):
    """Words as an encoder of unsigned samples wants them."""
    whole = numbers & ((1 << shape.stored) - 1)
    return whole.astype(f'u{max(1, shape.allocated // 8)}')


def packbits(numbers, shape):
    """RLE Lossless by imagecodecs' PackBits: a segment for each byte of a pixel, the highest first."""
    if shape.allocated == 1:
        planes = [numpy.packbits(numbers.astype('u1').ravel(), bitorder='little')]
    else:
        stored = files.words(numbers, shape)
        width = stored.dtype.itemsize
        parts = stored.reshape(shape.rows, shape.columns, shape.samples).view('u1')
        parts = parts.reshape(shape.rows, shape.columns, shape.samples, width)
        planes = [parts[..., sample, byte] for sample in range(shape.samples) for byte in reversed(range(width))]
    lines = ([plane] if plane.ndim == 1 else plane for plane in planes)
    segments = [files.even(b''.join(imagecodecs.packbits_encode(line.tobytes()) for line in plane)) for plane in lines]
    starts = [64 + sum(map(len, segments[:index])) for index in range(len(segments))]
    header = numpy.array([len(segments), *starts], '<u4').tobytes().ljust(64, b'\0')
    return header + b''.join(segments)


def deflated(numbers, shape):
    """A raw deflate stream of the frame's native bytes."""
    data = files.native(numbers[None], shape.with_(frames=1))
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def turbo_lossless(numbers, shape, predictor):
    more = {'colorspace': 'RGB', 'outcolorspace': 'RGB'} if shape.samples == 3 else {}
    return imagecodecs.jpeg8_encode(squeezed(masked(numbers, shape)), lossless=True, predictor=predictor,
                                    bitspersample=shape.stored, **more)


def lj92(numbers, shape):
    return imagecodecs.ljpeg_encode(squeezed(masked(numbers, shape)).astype('u2'), bitspersample=shape.stored)


def turbo_lossy(numbers, shape, quality, subsampling=None, rgb=False):
    more = {}
    if shape.samples == 3:
        more = {'colorspace': 'RGB', 'outcolorspace': 'RGB' if rgb else 'YCBCR', 'subsampling': subsampling}
    return imagecodecs.jpeg8_encode(squeezed(masked(numbers, shape)), level=quality, bitspersample=shape.stored, **more)


def pillow(numbers, shape, **options):
    from PIL import Image
    out = io.BytesIO()
    Image.fromarray(squeezed(numbers.astype('u1'))).save(out, 'JPEG', **options)
    return out.getvalue()


def charls(numbers, shape, near):
    return imagecodecs.jpegls_encode(squeezed(masked(numbers, shape)), level=near)


def refuse_what_charls_refuses(case):
    """DCMTK 3.6.7 holds an old CharLS, some of whose streams newer ones refuse or read otherwise."""
    for index, frame in enumerate(case.frames):
        try:
            decoded = imagecodecs.jpegls_decode(frame)
        except Exception as error:
            raise NotMade(f'CharLS refuses it: {error}') from error
        numbers = files.numbers_in(decoded.reshape(case.shape.rows, case.shape.columns, -1), case.shape)
        if case.numbers is not None and (numbers != case.numbers[index]).any():
            raise NotMade('CharLS reads it otherwise')


def openjpeg(numbers, shape, **options):
    words = files.words(numbers, shape).astype(f'{"i" if shape.signed else "u"}{shape.allocated // 8}')
    return imagecodecs.jpeg2k_encode(squeezed(words), codecformat='j2k', bitspersample=shape.stored, **options)


def openjph(numbers, shape, **options):
    words = files.words(numbers, shape).astype(f'{"i" if shape.signed else "u"}{shape.allocated // 8}')
    return imagecodecs.htj2k_encode(squeezed(words), **options)


def jxl(numbers, shape, **options):
    return imagecodecs.jpegxl_encode(squeezed(masked(numbers, shape)), **options)


def by_pydicom(ds, numbers, shape, syntax, plugin, **options):
    """One of the encoders that pydicom drives; the frames."""
    from pydicom.pixels import get_encoder
    files.put_native(ds, numbers, shape)
    files.saved(ds, io.BytesIO(), files.EXPLICIT)
    encoder = get_encoder(syntax)
    return [encoder.encode(ds, index=index, encoding_plugin=plugin, **options) for index in range(shape.frames)]
