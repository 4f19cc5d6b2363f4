"""Which kinds of files are made: a table of families, each a list of recipes.

A recipe takes a random generator and the file's number and gives a `Case`; it raises `NotMade` where an encoder
refuses.
"""
import dataclasses

import numpy

from . import encoders, files, images
from .encoders import NotMade
from .images import Shape, of_bits, sizes

J57, J70 = '1.2.840.10008.1.2.4.57', '1.2.840.10008.1.2.4.70'
J50, J51, J53, J55 = (f'1.2.840.10008.1.2.4.{end}' for end in (50, 51, 53, 55))
LS, NEAR = '1.2.840.10008.1.2.4.80', '1.2.840.10008.1.2.4.81'
J2K, J2K_LOSSY = '1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.91'
HT, HT_LOSSY = '1.2.840.10008.1.2.4.201', '1.2.840.10008.1.2.4.203'
JXL, DEFLATED_FRAMES = '1.2.840.10008.1.2.4.110', '1.2.840.10008.1.2.8.1'


@dataclasses.dataclass
class Case:
    label: str
    ds: object
    shape: Shape
    syntax: str
    numbers: object = None  # what a lossless encoder was given
    frames: list = None  # compressed
    layout: str = ''
    held: str = ''  # a part of the reason for which it must be held
    tolerance: int = 0  # where other decoders than ours undo a lossy compression for good


def grey(rng, choices, **more):
    return Shape(**sizes(rng), frames=int(rng.choice([1, 1, 2, 3, 5])), **choices[rng.integers(len(choices))], **more)


def colour(rng, photometrics, **more):
    return Shape(**sizes(rng), frames=int(rng.choice([1, 1, 2, 3])), samples=3,
                 photometric=str(rng.choice(photometrics)), **more)


def any_shape(rng, bits, photometrics=('RGB',), share=.3):
    """Grey, inverted or palette of one of `bits`; or colour of 8."""
    if rng.random() < share:
        return colour(rng, photometrics)
    shape = grey(rng, bits)
    names = ['MONOCHROME2', 'MONOCHROME2', 'MONOCHROME1'] + ['PALETTE COLOR'] * (not shape.signed and shape.stored == 8)
    return shape.with_(photometric=str(rng.choice(names)))


def layout(rng, frames):
    names = list(files.LAYOUTS)
    if frames == 1:
        names.remove('wrong table')
    return str(rng.choice(names))


def frames_case(label, syntax, rng, number, shape, encode, lossless=True, **more):
    """A case of frames that a library encodes one by one."""
    numbers = images.picture(rng, shape)
    ds = files.data_set(shape, number)
    try:
        frames = [encode(frame, shape) for frame in numbers]
    except NotMade:
        raise
    except Exception as error:
        raise NotMade(f'{label}: {error}') from error
    return Case(label, ds, shape, syntax, numbers if lossless else None, frames, layout(rng, shape.frames), **more)


def program_case(label, rng, number, shape, *command, lossless=True, **more):
    """A case of a file that a program encodes."""
    numbers = images.picture(rng, shape)
    ds, frames = encoders.by_program(files.data_set(shape, number), numbers, shape, *command)
    syntax = str(ds.file_meta.TransferSyntaxUID)
    return Case(f'{label} {" ".join(map(str, command))}', ds, files.shape_of(ds), syntax, numbers if lossless else None,
                frames, layout(rng, shape.frames), **more)


def pydicom_case(label, rng, number, shape, syntax, plugin, lossless=True, **options):
    numbers = images.picture(rng, shape)
    ds = files.data_set(shape, number)
    try:
        frames = encoders.by_pydicom(ds, numbers, shape, syntax, plugin, **options)
    except Exception as error:
        raise NotMade(f'{label}: {error}') from error
    return Case(f'{label} by {plugin}', ds, shape, syntax, numbers if lossless else None, frames,
                layout(rng, shape.frames))


# Native

NATIVE_BITS = [of_bits(8), of_bits(8, True), of_bits(5), of_bits(12), of_bits(12, True), of_bits(16), of_bits(16, True),
               of_bits(12, high=15), of_bits(10, True, high=13), of_bits(32, allocated=32),
               of_bits(32, True, allocated=32), of_bits(24, allocated=32)]
