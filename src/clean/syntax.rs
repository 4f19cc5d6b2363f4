//! Transfer syntaxes that Darkroom can write again, and those that it holds.
//!
//! Known does not mean that every frame can be decoded: an image that nobody paints leaves with its own pixel bytes.

use super::HeldReason;

const PREFIX: &str = "1.2.840.10008.1.2";

/// Last parts of the UIDs of still image syntaxes (PS3.6 Table A-1). Left out: references to a server (JPIP), which
/// hold an address in place of pixels, and syntaxes too new or too old to be met.
const STILL: &[&str] = &[
    "", ".1", ".2", ".1.98", ".1.99", ".5", ".4.50", ".4.51", ".4.52", ".4.53", ".4.54", ".4.55",
    ".4.56", ".4.57", ".4.58", ".4.59", ".4.60", ".4.61", ".4.62", ".4.63", ".4.64", ".4.65",
    ".4.66", ".4.70", ".4.80", ".4.81", ".4.90", ".4.91", ".4.92", ".4.93", ".4.201", ".4.202",
    ".4.203", ".4.110", ".4.111", ".4.112", ".8.1",
];

/// First parts of the last parts of moving ones: MPEG-2, H.264, HEVC, SMPTE ST 2110.
const MOVING: &[&str] = &[
    ".4.100", ".4.101", ".4.102", ".4.103", ".4.104", ".4.105", ".4.106", ".4.107", ".4.108",
    ".7.1", ".7.2", ".7.3",
];

/// Why an instance of this syntax is held; `None` if it is not.
pub fn held(uid: &str) -> Option<HeldReason> {
    let Some(rest) = uid.strip_prefix(PREFIX) else {
        return Some(HeldReason::UnknownTransferSyntax);
    };
    let moving = |start: &str| {
        rest == start
            || rest
                .strip_prefix(start)
                .is_some_and(|rest| rest.starts_with('.'))
    };
    if STILL.contains(&rest) {
        None
    } else if MOVING.iter().any(|start| moving(start)) {
        Some(HeldReason::Video)
    } else {
        Some(HeldReason::UnknownTransferSyntax)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn still_syntaxes_pass_moving_ones_and_unknown_ones_are_held() {
        assert_eq!(held("1.2.840.10008.1.2"), None);
        assert_eq!(held("1.2.840.10008.1.2.4.90"), None);
        assert_eq!(held("1.2.840.10008.1.2.4.102"), Some(HeldReason::Video));
        assert_eq!(held("1.2.840.10008.1.2.4.102.1"), Some(HeldReason::Video));
        assert_eq!(
            held("1.2.840.10008.1.2.4.94"),
            Some(HeldReason::UnknownTransferSyntax)
        );
        assert_eq!(
            held("1.2.840.113619.5.2"),
            Some(HeldReason::UnknownTransferSyntax)
        );
        assert_eq!(held(""), Some(HeldReason::UnknownTransferSyntax));
    }
}
