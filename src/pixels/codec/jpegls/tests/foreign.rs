//! Streams of another encoder, and with which parameters it made them.

use super::super::coding::Preset;
use super::super::encode::Manner;
use super::super::segments::Interleave;

/// A stream of CharLS 2.4.2, of [`super::picture`].
pub struct Foreign {
    pub shape: (usize, usize, usize),
    pub manner: Manner,
    pub stream: &'static str,
}

const fn foreign(
    shape: (usize, usize, usize),
    (precision, near, interleave): (u8, u8, Interleave),
    preset: [i32; 5],
    stream: &'static str,
) -> Foreign {
    let [maxval, t1, t2, t3, reset] = preset;
    let preset = Preset {
        maxval,
        thresholds: [t1, t2, t3],
        reset,
    };
    Foreign {
        shape,
        manner: Manner {
            precision,
            near,
            interleave,
            preset,
        },
        stream,
    }
}

/// Columns, rows and components; precision, largest error and interleaving; the preset parameters, if any.
pub const FOREIGN: [Foreign; 10] = [
    foreign(
        (12, 8, 1),
        (12, 0, Interleave::None),
        [0; 5],
        "ffd8fff7000b0c0008000c01011100ffda000801010000000008f02080000000004b5802497b3da005620a0a140e7274767778f8\
         e4e4e8eaed9ebfce21a0000f601340082003b000000000f923db24d2bf6a426e6f6caf4f0f04068426c6d6aaf4e8e8fc09a86770\
         d8b0282d3e800fc000000003fca3c24a6000025c15c9c1a9cdc3ffd9",
    ),
    foreign(
        (12, 8, 1),
        (8, 3, Interleave::None),
        [0; 5],
        "ffd8fff7000b080008000c01011100ffda00080101000300000003b0000005e80a0001b234b80160080601575e8011a000000b1c\
         25c0e000103808504e0a38041df00b0c248a2a6914e93314156813f460000100003818d95804442a0780ffd9",
    ),
    foreign(
        (12, 8, 1),
        (2, 0, Interleave::None),
        [0; 5],
        "ffd8fff7000b020008000c01011100ffda0008010100000000f74ef969de13ee186729455af4e573cfbdd343fea54370ffd9",
    ),
    foreign(
        (12, 8, 1),
        (16, 0, Interleave::None),
        [0; 5],
        "ffd8fff7000b100008000c01011100fff8000d01ffff0012004301140040ffda00080101000000004c78010040075f04e7bdda09\
         62028140a0074728e91da3bc78f91ca394748eb1db23ac3fd8d28f7783740ef61c97eda26a5fc6a8851ba37cd967a9e2789011a2\
         2146c8db3559eae9748fda6c4396f4b360705e7ddfc1067f0a29a65c016e5385aa73b860ffd9",
    ),
    foreign(
        (12, 8, 1),
        (12, 0, Interleave::None),
        [4095, 20, 70, 300, 7],
        "ffd8fff7000b0c0008000c01011100fff8000d010fff00140046012c0007ffda000801010000000008f02080000000004b580249\
         7b3da005620a0a140e7274767778f8e4e4e8eaed9ebfce21a0000f601340082003b000000000f923db24d2bf6a426e6f6caf4f0f\
         04068426c6d6aaf4e8e8fc09a86770d8b0282d3e800fc000000003fca3c24a6000025c15c9c1a9cdc3ffd9",
    ),
    foreign(
        (9, 6, 3),
        (8, 0, Interleave::None),
        [0; 5],
        "ffd8fff70011080006000903011100021100031100ffda0008010100000000000001c694000003ad38e4000007c0e2700000171a\
         000002fef2000002efc188c000002eaee000003783abb05a000003ae00002c4e3f0ae2843cde2ec7a66e7a6f24d790ffda000801\
         0200000000000001eb94000003c758f405e5a9c000005c040000017500000176000001f0e8cc67a1079fa7815400000750500000\
         1817e0cd9dc058da75c796e406b91abc80ffda0008010300000000000001a1940000033f580e80bc5e9c000005c0400000174d70\
         62c198f503ea11d000000758000006846146000000a877000000a0f5c963c81820e966d57affd9",
    ),
    foreign(
        (9, 6, 3),
        (8, 0, Interleave::Line),
        [0; 5],
        "ffd8fff70011080006000903011100021100031100ffda000c03010002000300000100000001c694000003ad38e4000007c0e036\
         49144026a47a02f2d1450a0400412dfc71172700000171a000002fef2000002ef70c440000017577000001f08b9c54e7a2e38a86\
         8e60efae6df24e38a1b47f90f5fe71000001d70000162c09006a2e7d9e853000001d41400000604844f1fa8c78000001d6000001\
         a1184d869226b99945d8f4baf0d0c66fc7978f4c34cc796011198c835e5e3c30d3abcae745f10e757affd9",
    ),
    foreign(
        (9, 6, 3),
        (8, 0, Interleave::Sample),
        [0; 5],
        "ffd8fff70011080006000903011100021100031100ffda000c03010002000300000200000001c71b5472bf000001d60002c082ba\
         eb1e8ec72000003e002b014ae1786095de5e3e3445000000bf800000babbbbbae00000177000001f08b9e3e3e2a470d1c5bdbe0f\
         e0ee490f65d3fbdf948369f0f4000003ae29800000eb00000a000003a8000003430519600000060449121090c0d49e9226e1f4b9\
         76f93332b2b1c2e37cccfaf9f960785e1edd04463616184320ce9d7e7e7e80ffd9",
    ),
    foreign(
        (9, 6, 3),
        (16, 2, Interleave::Sample),
        [0; 5],
        "ffd8fff70011100006000903011100021100031100fff8000d01ffff0018004d01220040ffda000c030100020003000202004a2d\
         b1a0101010204082080310fc15d9ecfcff5fdfb49a4d2612814415d008080e96ad5a312d2d1896988bcbcbc626263962c58ad5aa\
         56ad5abd5ab62b562c66e50b972d0a1fe797579bfe6f66d367e7bedf7ff31984b083b15643148b4b43a32322d292d159593a94a2\
         d008040201008080404046262625a52a4c992ab56a9569d5a996901008080808102040b15ab0ffd9",
    ),
    foreign(
        (9, 6, 3),
        (8, 1, Interleave::Line),
        [255, 9, 9, 9, 31],
        "ffd8fff70011080006000903011100021100031100fff8000d0100ff000900090009001fffda000c030100020003000101000000\
         00c0b000000c6b04875e174a520e44c87450da5080b44c8221cb8000028000011700000bc54800004640000033a1c5517a5c2a45\
         9380fe954b9712a4a69013a6360000018e000ff088323d4c782a0000018cc00000951f0d387c0000018c0000016a1278ae4b3284\
         955521505118ce2750921d3139248119bc5299243a552f248c8e9550ffd9",
    ),
];
