//! What `verify` finds of a person in a cleaned file: leftovers of every kind, form and place, one at a time, and none where
//! there are none.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use darkroom::dicom::{
    DataSet, DataSetExt, Instance, MemorySource, Part, PixelsOut, TransferSyntax, assemble, read,
    write,
};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

/// Of all leftovers these many in a thousand are found, or more.
const FEWEST_PER_MILLE: usize = 980;

/// What somebody's images say.
struct Somebody {
    name: &'static str,
    id: &'static str,
    birth_date: &'static str,
    accession: &'static str,
    number: u32,
}

const EMILIENNE: Somebody = Somebody {
    name: "Quixotham-Brûlé^Émilienne^Zoë",
    id: "RXQ7712345",
    birth_date: "19560304",
    accession: "WEX8841207",
    number: 1,
};

/// Another person of the same export.
const TORVALD: Somebody = Somebody {
    name: "Vandersloat^Torvald",
    id: "RXQ9036612",
    birth_date: "19710819",
    accession: "WEX8841960",
    number: 2,
};

/// People of short names, and of names in other scripts.
const OTHERS: [Somebody; 4] = [
    Somebody {
        name: "Ng^Wei Ling=吳^偉玲",
        id: "4471-0093",
        birth_date: "19881230",
        accession: "A0093177",
        number: 3,
    },
    Somebody {
        name: "O'Hare^Siobhán",
        id: "MRN00518824",
        birth_date: "19490711",
        accession: "2024-CT-55172",
        number: 4,
    },
    Somebody {
        name: "Müller-Lüdtke^Jörg",
        id: "P.66.10.27-7",
        birth_date: "19661027",
        accession: "LU551208",
        number: 5,
    },
    Somebody {
        name: "Ковалевская^Софья^Васильевна",
        id: "KV-31415927",
        birth_date: "19500115",
        accession: "SP-4410927",
        number: 6,
    },
];

const STUDY_UID: &str = "1.2.826.0.1.3680043.9.7771.4.1.20240229140731";
const SAMPLES: usize = 64 * 64;

