//! Names whose bytes are no UTF-8, in the code pages that they are written in.
//!
//! In come the bytes of a name; out comes text that loses none of them. Whoever looks for a word in a name asks for
//! [`readings`]: what it would say in any of the pages.

/// Code page 437, in which the names of a zip are written that doesn't say otherwise (APPNOTE 4.4.4, D.1).
const PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧\
                        ╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

/// Code page 850, of western Europe's consoles.
pub(super) const PAGE_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤\
                                   ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

/// The first byte that pages differ in.
const FIRST: u8 = 0x80;

/// A name in an archive: UTF-8 where it reads so, whatever the archive says of it; else code page 437.
pub(super) fn name(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(name) => name.to_owned(),
        Err(_) => {
            let page: Vec<char> = PAGE_437.chars().collect();
            let letters = bytes.iter().map(|&byte| letter(&page, byte));
            letters.collect()
        }
    }
}

fn letter(page: &[char], byte: u8) -> char {
    let above = byte.checked_sub(FIRST).map(usize::from);
    let known = above.and_then(|at| page.get(at)).copied();
    known.unwrap_or(char::from(byte))
}

/// What a name may say: as it stands; as the bytes that it was, whatever page they were read in; and these read in each
/// page. A byte that was no text stands in it as `\xfc`.
pub fn readings(name: &str) -> Vec<Vec<u8>> {
    let mut readings = vec![name.as_bytes().to_vec()];
    if name.is_ascii() && !name.contains("\\x") {
        return readings;
    }
    let bytes: Vec<u8> = (FIRST..=u8::MAX).collect();
    let (windows, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
    let pages: [Vec<char>; 3] = [&windows, PAGE_437, PAGE_850].map(|page| page.chars().collect());
    for from in &pages {
        let units = units(name, from);
        let raw = units.iter().flat_map(|unit| match unit {
            Ok(byte) => vec![*byte],
            Err(letter) => letter.to_string().into_bytes(),
        });
        readings.push(raw.collect());
        for to in &pages {
            let read = units
                .iter()
                .map(|unit| unit.map_or_else(|it| it, |byte| letter(to, byte)));
            readings.push(read.collect::<String>().into_bytes());
        }
    }
    readings.sort_unstable();
    readings.dedup();
    readings
}

/// The bytes of a name that was read in a page; letters that it has not.
fn units(name: &str, page: &[char]) -> Vec<Result<u8, char>> {
    let mut units = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let (unit, length) = match escaped(rest) {
            Some(byte) => (Ok(byte), 4),
            None if first.is_ascii() => (u8::try_from(first).map_err(|_| first), 1),
            None => {
                let at = page.iter().position(|known| *known == first);
                let byte = at.and_then(|at| u8::try_from(at).ok()?.checked_add(FIRST));
                (byte.ok_or(first), first.len_utf8())
            }
        };
        units.push(unit);
        rest = rest.get(length..).unwrap_or_default();
    }
    units
}

/// The byte that `\xfc` stands for, at the start of a text.
fn escaped(text: &str) -> Option<u8> {
    let digits = text.strip_prefix("\\x")?.get(..2)?;
    u8::from_str_radix(digits, 16)
        .ok()
        .filter(|byte| *byte >= FIRST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(name: &str, wanted: &str) -> bool {
        readings(name)
            .iter()
            .any(|reading| reading == wanted.as_bytes())
    }

    #[test]
    fn a_name_in_an_archive_loses_no_byte() {
        let all: Vec<u8> = (FIRST..=u8::MAX).collect();
        let read = name(&all);
        assert_eq!(read.chars().count(), 128);
        assert!(readings(&read).contains(&all));
        assert_eq!(name(b"J\x82r\x93me"), "Jérôme");
        assert_eq!(name("Müller".as_bytes()), "Müller");
    }

    #[test]
    fn a_name_is_read_in_each_page_whatever_it_was_read_in() {
        // Windows' own page, and the consoles' of the United States and of western Europe.
        for bytes in [&b"\xC9lise"[..], b"\x90lise"] {
            assert!(reads(&name(bytes), "Élise"), "{bytes:?}");
        }
        assert!(reads(&name(b"\xB5lvaro"), "Álvaro") && reads("\\xb5lvaro", "Álvaro"));
        assert!(reads("M\\xfcller\\x41", "Müller\\x41"));
        assert!(readings("\\xb9ab").contains(&b"\xB9ab".to_vec()));
        assert_eq!(readings("plain"), [b"plain"]);
        assert!(reads("山田", "山田"));
    }
}
