//! What an output must say, and what of the original may be found again in it.

/// What the output must say.
#[derive(Debug, Clone, Copy)]
pub struct Expect<'a> {
    /// The patient's new name and ID.
    pub case: &'a str,
    /// What of the original may be found again.
    pub kept: Kept,
}

/// What stays on purpose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// UIDs that are not made of an identifier.
    pub uids: bool,
    /// Serial numbers and station names.
    pub device: bool,
    /// Name and address of the institution.
    pub institution: bool,
    /// Dates but the birth date.
    pub full_dates: bool,
    /// Every date is another one than at its place before; which one is not asked here.
    pub moved_dates: bool,
    /// Private attributes that the standard lists as safe.
    pub safe_private: bool,
    /// Overlays without anything drawn.
    pub blank_overlays: bool,
    /// The patient ID, by permission.
    pub patient_id: bool,
    /// The accession number, by permission.
    pub accession_number: bool,
}

/// Whether a name has the form that this program gives to patients: `CASE-` and eight characters of Crockford's;
/// six, if an older linking key gave it.
pub fn is_case_name(name: &str) -> bool {
    let of_crockford =
        |byte: u8| byte.is_ascii_digit() || (byte.is_ascii_uppercase() && !b"ILOU".contains(&byte));
    name.strip_prefix("CASE-")
        .is_some_and(|code| matches!(code.len(), 6 | 8) && code.bytes().all(of_crockford))
}
