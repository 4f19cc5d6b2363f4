//! How much an archive may ask for before it is taken for a bomb.

/// Bytes of one deflated entry once inflated: it is held in memory while it is worked on.
pub const ENTRY_INFLATED: u64 = 4 << 30;
/// On a machine of 32 bits (wasm) an entry has to fit beside everything else.
pub const ENTRY_INFLATED_32: u64 = 1 << 30;
/// Inflated bytes per deflated byte …
pub const RATIO: u64 = 1000;
/// … counted only above this size: small files of zeros are harmless.
pub const RATIO_FROM: u64 = 100 << 20;
/// All deflated entries of an archive together, inflated …
pub const TOTAL_INFLATED: u64 = 8 << 30;
/// … or so many times the archive's own size, where that is more: a large export is no trap.
pub const TOTAL_RATIO: u64 = 20;
/// All stored entries of an archive together, or thrice its own size; entries that overlap would make it endless.
pub const TOTAL_STORED: u64 = 64 << 30;
pub const STORED_RATIO: u64 = 3;
/// Bytes of an archive's directory, which is read as a whole.
pub const DIRECTORY: u64 = 256 << 20;
/// Archives within archives.
pub const DEPTH: usize = 2;
/// Entries of one archive.
pub const ENTRIES: u64 = 2_000_000;

/// What one deflated entry may grow to on this machine.
pub fn entry_inflated() -> u64 {
    match usize::BITS {
        64.. => ENTRY_INFLATED,
        _ => ENTRY_INFLATED_32,
    }
}