REAL_BITS = [{'real': True, 'allocated': bits, 'stored': bits, 'high': bits - 1} for bits in (32, 64)]


def native(rng, number):
    make = [native_grey, native_colour, native_bits, native_real, native_overlay, native_table]
    shape, extra = make[rng.choice(len(make), p=[.4, .25, .1, .1, .1, .05])](rng)
    syntax = str(rng.choice([files.IMPLICIT, files.EXPLICIT, files.BIG, files.DEFLATED]))
    if syntax == files.BIG and (shape.real or shape.allocated == 1 and shape.frames > 1):
        syntax = files.EXPLICIT  # retired before there were any
    numbers = images.picture(rng, shape)
    if shape.photometric == 'YBR_FULL_422':
        numbers = images.neighbours_share_hue(numbers)
    ds = files.data_set(shape, number)
    ds.update(extra)
    if extra.get(0x60000102) and extra[0x60000102].value:
        syntax = files.EXPLICIT
        files.put_native(ds, numbers, shape, syntax)
        drawn = rng.integers(0, 2, numbers.size).astype('<u2') << shape.stored
        ds.PixelData = files.even((numpy.frombuffer(ds.PixelData, '<u2')[:numbers.size] | drawn).tobytes())
    else:
        files.put_native(ds, numbers, shape, syntax)
    return Case(f'native {syntax}', ds, shape, syntax, numbers)


def native_grey(rng):
    shape = any_shape(rng, NATIVE_BITS, share=0)
    extra = files.Dataset()
    if rng.random() < .3:
        extra.RescaleSlope, extra.RescaleIntercept = str(rng.choice([1, -1, .5])), '-1024'
    return shape, extra


def native_colour(rng):
    photometric = str(rng.choice(['RGB', 'YBR_FULL', 'YBR_FULL_422']))
    shape = colour(rng, [photometric], planar=int(photometric != 'YBR_FULL_422' and rng.integers(2)))
    if photometric == 'YBR_FULL_422':
        shape = shape.with_(columns=shape.columns * 2)
    elif rng.random() < .2:
        shape = shape.with_(**of_bits(16))
    return shape, files.Dataset()


def native_bits(rng):
    return Shape(**sizes(rng), frames=int(rng.integers(1, 7)), allocated=1, stored=1, high=0), files.Dataset()


def native_real(rng):
    return grey(rng, REAL_BITS, photometric=str(rng.choice(['MONOCHROME2', 'MONOCHROME1']))), files.Dataset()


def native_overlay(rng):
    """An overlay of its own, or one in unused bits (which are cleared on the way out)."""
    shape = grey(rng, [of_bits(12), of_bits(8)])
    extra = files.Dataset()
    extra.add_new(0x60000010, 'US', shape.rows)
    extra.add_new(0x60000011, 'US', shape.columns)
    extra.add_new(0x60000040, 'CS', 'G')
    extra.add_new(0x60000050, 'SS', [1, 1])
    extra.add_new(0x60000100, 'US', 1)
    if shape.stored < shape.allocated and rng.integers(2):
        extra[0x60000100].value = 16
        extra.add_new(0x60000102, 'US', shape.stored)
        return shape, extra
    extra.add_new(0x60000102, 'US', 0)
    drawn = rng.integers(0, 2, shape.rows * shape.columns).astype('u1')
    extra.add_new(0x60003000, 'OW', files.even(numpy.packbits(drawn, bitorder='little').tobytes()))
    return shape, extra


def native_table(rng):
    """A modality or VOI table in which black may lie anywhere."""
    shape = grey(rng, [of_bits(8), of_bits(10)], photometric=str(rng.choice(['MONOCHROME2', 'MONOCHROME1'])))
    item = files.Dataset()
    values = rng.integers(0, 256, 1 << shape.stored)
    item.LUTDescriptor, item.LUTData = [len(values) % (1 << 16), 0, 8], values.tolist()
    item['LUTDescriptor'].VR, item['LUTData'].VR = 'US', 'US'
    extra = files.Dataset()
    if rng.integers(2):
        item.ModalityLUTType = 'US'
        extra.ModalityLUTSequence = [item]
    else:
        extra.VOILUTSequence = [item]
    return shape, extra


