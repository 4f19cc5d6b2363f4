//! What is searched: archives, documents, attributes, bytes that nothing accounts for.

use super::*;

#[test]
fn names_comments_and_gaps_of_archives_are_searched() {
    let folder = Folder::delivered("around", &[]);
    let needle = original_says(&folder, tags::PATIENT_ID);
    let nothing = zip(&[("a.txt", b"nothing")], false, "");
    let mut tail = nothing.clone();
    tail.extend(needle.as_bytes());
    let mut gap = needle.as_bytes().to_vec();
    gap.splice(0..0, *b"PK\x03\x04");
    gap.extend(&nothing);
    for (kind, bytes) in [
        ("comment", zip(&[("a.txt", b"nothing")], false, &needle)),
        (
            "entry",
            zip(&[(&format!("{needle}.txt"), b"nothing")], false, ""),
        ),
        ("content", zip(&[("a.txt", needle.as_bytes())], false, "")),
        ("tail", tail),
        ("gap", gap),
    ] {
        let path = folder.at("out/more.zip");
        fs::write(&path, bytes).unwrap();
        let (code, report) = folder.verify(&["--against", "in"]);
        assert_eq!(code, 3);
        // Damaged ones can't be read, and the damage is said.
        let is_said = !findings(&report).is_empty() || has(&report, "unread", "more.zip");
        assert!(is_said, "{kind} {report}");
        assert!(!report.to_string().contains(&needle), "{kind}");
    }
}

#[test]
fn bytes_that_nothing_accounts_for_are_found() {
    let folder = Folder::delivered("beside", &[]);
    let image = folder.images()[0].clone();
    let whole = fs::read(&image).unwrap();
    let mut preamble = whole.clone();
    preamble[5] = b'x';
    let mut padding = whole.clone();
    padding.extend(b"\xFC\xFF\xFC\xFFOB\0\0\x06\0\0\0Quixby");
    let mut tail = whole.clone();
    tail.extend(b"Quixby");
    // A group length of another length than four.
    let meta = 144 + u32::from_le_bytes(whole[140..144].try_into().unwrap()) as usize;
    let mut length = whole.clone();
    length.splice(meta..meta, *b"\x08\0\0\0UL\x06\0Quixby");
    for (kind, bytes) in [
        ("preamble", preamble),
        ("padding", padding),
        ("tail", tail),
        ("group length", length),
    ] {
        fs::write(&image, bytes).unwrap();
        let (_, report) = folder.verify(&[]);
        assert!(!findings(&report).is_empty(), "{kind} {report}");
    }
}

#[test]
fn a_document_is_gone_into_and_a_closed_one_is_said() {
    let folder = Folder::delivered("document", &[]);
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"BT [(9434) -20 (765919)] TJ ET").unwrap();
    let pdf = |dictionary: &str, stream: &[u8]| {
        let head = format!("%PDF-1.4\n1 0 obj\n<<{dictionary}>>\nstream\n");
        [head.as_bytes(), stream, b"\nendstream\nendobj\n"].concat()
    };
    let path = folder.at("out/report.pdf");
    fs::write(&path, pdf("/Filter/FlateDecode", &packed.finish().unwrap())).unwrap();
    let (_, report) = folder.verify(&[]);
    assert!(
        findings(&report)[0].contains("the text of the document"),
        "{report}"
    );
    fs::write(&path, pdf("/Filter/LZWDecode", b"0123456789")).unwrap();
    let (_, report) = folder.verify(&[]);
    assert!(has(&report, "unread", "report.pdf"), "{report}");
    fs::write(folder.at("out/x.rar"), b"Rar!\x1A\x07\x01\0").unwrap();
    let (_, report) = folder.verify(&[]);
    assert!(has(&report, "unread", "x.rar"), "{report}");
}

/// A delivered image with its header changed.
fn changed(path: &Path, change: impl FnOnce(&mut DataSet)) {
    let source: Rc<dyn Source> = Rc::new(MemorySource::new(fs::read(path).unwrap()));
    let mut image = dicom::read(source).unwrap();
    change(&mut image.data_set);
    let pixels = image
        .pixels
        .as_ref()
        .map_or(PixelsOut::None, PixelsOut::Kept);
    let parts = dicom::write(
        &image.data_set,
        &image.transfer_syntax,
        pixels,
        &*image.body,
    );
    let bytes = dicom::assemble(&parts.unwrap(), &*image.body).unwrap();
    fs::write(path, bytes).unwrap();
}

/// What the first original says at an attribute.
fn original_says(folder: &Folder, tag: dicom_core::Tag) -> String {
    let original = files(&folder.at("in"))[0].clone();
    let source: Rc<dyn Source> = Rc::new(MemorySource::new(fs::read(original).unwrap()));
    dicom::read(source).unwrap().data_set.text(tag).unwrap()
}

