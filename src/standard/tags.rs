//! Tags without a constant in dicom-rs, or with one that it marks as retired; all others are
//! `dicom_dictionary_std::tags`.

use dicom_core::Tag;

/// Begins an item (PS3.5 7.5).
pub const ITEM: Tag = Tag(0xFFFE, 0xE000);
/// Ends an item of undefined length.
pub const ITEM_END: Tag = Tag(0xFFFE, 0xE00D);
/// Ends a sequence of undefined length.
pub const SEQUENCE_END: Tag = Tag(0xFFFE, 0xE0DD);

/// Retired, and still written.
pub const OTHER_PATIENT_IDS: Tag = Tag(0x0010, 0x1000);
/// Retired, and still written.
pub const MEDICAL_RECORD_LOCATOR: Tag = Tag(0x0010, 0x1090);