# RLE

RLE_BITS = [of_bits(8), of_bits(8, True), of_bits(12), of_bits(12, True), of_bits(16), of_bits(16, True)]


def rle(rng, number):
    case = rle_by_any(rng, number)
    # A fragment shorter than an RLE header does not show that a frame begins.
    case.held = 'cannot be matched with' if case.layout == 'fragments without table' else ''
    return case


def rle_by_any(rng, number):
    kind = rng.integers(6)
    shape = any_shape(rng, RLE_BITS, ('RGB', 'YBR_FULL'))
    if kind == 0:
        return program_case('RLE', rng, number, shape, 'dcmcrle', 'IN', 'OUT')
    if kind == 1:
        return program_case('RLE', rng, number, shape, 'gdcmconv', '--rle', 'IN', 'OUT')
    if kind in (2, 3):
        return pydicom_case('RLE', rng, number, shape, files.RLE, ['pydicom', 'pylibjpeg'][kind - 2])
    if kind == 4:
        shape = Shape(**sizes(rng), frames=int(rng.integers(1, 4)), allocated=1, stored=1, high=0)
    else:
        shape = grey(rng, [of_bits(32, allocated=32), of_bits(32, True, allocated=32)])
    return frames_case(f'RLE {shape.allocated} bits by imagecodecs', files.RLE, rng, number, shape, encoders.packbits)


def deflated_frames(rng, number):
    shape = any_shape(rng, NATIVE_BITS, ('RGB', 'YBR_FULL'))
    # Nothing tells where a frame of several fragments begins, if no table does.
    return frames_case('deflated frames', DEFLATED_FRAMES, rng, number, shape, encoders.deflated,
                       held='cannot be matched with')


# JPEG lossless

LOSSLESS_BITS = [of_bits(8), of_bits(8, True), of_bits(10), of_bits(12), of_bits(12, True), of_bits(16),
                 of_bits(16, True)]


def jpeg_lossless(rng, number):
    kind, predictor = rng.integers(5), int(rng.integers(1, 8))
    shape = any_shape(rng, LOSSLESS_BITS, ('RGB', 'YBR_FULL'))
    if kind in (0, 1):
        syntax = J70 if predictor == 1 and rng.integers(2) else J57
        return frames_case(f'libjpeg-turbo predictor {predictor}', syntax, rng, number, shape,
                           lambda frame, shape: encoders.turbo_lossless(frame, shape, predictor))
    if kind == 2:
        return program_case('JPEG lossless', rng, number, shape, 'dcmcjpeg', '+el', '+sv', predictor, 'IN', 'OUT')
    if kind == 3:
        program = [('dcmcjpeg', '+e1', 'IN', 'OUT'), ('gdcmconv', '--jpeg', 'IN', 'OUT')][rng.integers(2)]
        return program_case('JPEG lossless', rng, number, shape, *program)
    shape = any_shape(rng, LOSSLESS_BITS, share=0)
    return frames_case('liblj92', J57, rng, number, shape, encoders.lj92)


# JPEG with loss

def jpeg(rng, number):
    makers = [jpeg_by_pillow, jpeg_by_turbo, jpeg_by_dcmtk, jpeg_12_bit, jpeg_by_gdcm]
    return makers[rng.choice(len(makers), p=[.35, .25, .2, .1, .1])](rng, number)


def jpeg_by_pillow(rng, number):
    quality = int(rng.integers(20, 101))
    options = {'quality': quality, 'progressive': bool(rng.integers(2)), 'optimize': bool(rng.integers(2))}
    if rng.integers(2):
        options['restart_marker_blocks'] = int(rng.integers(1, 9))
    if rng.random() < .3:
        shape = grey(rng, [of_bits(8)], photometric=str(rng.choice(['MONOCHROME2', 'MONOCHROME1'])))
    else:
        subsampling = str(rng.choice(['4:4:4', '4:2:2', '4:2:0']))
        options['subsampling'] = subsampling
        shape = colour(rng, ['YBR_FULL' if subsampling == '4:4:4' else 'YBR_FULL_422'])
    syntax = J55 if options['progressive'] else str(rng.choice([J50, J51]))
    return frames_case(f'Pillow {options}', syntax, rng, number, shape,
                       lambda frame, shape: encoders.pillow(frame, shape, **options), lossless=False)


