//! Transfer syntaxes that Darkroom can write again, and those that it holds.
//!
//! Known does not mean that every frame can be decoded: an image that nobody paints leaves with its own pixel bytes.

use super::HeldReason;
use crate::dicom::TransferSyntax;
use crate::standard::transfer_syntax::Coding;

/// Why an instance of this syntax is held; `None` if it is not.
pub fn held(transfer_syntax: &TransferSyntax) -> Option<HeldReason> {
    match transfer_syntax.coding() {
        // A reference to a server holds an address in place of pixels.
        None | Some(Coding::Reference | Coding::Foreign) => Some(HeldReason::UnknownTransferSyntax),
        Some(Coding::Mpeg2 | Coding::H264 | Coding::Hevc | Coding::Live) => Some(HeldReason::Video),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn still_syntaxes_pass_moving_ones_and_unknown_ones_are_held() {
        let held = |uid: &str| held(&TransferSyntax::new(uid));
        for uid in [
            "", ".1", ".2", ".1.98", ".1.99", ".4.50", ".4.66", ".4.90", ".4.112", ".8.1",
        ] {
            assert_eq!(held(&format!("1.2.840.10008.1.2{uid}")), None, "{uid}");
        }
        for uid in [".4.100", ".4.102", ".4.102.1", ".4.108.1", ".7.1", ".7.3"] {
            let uid = format!("1.2.840.10008.1.2{uid}");
            assert_eq!(held(&uid), Some(HeldReason::Video), "{uid}");
        }
        for uid in [
            "1.2.840.10008.1.2.4.94",
            "1.2.840.10008.1.2.4.205",
            "1.2.840.10008.1.2.6.1",
            "1.2.840.10008.1.2.4.67",
            "1.2.840.113619.5.2",
            "",
        ] {
            assert_eq!(held(uid), Some(HeldReason::UnknownTransferSyntax), "{uid}");
        }
    }
}
