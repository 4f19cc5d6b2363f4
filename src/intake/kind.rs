//! What kind of container a file is: by its first bytes, or others in their place; by its name only where nothing else
//! could say that it was meant to be one.

use super::packed::Codec;
use super::{disc, seven, tarball, zip};
use crate::dicom::Source;

/// A file that holds others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Zip,
    SevenZip,
    Tar,
    /// One packed file, which may be an archive in turn.
    Packed(Codec),
    /// An image of a CD or DVD.
    Disc,
    /// One that cannot be opened here; what it is, in words.
    Unopened(&'static str),
    /// One part of an archive that was split.
    Part,
    /// Named like an archive, and nothing else about it says that it is one.
    Misnamed,
}

/// Containers of other kinds: where their magic lies, from the start or (below zero) from the end. Those at the end
/// come last: a dropped file is read in long pieces, and going to and fro would read them twice.
const UNOPENED: &[(i64, &[u8], &str)] = &[
    (0, b"Rar!\x1A\x07", "a RAR archive"),
    (7, b"**ACE**", "an ACE archive"),
    (2, b"-lh5-", "an LHA archive"),
    (0, b"xar!", "a XAR archive"),
    (0, b"MSWIM\0\0\0", "a disk image (WIM)"),
    (0, b"vhdxfile", "a disk image (VHDX)"),
    (0, b"conectix", "a disk image (VHD)"),
    (0, b"KDMV", "a disk image (VMDK)"),
    (0, b"QFI\xFB", "a disk image (QCOW)"),
    (0, b"\xFD7zXZ\0", "an xz archive"),
    (0, b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
    (0, b"\x04\x22\x4D\x18", "an LZ4 archive"),
    (0, b"LZIP\x01", "an lzip archive"),
    (64, b"\x7F\x10\xDA\xBE", "a disk image (VDI)"),
    (0, b"EVF\x09\x0D\x0A\xFF\x00", "a disk image (EnCase)"),
    (
        0,
        b"\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0",
        "a raw image of a disc",
    ),
    (3, b"NTFS    ", "an image of a drive"),
    (3, b"EXFAT   ", "an image of a drive"),
    (54, b"FAT1", "an image of a drive"),
    (82, b"FAT32   ", "an image of a drive"),
    (512, b"EFI PART", "an image of a drive"),
    (-512, b"conectix", "a disk image (VHD)"),
    (-512, b"koly", "a disk image (DMG)"),
    (-12, b"NER5", "an image of a disc (Nero)"),
];

/// Marks so long that chance writes them nowhere: xz, 7z, RAR.
const LONG_MARKS: [[u8; 6]; 3] = [*b"\xFD7zXZ\0", *b"7z\xBC\xAF\x27\x1C", *b"Rar!\x1A\x07"];

/// Whether a long mark of something packed stands anywhere in these bytes.
pub fn holds_packed(bytes: &[u8]) -> bool {
    let mut windows = bytes.array_windows::<6>();
    windows.any(|window| matches!(window, [0xFD | b'7' | b'R', ..] if LONG_MARKS.contains(window)))
}

/// Whether bytes begin with a mark of something packed, of four bytes at least.
pub fn is_packed(bytes: &[u8]) -> bool {
    let is_marked =
        |(at, mark, _): &(i64, &[u8], &str)| *at == 0 && mark.len() >= 4 && bytes.starts_with(mark);
    zip::is_signed(bytes)
        || bytes.starts_with(seven::MAGIC)
        || is_bzip2(bytes)
        || is_lzma(bytes)
        || UNOPENED.iter().any(is_marked)
}

fn is_bzip2(start: &[u8]) -> bool {
    matches!(
        start,
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..]
    )
}

/// LZMA's old form has no mark: its usual properties, a dictionary of a usual size, a length that is unknown or no
/// terabyte, and the zero that every stream begins with.
fn is_lzma(start: &[u8]) -> bool {
    let Some(&[0x5D, a, b, c, d, length @ .., 0]) = start.first_chunk::<14>() else {
        return false;
    };
    let dictionary = u32::from_le_bytes([a, b, c, d]);
    let is_usual = dictionary >= 1 << 12 && dictionary.count_ones() <= 2;
    is_usual && (length == [0xFF; 8] || (length != [0; 8] && length.ends_with(&[0; 3])))
}

/// The kind of container that a file is, if it is one. A DICOM file may hold anything in its preamble, so `DICM` in its
/// place speaks louder.
pub fn of(place: &str, source: &dyn Source) -> Option<Kind> {
    let mut start = vec![0; 512.min(usize::try_from(source.len()).unwrap_or(512))];
    source.read_at(0, &mut start).ok()?;
    if start.is_empty() || start.get(128..132) == Some(b"DICM") {
        return None;
    }
    by_start(&start)
        .or_else(|| disc::is_one(source).then_some(Kind::Disc))
        .or_else(|| unopened(source))
        .or_else(|| by_name(place))
}

fn by_start(start: &[u8]) -> Option<Kind> {
    match start {
        _ if zip::is_signed(start) => Some(Kind::Zip),
        _ if start.starts_with(seven::MAGIC) => Some(Kind::SevenZip),
        _ if tarball::is_signed(start) => Some(Kind::Tar),
        [0x1F, 0x8B, 8, ..] => Some(Kind::Packed(Codec::Gzip)),
        _ if is_bzip2(start) => Some(Kind::Packed(Codec::Bzip2)),
        _ if is_lzma(start) => Some(Kind::Unopened("an LZMA archive")),
        _ => None,
    }
}