def jpeg_by_turbo(rng, number):
    quality, rgb = int(rng.integers(20, 101)), bool(rng.random() < .3)
    subsampling = '444' if rgb else str(rng.choice(['444', '422', '420', '411', '440']))
    shape = colour(rng, ['RGB' if rgb else 'YBR_FULL' if subsampling == '444' else 'YBR_FULL_422'])
    return frames_case(f'libjpeg-turbo {quality} {subsampling} {"RGB" if rgb else ""}', J50, rng, number, shape,
                       lambda frame, shape: encoders.turbo_lossy(frame, shape, quality, subsampling, rgb),
                       lossless=False)


def jpeg_by_dcmtk(rng, number):
    """Baseline, extended and progressive of 8 bits, and spectral selection, which is decoded for good."""
    process = str(rng.choice(['+eb', '+ee', '+ep', '+es'], p=[.35, .35, .2, .1]))
    options = ['+q', int(rng.integers(30, 101)), '+be', '+un']
    shape = any_shape(rng, [of_bits(8)], share=.6)
    if shape.samples == 3:
        options += [['+s2'], ['+s4'], ['+n1'], ['+n2'], ['+np'], ['+cr']][rng.integers(6)]
    else:
        shape = shape.with_(photometric='MONOCHROME2')
    return program_case('JPEG', rng, number, shape, 'dcmcjpeg', process, *options, 'IN', 'OUT', lossless=False,
                        tolerance=3 if process == '+es' else 0)


def jpeg_12_bit(rng, number):
    """Extended and progressive of 12 bits."""
    shape = grey(rng, [of_bits(12)])
    quality = int(rng.integers(40, 100))
    kind = rng.choice(3, p=[.45, .45, .1])
    if kind == 0:
        return frames_case(f'libjpeg-turbo 12 bits {quality}', J51, rng, number, shape,
                           lambda frame, shape: encoders.turbo_lossy(frame, shape, quality), lossless=False)
    process = ['+ee', '+ep'][kind - 1]
    return program_case('JPEG 12 bits', rng, number, shape, 'dcmcjpeg', process, '+q', quality, '+bt', '+un',
                        'IN', 'OUT', lossless=False)


def jpeg_by_gdcm(rng, number):
    shape = grey(rng, [of_bits(8)])
    return program_case('JPEG', rng, number, shape, 'gdcmconv', '--jpeg', '--lossy', '-q', int(rng.integers(30, 100)),
                        'IN', 'OUT', lossless=False)


# JPEG-LS

LS_BITS = [of_bits(8), of_bits(5), of_bits(10), of_bits(12), of_bits(16), of_bits(8, True), of_bits(12, True),
           of_bits(16, True)]


def jpeg_ls(rng, number):
    kind, near = rng.integers(5), int(rng.choice([0, 0, 1, 2, 5]))
    shape = any_shape(rng, LS_BITS[:5] if near else LS_BITS)
    if near and shape.photometric == 'PALETTE COLOR':
        shape = shape.with_(photometric='MONOCHROME2')
    if near and kind in (0, 1):
        shape = whole(shape)
    case = jpeg_ls_of(rng, number, kind, near, shape)
    # The end of a SPIFF directory looks like the start of a picture, and may be where a fragment begins.
    case.held = 'cannot be matched with' if 'fragments' in case.layout and kind == 0 else ''
    return case