#[test]
fn files_in_attributes_are_gone_into() {
    let folder = Folder::delivered("attached", &[]);
    let image = folder.images()[0].clone();
    let whole = fs::read(&image).unwrap();
    let id = original_says(&folder, tags::PATIENT_ID);
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    write!(packed, "BT [({}) -20 ({})] TJ ET", &id[..4], &id[4..]).unwrap();
    let head = b"%PDF-1.4\n1 0 obj\n<</Filter/FlateDecode>>\nstream\n";
    let pdf = [
        &head[..],
        &packed.finish().unwrap(),
        b"\nendstream\nendobj\n",
    ]
    .concat();
    let original = fs::read(&files(&folder.at("in"))[0]).unwrap();
    for (kind, document) in [
        ("pdf", pdf),
        (
            "markup",
            format!("<p>{}<b>{}</b></p>{}", &id[..4], &id[4..], " ".repeat(80)).into_bytes(),
        ),
        ("zip", zip(&[("IM1", &original)], false, "")),
        ("image", original),
    ] {
        fs::write(&image, &whole).unwrap();
        changed(&image, |header| {
            let even = document.len() + document.len() % 2;
            let mut document = document.clone();
            document.resize(even, 0);
            header.put_raw(tags::ENCAPSULATED_DOCUMENT, VR::OB, document);
        });
        let (_, report) = folder.verify(&["--against", "in"]);
        let found = findings(&report);
        assert!(
            found
                .iter()
                .any(|told| told.contains("EncapsulatedDocument")),
            "{kind}: {report}"
        );
    }
}

#[test]
fn unused_bits_are_looked_at() {
    let folder = Folder::delivered("bits", &[]);
    let is_ct = |image: &PathBuf| image.to_str().unwrap().contains("/CT-");
    let image = folder.images().into_iter().find(is_ct).unwrap();
    let mut bytes = fs::read(&image).unwrap();
    // Sixteen bits are allocated and twelve stored, little endian, at the end of the file.
    *bytes.last_mut().unwrap() |= 0x40;
    fs::write(&image, bytes).unwrap();
    let (_, report) = folder.verify(&[]);
    let found = findings(&report);
    assert!(
        found.iter().any(|told| told.contains("unused bits")),
        "{report}"
    );
}

#[test]
fn a_place_that_names_somebody_is_numbered_whether_or_not_anything_lies_there() {
    let folder = Folder::delivered("places", &[]);
    let somebody = &original_says(&folder, tags::PATIENT_ID);
    let out = folder.at("out");
    let inner = out.join(somebody);
    fs::create_dir(&inner).unwrap();
    for entry in fs::read_dir(&out).unwrap().map(|entry| entry.unwrap()) {
        if entry.path() != inner {
            fs::rename(entry.path(), inner.join(entry.file_name())).unwrap();
        }
    }
    fs::remove_file(&folder.images()[0]).unwrap();
    let (code, report) = folder.verify(&["--against", "in"]);
    assert_eq!(code, 3);
    assert!(!report.to_string().contains(somebody), "{report}");
    assert!(
        has(&report, "missing", "a file in a folder that names somebody"),
        "{report}"
    );
    assert!(
        findings(&report)
            .iter()
            .any(|told| told.starts_with("\"file "))
    );
}

#[test]
fn what_is_cut_or_of_one_number_is_said_without_any_certificate() {
    let folder = Folder::delivered("alone", &[]);
    for paper in Paper::ALL {
        fs::remove_file(folder.paper(paper)).unwrap();
    }
    let images = folder.images();
    let whole = fs::read(&images[0]).unwrap();
    fs::write(&images[0], &whole[..whole.len() - 10]).unwrap();
    fs::copy(&images[1], folder.at("out/again.dcm")).unwrap();
    changed(&folder.at("out/again.dcm"), |header| {
        header.put_ascii(tags::INSTANCE_NUMBER, VR::IS, "99");
    });
    let (code, report) = folder.verify(&[]);
    assert_eq!(code, 3);
    assert!(has(&report, "truncated", &name(&images[0])), "{report}");
    let told = faults(&report);
    assert!(
        told.iter().any(|told| told.starts_with("same-instance ")),
        "{report}"
    );
}

#[test]
#[cfg(unix)]
fn what_can_be_read_by_nobody_is_not_named_either() {
    let folder = Folder::delivered("closed-name", &[]);
    let name = original_says(&folder, tags::PATIENT_NAME).replace('^', "_");
    std::os::unix::fs::symlink("/nowhere/at/all", folder.at("out").join(&name)).unwrap();
    let ended = folder.run(&["verify", "out", "--against", "in"]);
    let said = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(3), "{said}");
    assert!(
        said.contains("can't be read") && !said.contains(&name),
        "{said}"
    );
}

#[test]
fn an_id_that_was_kept_by_permission_is_no_finding_without_originals() {
    let folder = Folder::new("kept-id");
    let rules = r#"{"preset": "teaching", "keep": {"identifiers": ["patient-id"],
        "permission": {"by": "Dr A. Keeper", "why": "to trace findings"}}}"#;
    fs::write(folder.at("rules.json"), rules).unwrap();
    folder.originals("in", |number| number == 0);
    for path in files(&folder.at("in")) {
        // It has the form of a telephone number.
        changed(&path, |header| {
            header.put_ascii(tags::PATIENT_ID, VR::LO, "01174960823")
        });
    }
    folder.clean("in", "out", &["--policy", "rules.json"]);
    let ended = folder.run(&["verify", "out"]);
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
}