fn unopened(source: &dyn Source) -> Option<Kind> {
    let is_there = |at: i64, magic: &[u8]| {
        let mut found = [0; 16];
        let at = match u64::try_from(at) {
            Ok(at) => at,
            Err(_) => match source.len().checked_add_signed(at) {
                Some(at) => at,
                None => return false,
            },
        };
        let found = found.get_mut(..magic.len());
        found.is_some_and(|found| source.read_at(at, found).is_ok() && found == magic)
    };
    let mut known = UNOPENED.iter();
    known
        .find(|(at, magic, _)| is_there(*at, magic))
        .map(|(_, _, what)| Kind::Unopened(what))
}

/// Archives by their names, of which the bytes say nothing.
const NAMED: [&str; 11] = [
    ".zip", ".7z", ".rar", ".tar", ".tgz", ".gz", ".tbz2", ".bz2", ".txz", ".xz", ".iso",
];

/// The later parts of a split archive have no magic, nor has a damaged start.
fn by_name(place: &str) -> Option<Kind> {
    let name = place.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
    // What macOS notes beside a file bears its name.
    if name.starts_with("._") {
        return None;
    }
    if is_part(&name) {
        return Some(Kind::Part);
    }
    let named_so = NAMED.iter().any(|ending| name.ends_with(ending));
    named_so.then_some(Kind::Misnamed)
}

/// `x.zip.002`, `x.7z.013`, `x.z01`, `x.r00`.
fn is_part(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    let numbered =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let in_parts = ending.len() == 3 && numbered(ending);
    let of_zip = |letter| ending.len() == 3 && ending.strip_prefix(letter).is_some_and(numbered);
    (in_parts && NAMED.iter().any(|archive| stem.ends_with(archive))) || of_zip('z') || of_zip('r')
}

/// What the one file in a packed one is called: `x.tar` in `x.tar.gz` or `x.tgz`.
pub fn name_within(place: &str) -> String {
    match place.rsplit_once('.') {
        Some((stem, ending)) if ending.starts_with(['t', 'T']) => format!("{stem}.tar"),
        Some((stem, _)) => stem.to_owned(),
        None => place.to_owned(),
    }
}

/// Whether a file bears an archive's name.
pub fn is_named_so(place: &str) -> bool {
    by_name(place).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::MemorySource;

    fn kind(place: &str, bytes: &[u8]) -> Option<Kind> {
        of(place, &MemorySource::new(bytes))
    }

    #[test]
    fn containers_are_known_by_their_bytes_whatever_their_name() {
        assert_eq!(kind("IM1", b"PK\x03\x04...."), Some(Kind::Zip));
        assert_eq!(
            kind("IM1", b"\x1F\x8B\x08...."),
            Some(Kind::Packed(Codec::Gzip))
        );
        assert_eq!(kind("IM1", b"7z\xBC\xAF\x27\x1C.."), Some(Kind::SevenZip));
        let rar = Some(Kind::Unopened("a RAR archive"));
        assert_eq!(kind("IM1", b"Rar!\x1A\x07\x01\0 and more"), rar);
        let mut image = vec![0; 2048];
        image[1536..1544].copy_from_slice(b"conectix");
        let vhd = Some(Kind::Unopened("a disk image (VHD)"));
        assert_eq!(kind("IM1", &image), vhd);
        assert_eq!(kind("IM1", b"plain text"), None);
        assert_eq!(kind("x.zip", b""), None);
    }

    #[test]
    fn what_is_packed_is_known_by_its_mark() {
        let lzma = b"\x5D\0\0\x80\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0..";
        let kinds = [
            &lzma[..],
            b"\x28\xB5\x2F\xFD..",
            b"\xFD7zXZ\0..",
            b"Rar!\x1A\x07..",
            b"BZh91AY&SY",
        ];
        for bytes in kinds {
            assert!(
                is_packed(bytes) && kind("IM1", bytes).is_some(),
                "{bytes:?}"
            );
        }
        assert!(holds_packed(b"x\xFD7zXZ\0") && !holds_packed(b"x7zXZ\0\xFD7zXZ"));
        for bytes in [
            &[0x5D; 20][..],
            b"\x5D\0\0\x80\0\0\0\0\0\0\0\0\0\0",
            b"BZh9 text",
            b"",
        ] {
            assert!(!is_packed(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn what_bears_an_archives_name_is_never_passed_over() {
        for name in ["a/x.zip.002", "x.7z.013", "x.z01", "x.R00"] {
            assert_eq!(kind(name, b"\x01 no magic"), Some(Kind::Part), "{name}");
        }
        for name in ["x.zip", "X.ISO", "b.tgz"] {
            let found = kind(name, b"\x01 no magic");
            assert_eq!(found, Some(Kind::Misnamed), "{name}");
        }
        for name in [
            "x.txt",
            "x.002",
            "a.zip/IM1",
            "._x.zip",
            "x.zap",
            "x.001.dcm",
        ] {
            assert_eq!(kind(name, b"\x01 no magic"), None, "{name}");
        }
    }

    #[test]
    fn a_dicom_file_whose_preamble_looks_like_an_archive_is_none() {
        for magic in [
            b"PK\x03\x04".as_slice(),
            b"7z\xBC\xAF\x27\x1C",
            b"Rar!\x1A\x07",
        ] {
            let mut bytes = magic.to_vec();
            bytes.resize(128, 0);
            bytes.extend(b"DICM");
            assert_eq!(kind("x.zip", &bytes), None);
        }
    }
}
