//! What is planted, and in which forms.

use super::packed::{STANDARD, URL, base64, deflate, gzip, zlib};
use super::somebody::{EMILIENNE, STUDY_UID};
use super::*;

/// The name as it was written, in every kind of place.
const PLACES: &[(&str, Place)] = &[
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
];

/// In comments, spelt in other ways.
const SPELT: &[(&str, &str)] = &[
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
];

/// Numbers, places, days of birth, and what is another patient's.
const NUMBERS: &[(&str, &str)] = &[
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
];

/// Of people with short names, apostrophes, accents, and names in other letters.
const OTHERS_NAMES: &[(&str, &str)] = &[
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
];

/// In character sets of old.
const OLD_LETTERS: &[(&str, &[u8])] = &[
    (
        "Cyrillic in Windows-1251",
        b"\xCA\xEE\xE2\xE0\xEB\xE5\xE2\xF1\xEA\xE0\xFF",
    ),
    ("accents in Latin-1", b"J\xF6rg M\xFCller"),
];

/// Attributes for dates, in which the day of a birth stands.
const DATES: &[(&str, Tag, VR)] = &[
    ("born, as a study date", tags::STUDY_DATE, VR::DA),
    ("born, as a content date", tags::CONTENT_DATE, VR::DA),
    (
        "born, as an acquisition time",
        tags::ACQUISITION_DATE_TIME,
        VR::DT,
    ),
];

/// Names of files and folders.
const NAMES: &[(&str, &str)] = &[
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
];

/// From each of three letters on.
const IN_BASE64: &[(&str, &str)] = &[
    ("base64", "Quixotham"),
    ("base64, one on", "_Quixotham"),
    ("base64, two on", "__Quixotham"),
];

/// All that is planted.
#[derive(Default)]
struct Planted(Vec<Leftover>);

impl Planted {
    fn plant(&mut self, label: &'static str, said: &[u8], place: Place) {
        self.0.push(Leftover {
            label,
            said: said.to_vec(),
            place,
        });
    }

    fn comments(&mut self, all: &[(&'static str, &str)]) {
        for (label, text) in all {
            self.plant(label, text.as_bytes(), COMMENTS);
        }
    }

    /// In base64, in letters of two bytes, compressed, as a whole file.
    fn packed(&mut self) {
        for (label, text) in IN_BASE64 {
            self.plant(
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
        self.plant(
            "base64 without padding, in words",
            in_words.as_bytes(),
            DESCRIPTION,
        );
        self.plant(
            "base64 for URLs",
            base64("Brûlé>>>?Émilienne".as_bytes(), URL).as_bytes(),
            PROTOCOL,
        );
        self.plant(
            "base64 of UTF-16",
            base64(&wide, STANDARD).as_bytes(),
            COMMENTS,
        );
        self.plant(
            "base64 in bytes",
            base64(b"Quixotham", STANDARD).as_bytes(),
            LUT,
        );
        self.plant(
            "base64 of base64",
            base64(base64(b"Quixotham", STANDARD).as_bytes(), STANDARD).as_bytes(),
            COMMENTS,
        );
        self.plant("UTF-16", &wide, COMMENTS);
        self.plant("UTF-16, in bytes", &wide, LUT);
        self.plant("UTF-16, other order", &big, UNKNOWN);
        self.plant("gzip", &gzip(b"patient: Quixotham"), LUT);
        self.plant("deflate", &deflate(b"patient: Quixotham, Emilienne"), LUT);
        self.plant(
            "zlib behind bytes",
            &[&[9; 33][..], &zlib(b"patient: Quixotham")].concat(),
            UNKNOWN,
        );
        self.plant("a file in a value", &EMILIENNE.image(9)[..1800], LUT);
    }
}

pub(super) fn leftovers() -> Vec<Leftover> {
    let mut all = Planted::default();
    for (label, place) in PLACES {
        all.plant(label, b"Quixotham", *place);
    }
    all.comments(SPELT);
    all.packed();
    all.comments(NUMBERS);
    all.comments(OTHERS_NAMES);
    for (label, said) in OLD_LETTERS {
        all.plant(label, said, UNKNOWN);
    }
    for (label, tag, vr) in DATES {
        all.plant(label, b"19560304", Place::Attribute(*tag, *vr));
    }
    all.plant(
        "ID as a number",
        b"7712345",
        Place::Attribute(Tag(0x0018, 0x9005), VR::SH),
    );
    all.plant(
        "ID as the patient's",
        b"RXQ7712345",
        Place::Attribute(tags::PATIENT_ID, VR::LO),
    );
    all.plant(
        "study UID as its own",
        STUDY_UID.as_bytes(),
        Place::Attribute(tags::STUDY_INSTANCE_UID, VR::UI),
    );
    for (label, name) in NAMES {
        all.plant(label, name.as_bytes(), Place::Name);
    }
    all.0
}