def jpeg_ls_of(rng, number, kind, near, shape):
    syntax, exact = (NEAR, False) if near else (LS, True)
    if kind == 0:
        return frames_case(f'CharLS near {near}', syntax, rng, number, shape,
                           lambda frame, shape: encoders.charls(frame, shape, near), lossless=exact)
    if kind == 1:
        options = ['-e', near, '--lossy'] if near else []
        return program_case('JPEG-LS', rng, number, shape, 'gdcmconv', '--jpegls', *options, 'IN', 'OUT',
                            lossless=exact)
    if kind == 2:
        options = {'jls_error': near} if near else {}
        return pydicom_case(f'JPEG-LS near {near}', rng, number, shape, syntax, 'pyjpegls', exact, **options)
    order = str(rng.choice(['+il', '+is', '+in', '+iv']))
    options = ['+en', '+md', near] if near else ['+el']
    case = program_case('JPEG-LS', rng, number, shape, 'dcmcjpls', *options, order, 'IN', 'OUT', lossless=exact)
    encoders.refuse_what_charls_refuses(case)
    return case


# JPEG 2000

WAVELET_BITS = LOSSLESS_BITS


def jpeg_2000(rng, number):
    kind, exact = rng.integers(3), bool(rng.random() < .7)
    shape = any_shape(rng, WAVELET_BITS)
    if not exact and shape.photometric == 'PALETTE COLOR':
        shape = shape.with_(photometric='MONOCHROME2')
    if kind == 1 and not exact:
        shape = whole(shape)
    if kind == 0:
        return jpeg_2000_by_imagecodecs(rng, number, shape, exact)
    if kind == 1:
        options = [] if exact else ['--lossy', '-q', int(rng.integers(30, 60))]
        if rng.random() < .3:
            options += ['-t', '32,32']
        return program_case('JPEG 2000', rng, number, shape, 'gdcmconv', '--j2k', *options, 'IN', 'OUT', lossless=exact)
    if shape.samples == 3:
        shape = shape.with_(photometric='YBR_RCT' if exact else 'YBR_ICT')
    options = {} if exact else {'j2k_cr': [int(rng.integers(2, 20))]}
    return pydicom_case('JPEG 2000', rng, number, shape, J2K if exact else J2K_LOSSY, 'pylibjpeg', exact, **options)


def whole(shape):
    """Without unused bits: these encoders take no number of bits, and loss spills over into bits that are none of the
    picture's, for which such a file is held."""
    return shape.with_(stored=shape.allocated, high=shape.allocated - 1)


def jpeg_2000_by_imagecodecs(rng, number, shape, exact):
    options = {'reversible': exact, 'level': 0 if exact else int(rng.integers(30, 60)), 'mct': bool(rng.integers(2)),
               'resolutions': int(rng.integers(1, 5))}
    if shape.samples == 3 and options['mct']:
        shape = shape.with_(photometric='YBR_RCT' if exact else 'YBR_ICT')
    return frames_case(f'OpenJPEG {options}', J2K if exact else J2K_LOSSY, rng, number, shape,
                       lambda frame, shape: encoders.openjpeg(frame, shape, **options), lossless=exact)


def htj2k(rng, number):
    exact = bool(rng.random() < .7)
    shape = any_shape(rng, WAVELET_BITS)
    if not exact and shape.photometric == 'PALETTE COLOR':
        shape = shape.with_(photometric='MONOCHROME2')
    if not exact:
        shape = whole(shape)
    options = {'reversible': exact} | ({} if exact else {'level': float(rng.choice([.001, .01]))})
    if shape.samples == 3:
        shape = shape.with_(photometric='YBR_RCT' if exact else 'YBR_ICT')
    return frames_case(f'OpenJPH {options}', HT if exact else HT_LOSSY, rng, number, shape,
                       lambda frame, shape: encoders.openjph(frame, shape, **options), lossless=exact)


def jpeg_xl(rng, number):
    shape = any_shape(rng, [of_bits(8), of_bits(16)])
    return frames_case('libjxl', JXL, rng, number, shape,
                       lambda frame, shape: encoders.jxl(frame, shape, lossless=True), lossless=True)


FAMILIES = {
    'native': native, 'rle': rle, 'deflated-frames': deflated_frames, 'jpeg-lossless': jpeg_lossless, 'jpeg': jpeg,
    'jpeg-ls': jpeg_ls, 'jpeg-2000': jpeg_2000, 'htj2k': htj2k, 'jpeg-xl': jpeg_xl,
}
