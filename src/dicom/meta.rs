//! File meta information (PS3.10 7.1), read leniently: it only has to say how the data set is encoded.
//!
//! Group length, order, lengths of AE titles and even the encoding are not trusted; nothing of group 2 but the transfer
//! syntax and the two SOP UIDs is ever kept.

use std::ops::Range;

use dicom_dictionary_std::tags;

use super::encoding::Encoding;
use super::head::Head;
use super::source::SourceError;
use super::transfer_syntax::TransferSyntax;
use super::window::Window;

/// No value of group 2 is longer; private information (0002,0102) may be, and is skipped.
const LONGEST_UID: u64 = 256;

#[derive(Debug, Default)]
pub(super) struct Meta {
    pub transfer_syntax: Option<TransferSyntax>,
    pub sop_class_uid: Option<String>,
    pub sop_instance_uid: Option<String>,
    /// Offset of the data set.
    pub end: u64,
    /// Something in it could not be followed, or it is missing.
    pub broken: bool,
}

/// Reads group 2 at `at`.
pub(super) fn read(window: &mut Window, at: u64) -> Result<Meta, SourceError> {
    let file_end = window.len();
    let mut meta = Meta {
        end: at,
        ..Meta::default()
    };
    let mut stated_end = None;
    while let Some(head) = read_head(window, meta.end)? {
        let Some(next) = head.next(file_end) else {
            meta.broken = true;
            break;
        };
        let length = next.saturating_sub(head.value_at);
        match head.tag {
            tags::FILE_META_INFORMATION_GROUP_LENGTH if length == 4 => {
                let stated = window
                    .array::<4>(head.value_at)?
                    .map(u32::from_le_bytes)
                    .unwrap_or_default();
                stated_end = next
                    .checked_add(u64::from(stated))
                    .filter(|&end| end <= file_end);
            }
            tags::TRANSFER_SYNTAX_UID if length <= LONGEST_UID => {
                meta.transfer_syntax =
                    uid(&window.value(head.value_at..next)?).map(|uid| TransferSyntax::new(&uid));
            }
            tags::MEDIA_STORAGE_SOP_CLASS_UID if length <= LONGEST_UID => {
                meta.sop_class_uid = uid(&window.value(head.value_at..next)?);
            }
            tags::MEDIA_STORAGE_SOP_INSTANCE_UID if length <= LONGEST_UID => {
                meta.sop_instance_uid = uid(&window.value(head.value_at..next)?);
            }
            _ => {}
        }
        meta.end = next;
    }
    // The group length helps only where the elements themselves could not be followed.
    if let Some(end) = stated_end.filter(|&end| end > meta.end)
        && (meta.broken || is_group_two(window, meta.end)?)
    {
        meta.end = end;
        meta.broken = true;
    }
    meta.broken |= meta.transfer_syntax.is_none();
    Ok(meta)
}

/// The transfer syntax within `range`, which could not be followed: the element is looked for.
pub(super) fn find_transfer_syntax(
    window: &mut Window,
    range: Range<u64>,
) -> Result<Option<TransferSyntax>, SourceError> {
    let bytes = window.value(range)?;
    let found = bytes
        .windows(8)
        .position(|head| matches!(head, [2, 0, 0x10, 0, b'U', b'I', _, 0]));
    let value = found.and_then(|at| {
        let length = usize::from(*bytes.get(at + 6)?);
        bytes.get(at + 8..at + 8 + length)
    });
    Ok(value.and_then(uid).map(|uid| TransferSyntax::new(&uid)))
}

/// The next head of group 2: explicit VR, or implicit where the VR is no VR.
fn read_head(window: &mut Window, at: u64) -> Result<Option<Head>, SourceError> {
    if !is_group_two(window, at)? {
        return Ok(None);
    }
    let end = window.len();
    Ok(
        match Head::read_strict(window, at, end, Encoding::ExplicitLittle)? {
            Some(head) if head.length.is_some() => Some(head),
            _ => Head::read_strict(window, at, end, Encoding::ImplicitLittle)?,
        },
    )
}

fn is_group_two(window: &mut Window, at: u64) -> Result<bool, SourceError> {
    Ok(window.array::<2>(at)? == Some([2, 0]))
}

/// A UID without its padding; `None` if it is none.
fn uid(bytes: &[u8]) -> Option<String> {
    let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    let valid = !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    valid.then(|| text.to_owned())
}
