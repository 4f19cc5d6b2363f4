"""What a picture is, and random ones: noise, nature-like, flat and almost flat."""
import dataclasses

import numpy


@dataclasses.dataclass(frozen=True)
class Shape:
    """The Image Pixel module. Pictures are arrays (frames, rows, columns, samples) of the numbers that are stored."""
    rows: int
    columns: int
    frames: int = 1
    samples: int = 1
    allocated: int = 8
    stored: int = 8
    high: int = 7
    signed: bool = False
    photometric: str = 'MONOCHROME2'
    planar: int = 0
    real: bool = False  # Float or Double Float Pixel Data

    @property
    def lowest(self):
        return -(1 << (self.stored - 1)) if self.signed else 0

    @property
    def highest(self):
        return self.lowest + (1 << self.stored) - 1

    @property
    def shift(self):
        return self.high + 1 - self.stored

    def with_(self, **changes):
        return dataclasses.replace(self, **changes)


def of_bits(stored, signed=False, allocated=None, **more):
    """The usual place of so many bits: the lowest ones of one or two bytes."""
    return {'stored': stored, 'high': stored - 1, 'signed': signed,
            'allocated': allocated or (8 if stored <= 8 else 16), **more}


def sizes(rng, least=1, most=70):
    return {'rows': int(rng.integers(least, most)), 'columns': int(rng.integers(least, most))}


def picture(rng, shape):
    """Numbers of one of four kinds."""
    kind = rng.choice(['noise', 'nature', 'flat', 'text'], p=[.3, .5, .05, .15])
    unit = numpy.stack([UNITS[kind](rng, shape) for _ in range(shape.frames)])
    if shape.real:
        return (unit * 2000 - 1000).astype('f4' if shape.allocated == 32 else 'f8')
    span = shape.highest - shape.lowest
    return (shape.lowest + numpy.rint(numpy.clip(unit, 0, 1) * span)).astype(numpy.int64).clip(
        shape.lowest, shape.highest)


def noise(rng, shape):
    return rng.random((shape.rows, shape.columns, shape.samples))


def nature(rng, shape):
    """Slopes, waves and blobs under a little noise."""
    y, x = numpy.mgrid[0:shape.rows, 0:shape.columns]
    planes = []
    for _ in range(shape.samples):
        plane = rng.normal(0, .01) * x + rng.normal(0, .01) * y + rng.random()
        for _ in range(4):
            wave = numpy.sin(rng.random() * x / 3 + rng.random() * y / 3 + rng.random() * 6)
            plane = plane + .2 * rng.normal() * wave
            far = (x - rng.random() * shape.columns) ** 2 + (y - rng.random() * shape.rows) ** 2
            plane = plane + .4 * rng.normal() * numpy.exp(-far / (2 + 200 * rng.random()))
        planes.append(plane + rng.normal(0, .01, plane.shape))
    return numpy.stack(planes, axis=-1)


def flat(rng, shape):
    return numpy.full((shape.rows, shape.columns, shape.samples), rng.random())


def text(rng, shape):
    """White strokes on black, as burned-in text is."""
    strokes = rng.random((shape.rows, shape.columns, 1)) > .8
    return numpy.repeat(strokes, shape.samples, axis=2).astype(float)


UNITS = {'noise': noise, 'nature': nature, 'flat': flat, 'text': text}


def neighbours_share_hue(numbers):
    """As YBR_FULL_422 stores it: two neighbours of a line have one Cb and one Cr."""
    numbers = numbers.copy()
    width = numbers.shape[2] // 2 * 2
    numbers[:, :, 1:width:2, 1:] = numbers[:, :, 0:width:2, 1:]
    return numbers