impl Somebody {
    fn image(&self, instance: u32) -> Vec<u8> {
        let uid = |what: &str| format!("1.2.826.0.1.3680043.9.7771.4.{}.{what}", self.number);
        let mut header = DataSet::new_empty();
        for (tag, vr, value) in [
            (tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192"),
            (tags::IMAGE_TYPE, VR::CS, "ORIGINAL\\PRIMARY\\AXIAL"),
            (tags::SOP_CLASS_UID, VR::UI, "1.2.840.10008.5.1.4.1.1.2"),
            (
                tags::SOP_INSTANCE_UID,
                VR::UI,
                &uid(&format!("3.{instance}.7719")),
            ),
            (tags::STUDY_INSTANCE_UID, VR::UI, &uid("20240229140731")),
            (tags::SERIES_INSTANCE_UID, VR::UI, &uid("3.20240229140802")),
            (
                tags::FRAME_OF_REFERENCE_UID,
                VR::UI,
                &uid("9.20240229140802"),
            ),
            (tags::STUDY_DATE, VR::DA, "20240229"),
            (tags::SERIES_DATE, VR::DA, "20240229"),
            (tags::CONTENT_DATE, VR::DA, "20240229"),
            (tags::STUDY_TIME, VR::TM, "140731"),
            (tags::ACCESSION_NUMBER, VR::SH, self.accession),
            (tags::MODALITY, VR::CS, "CT"),
            (tags::MANUFACTURER, VR::LO, "Benchmed Systems"),
            (tags::MANUFACTURER_MODEL_NAME, VR::LO, "Tomograph 64"),
            (tags::INSTITUTION_NAME, VR::LO, "Wexcombe Cottage Hospital"),
            (
                tags::INSTITUTION_ADDRESS,
                VR::ST,
                "Harrow Lane, Wexcombe SN8 9ZZ",
            ),
            (tags::STATION_NAME, VR::SH, "WEXCT02"),
            (tags::DEVICE_SERIAL_NUMBER, VR::LO, "SN-449172-K"),
            (
                tags::REFERRING_PHYSICIAN_NAME,
                VR::PN,
                "Thistlewood^Barnaby^^Dr",
            ),
            (tags::OPERATORS_NAME, VR::PN, "Ngata^Ellery"),
            (tags::STUDY_DESCRIPTION, VR::LO, "CT chest"),
            (tags::SERIES_DESCRIPTION, VR::LO, "Axial"),
            (tags::PATIENT_NAME, VR::PN, self.name),
            (tags::PATIENT_ID, VR::LO, self.id),
            (tags::PATIENT_BIRTH_DATE, VR::DA, self.birth_date),
            (tags::PATIENT_SEX, VR::CS, "F"),
            (Tag(0x0010, 0x1000), VR::LO, "943 476 5919"),
            (
                tags::PATIENT_ADDRESS,
                VR::LO,
                "14 Marlpit Drove, Ogbourne SN8 3QX",
            ),
            (tags::PATIENT_TELEPHONE_NUMBERS, VR::SH, "01672 880314"),
            (tags::STUDY_ID, VR::SH, "1"),
            (tags::SERIES_NUMBER, VR::IS, "3"),
            (tags::INSTANCE_NUMBER, VR::IS, &instance.to_string()),
            (tags::IMAGE_POSITION_PATIENT, VR::DS, "-100\\-100\\12.5"),
            (tags::IMAGE_ORIENTATION_PATIENT, VR::DS, "1\\0\\0\\0\\1\\0"),
            (tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2"),
            (tags::PIXEL_SPACING, VR::DS, "0.5\\0.5"),
            (tags::RESCALE_INTERCEPT, VR::DS, "-1024"),
            (tags::RESCALE_SLOPE, VR::DS, "1"),
        ] {
            header.put_raw(tag, vr, value.as_bytes());
        }
        for (tag, value) in [
            (tags::SAMPLES_PER_PIXEL, 1_u16),
            (tags::ROWS, 64),
            (tags::COLUMNS, 64),
            (tags::BITS_ALLOCATED, 16),
            (tags::BITS_STORED, 12),
            (tags::HIGH_BIT, 11),
            (tags::PIXEL_REPRESENTATION, 0),
        ] {
            header.put_raw(tag, VR::US, value.to_le_bytes());
        }
        let samples = (0..SAMPLES).map(|at| {
            let value = (at as u32)
                .wrapping_mul(2_654_435_761)
                .wrapping_add((self.number * 77 + instance) << 20);
            ((value >> 20) & 0x0FFF) as u16
        });
        file(&header, samples.flat_map(u16::to_le_bytes).collect())
    }
}

fn file(header: &DataSet, samples: Vec<u8>) -> Vec<u8> {
    let pixels = PixelsOut::Native {
        tag: tags::PIXEL_DATA,
        vr: VR::OW,
        parts: vec![Part::Bytes(samples)],
    };
    let syntax = TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN);
    let body = MemorySource::new(Vec::new());
    assemble(&write(header, &syntax, pixels, &body).unwrap(), &body).unwrap()
}

/// Where a leftover is.
#[derive(Debug, Clone, Copy)]
enum Place {
    Attribute(Tag, VR),
    /// In an item of an item.
    Nested(Tag, VR),
    Private,
    /// The file's own name; folders before a slash.
    Name,
    Preamble,
    Meta,
    AfterTheEnd,
    /// After the samples, in the pixel element.
    Padding,
    /// One letter in the low byte of each sample.
    Samples,
    Overlay,
}

const COMMENTS: Place = Place::Attribute(Tag(0x0020, 0x4000), VR::LT);
const DESCRIPTION: Place = Place::Attribute(Tag(0x0008, 0x103E), VR::LO);
const PROTOCOL: Place = Place::Attribute(Tag(0x0018, 0x1030), VR::LO);
const MODEL: Place = Place::Attribute(Tag(0x0008, 0x1090), VR::LO);
const KERNEL: Place = Place::Attribute(Tag(0x0018, 0x1210), VR::SH);
const LUT: Place = Place::Attribute(Tag(0x0028, 0x2000), VR::OB);
const UNKNOWN: Place = Place::Attribute(Tag(0x0018, 0x9004), VR::UN);

struct Leftover {
    label: &'static str,
    said: Vec<u8>,
    place: Place,
}

fn leftovers() -> Vec<Leftover> {
    let mut all = Vec::new();
    let mut plant = |label: &'static str, said: &[u8], place: Place| {
        all.push(Leftover {
            label,
            said: said.to_vec(),
            place,
        });
    };
    // As it was written, in every kind of place.
    let name = "Quixotham";
    for (label, place) in [
        ("name in comments", COMMENTS),
        ("name in a description", DESCRIPTION),
        ("name in a protocol", PROTOCOL),
        ("name as a model", MODEL),
        ("name as a kernel", KERNEL),
        ("name in a profile's bytes", LUT),
        ("name in unknown bytes", UNKNOWN),
        ("name in an item", Place::Nested(tags::TEXT_VALUE, VR::UT)),
        ("name in a private attribute", Place::Private),
        ("name as a file", Place::Name),
        ("name in the preamble", Place::Preamble),
        ("name in the file meta information", Place::Meta),
        ("name after the end", Place::AfterTheEnd),
        ("name after the samples", Place::Padding),
        ("name in the samples", Place::Samples),
        ("name in an overlay", Place::Overlay),
    ] {
        plant(label, name.as_bytes(), place);
    }
    // Spelt in other ways.
    for (label, text) in [
        ("spaced out", "Q U I X O T H A M"),
        ("dotted", "seen Q.U.I.X.O.T.H.A.M. again"),
        ("dashed", "Q-u-i-x-o-t-h-a-m"),
        ("underlined", "Q_U_I_X_O_T_H_A_M"),
        ("zero width", "Q\u{200B}u\u{200B}ix\u{200C}ot\u{200D}ham"),
        ("soft hyphens", "Qui\u{AD}xo\u{AD}tham"),
        ("turned direction", "\u{202E}Qui\u{202C}xotham"),
        ("byte order marks", "Q\u{FEFF}uixo\u{FEFF}tham"),
        ("combining marks", "Q\u{0308}uix\u{0301}otham"),
        ("Cyrillic letters", "Quiхоtһаm"),
        ("Greek letters", "QuixΟτham"),
        ("full width", "Ｑｕｉｘｏｔｈａｍ"),
        ("digits", "Qu1x0th4m"),
        ("mathematical letters", "𝐐𝐮𝐢𝐱𝐨𝐭𝐡𝐚𝐦"),
        ("circled letters", "Ⓠⓤⓘⓧⓞⓣⓗⓐⓜ"),
        (
            "thin spaces",
            "Q\u{2009}u\u{2009}i\u{2009}x\u{2009}o\u{2009}t\u{2009}h\u{2009}a\u{2009}m",
        ),
        ("backwards", "mahtoxiuQ"),
        ("turned by thirteen", "Dhvkbgunz"),
        ("broken in two", "Quixo-\ntham"),
        ("initial before", "ZQUIXOTHAM"),
        ("initial after", "quixothamz"),
        ("in a longer word", "scan_Quixotham2_final"),
        ("one letter wrong", "Quixothan"),
        ("two letters swapped", "Quixohtam"),
        ("one letter dropped", "Quixotam"),
        ("one letter doubled", "Quixxotham"),
        ("one letter added", "Quixothams"),
        ("given name", "Emilienne"),
        ("second surname", "for Ms Brule"),
        ("given name, accents", "ÉMILIENNE"),
        ("referrer", "Dr Thistlewood asks"),
        ("operator", "by E Ngata"),
        ("operator in one", "ENGATA"),
        (
            "HTML, decimal",
            "&#81;&#117;&#105;&#120;&#111;&#116;&#104;&#97;&#109;",
        ),
        (
            "HTML, hexadecimal",
            "&#x51;&#x75;&#x69;&#x78;&#x6f;&#x74;&#x68;&#x61;&#x6d;",
        ),
        ("HTML, named", "&Eacute;milienne"),
        ("HTML, tags", "<b>Q</b>uixo<wbr>tham"),
        ("URL", "%51%75%69%78%6F%74%68%61%6D"),
        ("URL, of accents", "Br%C3%BBl%C3%A9"),
        ("quoted-printable", "=51=75=69=78otham"),
        ("quoted-printable, broken", "Quix=\r\notham"),
        ("program escapes", "\\u0051\\u0075\\u0069\\u0078otham"),
        ("numbers of letters", "81 117 105 120 111 116 104 97 109"),
        ("read twice", "Ã‰milienne"),
        ("hex", "5175697868 5175697 51756978 6f7468616d"),
        ("hex, capitals", "51 75 69 78 6F 74 68 61 6D"),
        ("hex, in a row", "51756978 6F7468616D"),
        (
            "hex of a program",
            "0x51,0x75,0x69,0x78,0x6f,0x74,0x68,0x61,0x6d",
        ),
    ] {
        plant(label, text.as_bytes(), COMMENTS);
    }
    for (label, text) in [
        ("base64", "Quixotham"),
        ("base64, one on", "_Quixotham"),
        ("base64, two on", "__Quixotham"),
    ] {
        plant(
            label,
            base64(text.as_bytes(), STANDARD).as_bytes(),
            COMMENTS,
        );
    }
    let wide: Vec<u8> = "Quixotham"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let big: Vec<u8> = "Quixotham"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let in_words = format!(
        "see {} there",
        base64(b"Emilienne Quixotham", STANDARD).trim_end_matches('=')
    );
    plant(
        "base64 without padding, in words",
        in_words.as_bytes(),
        DESCRIPTION,
    );
    plant(
        "base64 for URLs",
        base64("Brûlé>>>?Émilienne".as_bytes(), URL).as_bytes(),
        PROTOCOL,
    );
    plant(
        "base64 of UTF-16",
        base64(&wide, STANDARD).as_bytes(),
        COMMENTS,
    );
    plant(
        "base64 in bytes",
        base64(b"Quixotham", STANDARD).as_bytes(),
        LUT,
    );
    plant(
        "base64 of base64",
        base64(base64(b"Quixotham", STANDARD).as_bytes(), STANDARD).as_bytes(),
        COMMENTS,
    );
    plant("UTF-16", &wide, COMMENTS);
    plant("UTF-16, in bytes", &wide, LUT);
    plant("UTF-16, other order", &big, UNKNOWN);
    plant("gzip", &gzip(b"patient: Quixotham"), LUT);
    plant("deflate", &deflate(b"patient: Quixotham, Emilienne"), LUT);
    plant(
        "zlib behind bytes",
        &[&[9; 33][..], &zlib(b"patient: Quixotham")].concat(),
        UNKNOWN,
    );
    plant("a file in a value", &EMILIENNE.image(9)[..1800], LUT);
    // Numbers.
    for (label, text) in [
        ("ID", "RXQ7712345"),
        ("ID with gaps", "RXQ 771 23 45"),
        ("ID in a word", "ID_RXQ7712345_CT"),
        ("ID, letters for digits", "RXQ77l2345"),
        ("ID backwards", "5432177QXR"),
        ("digits of the ID", "no 7712345"),
        ("NHS number", "9434765919"),
        ("NHS number with dots", "943.476.5919"),
        ("accession number", "see wex-8841207"),
        ("telephone number", "01672880314"),
        ("telephone number, other gaps", "(01672) 88 03 14"),
        ("telephone number from abroad", "+44 1672 880314"),
        ("telephone number from abroad, both", "0044 (0)1672 880 314"),
        ("telephone number from abroad, as one", "00441672880314"),
        ("serial number", "SN449172K"),
        ("station", "at WEXCT02"),
        ("postcode", "SN8 3QX"),
        ("postcode without a gap", "sn83qx"),
        ("street", "Marlpit Drove"),
        ("hospital", "Wexcombe Cottage Hospital"),
        ("a word of the hospital", "wexcombe"),
        ("study UID", STUDY_UID),
        (
            "study UID with other marks",
            "1_2_826_0_1_3680043_9_7771_4_1_20240229140731",
        ),
        ("ID in hex", "52585137373132333435"),
        ("ID in base64", "UlhRNzcxMjM0NQ=="),
        ("born, six digits", "560304"),
        ("born, in a row", "04031956"),
        ("born, dots", "4.3.56"),
        ("born, in words", "4 March 1956"),
        ("born, in German", "4. März 1956"),
        ("born, in French", "le 4 mars 1956"),
        ("born, Roman", "4.III.1956"),
        ("born, month", "03/1956"),
        ("born, day of the year", "1956064"),
        ("born, ordinal", "fourth of March 1956"),
        ("born, with a time", "195603040930"),
        ("born, in base64", "MTk1NjAzMDQ="),
        ("another's name", "Vandersloat"),
        ("another's name, spaced out", "V a n d e r s l o a t"),
        ("another's ID", "RXQ9036612"),
        ("another's birth date", "19 Aug 1971"),
        ("another's name, a letter wrong", "Vanderslaot"),
    ] {
        plant(label, text.as_bytes(), COMMENTS);
    }
    for (label, text) in [
        ("short names", "Ng, Wei Ling"),
        ("short names as one", "NGWEI"),
        ("short names turned round", "wei_ng"),
        ("ideographs", "for 偉玲"),
        ("ideographs in HTML", "&#20553;&#29618;"),
        ("ideographs in a URL", "%E5%81%89%E7%8E%B2"),
        ("ideographs in base64", "5ZCz5YGJ546y"),
        ("ID without its gap", "44710093"),
        ("ID with another gap", "4471 0093"),
        ("apostrophe", "OHARE"),
        ("apostrophe as a gap", "o hare"),
        ("apostrophe in HTML", "O&apos;Hare"),
        ("apostrophe in a URL", "o%27hare"),
        ("given name in HTML", "Siobh&aacute;n"),
        ("given name in a program", "Siobh\\u00e1n"),
        ("digits of an ID", "518824"),
        ("accession with other gaps", "2024CT55172"),
        ("born in words", "11th July '49"),
        ("accents spelt out", "Mueller"),
        ("accents left out", "LUDTKE"),
        ("accents in a URL of Latin-1", "M%FCller"),
        ("accents in mail of Latin-1", "L=FCdtke"),
        ("accents as marks", "Mu\u{0308}ller"),
        ("accents in HTML", "M&uuml;ller"),
        ("ID without its dots", "P6610277"),
        ("Cyrillic", "КОВАЛЕВСКАЯ С. В."),
        ("Cyrillic, spaced out", "К о в а л е в с к а я"),
        ("Cyrillic, backwards", "яаксвелавоК"),
        ("Cyrillic, a letter wrong", "Коволевская"),
        ("Cyrillic in a URL", "%D0%A1%D0%BE%D1%84%D1%8C%D1%8F"),
        ("Cyrillic in HTML", "&#1057;&#1086;&#1092;&#1100;&#1103;"),
        ("Cyrillic in base64", "0JrQvtCy0LDQu9C10LLRgdC60LDRjw=="),
        ("born in Russian", "15 января 1950"),
        ("ID in a name", "scan-kv31415927"),
    ] {
        plant(label, text.as_bytes(), COMMENTS);
    }
    for (label, said) in [
        (
            "Cyrillic in Windows-1251",
            &b"\xCA\xEE\xE2\xE0\xEB\xE5\xE2\xF1\xEA\xE0\xFF"[..],
        ),
        ("accents in Latin-1", b"J\xF6rg M\xFCller"),
    ] {
        plant(label, said, UNKNOWN);
    }
    for (label, tag, vr) in [
        ("born, as a study date", tags::STUDY_DATE, VR::DA),
        ("born, as a content date", tags::CONTENT_DATE, VR::DA),
        (
            "born, as an acquisition time",
            tags::ACQUISITION_DATE_TIME,
            VR::DT,
        ),
    ] {
        plant(label, b"19560304", Place::Attribute(tag, vr));
    }
    plant(
        "ID as a number",
        b"7712345",
        Place::Attribute(Tag(0x0018, 0x9005), VR::SH),
    );
    plant(
        "ID as the patient's",
        b"RXQ7712345",
        Place::Attribute(tags::PATIENT_ID, VR::LO),
    );
    plant(
        "study UID as its own",
        STUDY_UID.as_bytes(),
        Place::Attribute(tags::STUDY_INSTANCE_UID, VR::UI),
    );
    for (label, name) in [
        ("ID as a folder", "RXQ7712345/IM1"),
        (
            "name and ID as a folder",
            "QUIXOTHAM_EMILIENNE_RXQ7712345/IM1",
        ),
        ("birth date as a folder", "1956-03-04/IM1"),
        ("birth date in a file's name", "pt_560304"),
        ("UID as a file", "1.2.826.0.1.3680043.9.7771.4.1.3.1.7719"),
        (
            "study UID as a folder",
            "1.2.826.0.1.3680043.9.7771.4.1.20240229140731/1",
        ),
        ("name with an initial as a file", "zquixotham"),
        ("another's name as a folder", "vandersloat t/IM1"),
        ("base64 as a file", "UXVpeG90aGFt"),
        ("URL form as a file", "%51uixotham"),
    ] {
        plant(label, name.as_bytes(), Place::Name);
    }
    all
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64(bytes: &[u8], digits: &[u8; 64]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let mut word = [0; 3];
        word[..three.len()].copy_from_slice(three);
        let word = u32::from_be_bytes([0, word[0], word[1], word[2]]);
        for at in 0..4 {
            match at <= three.len() {
                true => text.push(char::from(digits[(word >> (18 - 6 * at)) as usize & 63])),
                false => text.push('='),
            }
        }
    }
    text
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn samples_of(cleaned: &Instance) -> Vec<u8> {
    let body = &cleaned.body;
    let bytes = body.read(0..body.len()).unwrap();
    bytes[bytes.len() - 2 * SAMPLES..].to_vec()
}

impl Leftover {
    /// The cleaned file with it, and the file's name.
    fn planted(&self, cleaned: &[u8]) -> (String, Vec<u8>) {
        let instance = read(Rc::new(MemorySource::new(cleaned.to_vec()))).unwrap();
        let mut header = instance.data_set.clone();
        let mut samples = samples_of(&instance);
        // Letters that are not ASCII are read in UTF-8.
        if !self.said.is_ascii() {
            header.put_ascii(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
        }
        let mut name = "IM0001.dcm".to_owned();
        let mut said = self.said.clone();
        if said.len() % 2 == 1 && !matches!(self.place, Place::Name) {
            said.push(b' ');
        }
        match self.place {
            Place::Attribute(tag, vr) => header.put_raw(tag, vr, said.clone()),
            Place::Nested(tag, vr) => {
                let mut inner = DataSet::new_empty();
                inner.put_raw(tag, vr, said.clone());
                let mut outer = DataSet::new_empty();
                outer.put_items(tags::CONTENT_SEQUENCE, vec![inner]);
                header.put_items(tags::ACQUISITION_CONTEXT_SEQUENCE, vec![outer]);
            }
            Place::Private => {
                header.put_ascii(Tag(0x0029, 0x0010), VR::LO, "BENCHMED");
                header.put_raw(Tag(0x0029, 0x1001), VR::LO, said.clone());
            }
            Place::Name => name = format!("{}.dcm", String::from_utf8(said.clone()).unwrap()),
            Place::Padding => samples.extend_from_slice(&said),
            Place::Samples => {
                for (at, letter) in said.iter().enumerate() {
                    samples[1000 + 2 * at] = *letter;
                }
            }
            Place::Overlay => {
                let mut drawn = said.clone();
                drawn.resize(64 * 64 / 8, 0);
                header.put_raw(Tag(0x6000, 0x0010), VR::US, 64_u16.to_le_bytes());
                header.put_raw(Tag(0x6000, 0x0011), VR::US, 64_u16.to_le_bytes());
                header.put_raw(Tag(0x6000, 0x3000), VR::OW, drawn);
            }
            Place::Preamble | Place::Meta | Place::AfterTheEnd => {}
        }
        let mut bytes = file(&header, samples);
        match self.place {
            Place::Preamble => bytes[20..20 + said.len()].copy_from_slice(&said),
            Place::Meta => {
                let length = u32::from_le_bytes(bytes[140..144].try_into().unwrap()) as usize;
                let mut more = b"\x02\0\x16\0AE".to_vec();
                more.extend((said.len() as u16).to_le_bytes());
                more.extend(&said);
                bytes[140..144].copy_from_slice(&((length + more.len()) as u32).to_le_bytes());
                bytes.splice(144 + length..144 + length, more);
            }
            Place::AfterTheEnd => bytes.extend_from_slice(&said),
            _ => {}
        }
        (name, bytes)
    }
}

/// A folder of its own, gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("darkroom-leftovers-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn put(&self, place: &str, bytes: &[u8]) {
        let path = self.0.join(place);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The kinds of what was found in a folder; not those of files that are missing or were not delivered.
fn found(folder: &Path, originals: &Path, report: &Path) -> Vec<String> {
    let ended = Command::new(env!("CARGO_BIN_EXE_darkroom"))
        .arg("verify")
        .arg(folder)
        .arg("--against")
        .arg(originals)
        .arg("--report")
        .arg(report)
        .output()
        .unwrap();
    let told = std::fs::read(report).unwrap_or_else(|_| panic!("{ended:?}"));
    std::fs::remove_file(report).unwrap();
    let mut kinds = Vec::new();
    gather_kinds(&serde_json::from_slice(&told).unwrap(), &mut kinds);
    kinds
}

fn gather_kinds(told: &serde_json::Value, kinds: &mut Vec<String>) {
    const OF_PEOPLE: [&str; 13] = [
        "private-attribute",
        "overlay",
        "wrong-case",
        "person-name",
        "whole-name",
        "name-word",
        "place",
        "original-uid",
        "original-date",
        "birth-date",
        "identifier",
        "pattern",
        "stray-bytes",
    ];
    match told {
        serde_json::Value::Object(fields) => {
            let is_weak = fields.get("rank").is_some_and(|rank| rank == "weak");
            let kind = fields.get("kind").and_then(serde_json::Value::as_str);
            kinds.extend(
                kind.filter(|kind| !is_weak && OF_PEOPLE.contains(kind))
                    .map(str::to_owned),
            );
            fields.values().for_each(|told| gather_kinds(told, kinds));
        }
        serde_json::Value::Array(all) => all.iter().for_each(|told| gather_kinds(told, kinds)),
        _ => {}
    }
}

/// Two people's images, and what is left of them when they are clean.
fn cleaned(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    for somebody in [EMILIENNE, TORVALD].iter().chain(&OTHERS) {
        for instance in 1..=2 {
            folder.put(
                &format!("in/{}/{instance}", somebody.number),
                &somebody.image(instance),
            );
        }
    }
    let ended = Command::new(env!("CARGO_BIN_EXE_darkroom"))
        .arg("clean")
        .args([folder.0.join("in"), folder.0.join("out")])
        .arg("--assume-reviewed")
        .output()
        .unwrap();
    assert!(ended.status.success(), "{ended:?}");
    let mut waiting = vec![folder.0.join("out")];
    let mut images = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                std::fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension().is_some_and(|ending| ending == "dcm") {
            let place = path.strip_prefix(folder.0.join("out")).unwrap();
            images.push((
                place.to_str().unwrap().to_owned(),
                std::fs::read(&path).unwrap(),
            ));
        }
    }
    images.sort();
    images
}

#[test]
fn leftovers_of_every_kind_are_found_and_nothing_where_there_are_none() {
    let folder = Folder::new("all");
    let images = cleaned(&folder);
    assert_eq!(images.len(), 12);
    let originals = folder.0.join("in");
    let none = found(
        &folder.0.join("out"),
        &originals,
        &folder.0.join("none.json"),
    );
    assert_eq!(none, Vec::<String>::new());
    // The first person's: the one whose samples are theirs.
    let first = EMILIENNE.image(1);
    let samples = &first[first.len() - 2 * SAMPLES..];
    let (_, image) = images
        .iter()
        .find(|(_, image)| image.ends_with(samples))
        .unwrap();
    let all = leftovers();
    assert!(all.len() >= 96, "{}", all.len());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let missed = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(leftover) = all.get(number) else {
                        break;
                    };
                    let (name, bytes) = leftover.planted(image);
                    folder.put(&format!("planted{number}/{name}"), &bytes);
                    let planted = folder.0.join(format!("planted{number}"));
                    let report = folder.0.join(format!("{number}.json"));
                    if found(&planted, &originals, &report).is_empty() {
                        missed.lock().unwrap().push(leftover.label);
                    }
                }
            });
        }
    });
    let missed = missed.into_inner().unwrap();
    let count = all.len() - missed.len();
    println!("{count} of {} leftovers found, not {missed:?}", all.len());
    assert!(count * 1000 >= all.len() * FEWEST_PER_MILLE, "{missed:?}");
}
