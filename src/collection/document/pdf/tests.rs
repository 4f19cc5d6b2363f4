use super::*;
use std::io::Write;

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn pdf(objects: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n%\xE2\xE3\n".to_vec();
    for (number, (dictionary, stream)) in objects.iter().enumerate() {
        file.extend(format!("{number} 0 obj\n<<{dictionary}>>\n").into_bytes());
        if !stream.is_empty() {
            file.extend([&b"stream\r\n"[..], stream, b"\nendstream\n"].concat());
        }
        file.extend(b"endobj\n");
    }
    file.extend(b"trailer\n<</Root 0 0 R>>\n%%EOF");
    file
}

fn all(bytes: &[u8]) -> Result<String, Closed> {
    let mut found = String::new();
    texts(bytes, &mut |text| {
        found.push_str(&String::from_utf8_lossy(text));
        found.push('\n');
    })?;
    Ok(found)
}

#[test]
fn strings_are_read_however_they_are_set_and_packed() {
    let page = b"BT /F1 12 Tf [(Qui) -20 <7862>-15.5(y)] TJ 0 -14 Td (A\\144\\141) Tj ET";
    let codes =
        b"1 beginbfchar <0003> <0058> endbfchar 2 beginbfrange <0010> <0012> <0061> endbfrange";
    let mut ascii_85 = Vec::new();
    for chunk in b"(Okonkwo) Tj".chunks(4) {
        let mut number = u32::from_be_bytes(chunk.try_into().unwrap());
        let mut group = [0; 5];
        for digit in group.iter_mut().rev() {
            *digit = b'!' + (number % 85) as u8;
            number /= 85;
        }
        ascii_85.extend(group);
    }
    ascii_85.extend(b"~>");
    let file = pdf(&[
        ("/Length 5 /Filter /FlateDecode", zlib(page)),
        ("/Filter[/ASCII85Decode /FlateDecode]", Vec::new()),
        ("/Filter/ASCII85Decode", ascii_85),
        ("/Filter /FlateDecode/Type /CMap", zlib(codes)),
        ("/Filter/FlateDecode", zlib(b"[<000300100011>] TJ")),
        ("/Author <FEFF004C00FC00640065>", Vec::new()),
        ("/Filter/DCTDecode", b"\xFF\xD8picture".to_vec()),
    ]);
    let found = all(&file).unwrap();
    for text in ["Quixby Ada", "Okonkwo", "Xab", "Lüde"] {
        assert!(found.contains(text), "{text}: {found}");
    }
}

#[test]
fn letters_that_are_set_one_by_one_are_joined() {
    let file = pdf(&[(
        "",
        b"(Q)Tj 5 0 Td (u)Tj 5 0 Td (i)Tj 1 0 0 1 7 7 Tm (x)Tj".to_vec(),
    )]);
    assert!(all(&file).unwrap().contains("Quix"));
}

#[test]
fn what_cannot_be_opened_is_said() {
    let packed = |filter: &str| pdf(&[(filter, b"0123456789abcdef".to_vec())]);
    for (file, closed) in [
        (packed("/Filter/LZWDecode"), Closed::Packed),
        (packed("/Filter/FlateDecode"), Closed::Packed),
        (pdf(&[("/Encrypt 5 0 R", Vec::new())]), Closed::Encrypted),
    ] {
        assert_eq!(all(&file), Err(closed));
    }
}

#[test]
fn a_list_of_letters_in_a_range_is_read_as_one() {
    let codes = b"beginbfrange <01> <03> [<0041> <0042> <0043>] <05> <05> <0045> endbfrange";
    let table = Table::of(codes).unwrap();
    let mut text = Vec::new();
    table.read(&[1, 2, 3, 5, 9], &mut text);
    assert_eq!(text, b"ABCE");
}
