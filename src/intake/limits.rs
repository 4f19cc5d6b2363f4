//! How much an archive may ask for before it is taken for a bomb.

/// A fuzzer has seconds and some megabytes for an input: there all that is counted in bytes is so many times less.
const SHARE: u64 = if cfg!(fuzzing) { 64 } else { 1 };

/// Bytes of one entry of a zip once unpacked, an archive in turn or not: it is held in memory while it is worked on.
pub const ENTRY_INFLATED: u64 = (4 << 30) / SHARE;
/// On a machine of 32 bits (wasm) an entry has to fit beside everything else.
pub const ENTRY_INFLATED_32: u64 = (1 << 30) / SHARE;
/// Bytes of what is unpacked as a whole before any file in it can be read: a packed tar, a block of a 7z. On a machine
/// of 32 bits a worker keeps it beside everything else.
pub const CONTAINER_INFLATED: u64 = (4 << 30) / SHARE;
pub const CONTAINER_INFLATED_32: u64 = (768 << 20) / SHARE;
/// Bytes of unpacked containers that stay at hand beside the one that is being worked on.
pub const SHELF: u64 = (2 << 30) / SHARE;
pub const SHELF_32: u64 = (128 << 20) / SHARE;
/// How many of them.
pub const SHELF_CONTAINERS: usize = 16;
/// Bytes that a decoder may look back, and the list of a 7z; the largest that 7-Zip offers without asking.
pub const DICTIONARY: u64 = (256 << 20) / SHARE;
/// Unpacked bytes per packed byte …
pub const RATIO: u64 = 1000;
/// … counted only above this size: small files of zeros are harmless.
pub const RATIO_FROM: u64 = (100 << 20) / SHARE;
/// All that is packed in an archive, and in archives in it, once unpacked …
pub const TOTAL_INFLATED: u64 = (8 << 30) / SHARE;
/// … or so many times the archive's own size, where that is more: a large export is no trap.
pub const TOTAL_RATIO: u64 = 20;
/// All that lies there as it is, or thrice the archive’s own size; entries that overlap would make it endless.
pub const TOTAL_STORED: u64 = (64 << 30) / SHARE;
pub const STORED_RATIO: u64 = 3;
/// Bytes of an archive's directory, which is read as a whole.
pub const DIRECTORY: u64 = (256 << 20) / SHARE;
/// Archives within archives.
pub const DEPTH: usize = 2;
/// Steps to a file, the unpacking of packed archives counted too.
pub const STEPS: usize = 8;
/// Entries of one archive.
pub const ENTRIES: u64 = 2_000_000;

/// Whether so many bytes out of so few are past belief.
pub fn is_a_trap(inflated: u64, packed: u64) -> bool {
    inflated > RATIO_FROM && inflated / RATIO > packed
}

/// [`DICTIONARY`] as decoders want to be told it.
pub fn dictionary_kb() -> u32 {
    u32::try_from(DICTIONARY >> 10).unwrap_or(u32::MAX)
}

/// What a container may grow to on this machine.
pub fn container_inflated() -> u64 {
    match usize::BITS {
        64.. => CONTAINER_INFLATED,
        _ => CONTAINER_INFLATED_32,
    }
}

/// What may stay at hand on this machine.
pub fn shelf() -> u64 {
    match usize::BITS {
        64.. => SHELF,
        _ => SHELF_32,
    }
}

/// What one entry of a zip may grow to on this machine.
pub fn entry_inflated() -> u64 {
    match usize::BITS {
        64.. => ENTRY_INFLATED,
        _ => ENTRY_INFLATED_32,
    }
}
