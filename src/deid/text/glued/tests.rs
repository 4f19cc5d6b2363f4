use super::*;
use crate::dicom::{DataSet, DataSetExt};
use crate::standard::rows::lines;
use dicom_core::VR;
use dicom_dictionary_std::tags;

fn of(name: &str) -> Identifiers {
    let mut header = DataSet::new_empty();
    header.put_ascii(tags::PATIENT_NAME, VR::PN, name);
    Identifiers::of(&header)
}

#[test]
fn technical_words_that_are_written_as_one_are_taken_apart() {
    let nobody = of("Quixotham^Zebedee");
    for text in [
        "AXT2FLAIRpost",
        "DistortionMap",
        "AbdRoutine",
        "abdroutine",
        "SpinEchoFieldMap",
        "2p5mm",
        "sT1W",
        "eSAG",
        "T1W3D",
        "3DFLAIRsag",
        "Dyn22s",
        "dir106",
        "185dirs",
        "CORT1FS",
        "LEFTSag",
        "T2FatSat",
        "PCASLhr",
        "lowflip",
        "t7of7MRI",
        "AX5MM",
        "sB800",
        "SagAPmosaic",
        "AXTSE",
        "1mmIso",
        "mbPCASLhr",
        "smDIXON",
        "ssPost",
    ] {
        assert!(is_glued(text, &nobody), "{text}");
    }
}

#[test]
fn names_glued_to_technical_words_are_none() {
    let nobody = of("Quixotham^Zebedee");
    for text in [
        "KHANHEAD",
        "MRPATELBRAIN",
        "T2WONG",
        "LOWET1",
        "AXSMITHT2",
        "T1MARK",
        "GrantChest",
        "AnnaScan",
        "Longcor",
        "CALLOW2",
        "WARD12",
        "MRI20220517",
        "HEAD2022",
        "CT3456",
        "McDonald",
        "JOYSCAN",
        "Kneebone",
        "SAGART1",
        "SIMISOLAT1",
        "AXGRETTT2",
        "AXCORCORANT2",
        "T1WOO",
        "T1WITT",
        "3DDeeg",
        "3DCeline",
        "T1WOOD",
        "T1WEST",
        "BeckChest",
        "T1WRIGHT",
        "AXBILAT2",
        "AXCALIT2",
        "T1WINOGRAD",
        "CERTINOX3",
        "sTomas",
        "sGellings",
        "AXLIMAGET2",
        "MRAPELBRAIN",
        "MRARENALBRAIN",
        "HIPSHAND",
        "T1WBENDO",
    ] {
        assert!(!is_glued(text, &nobody), "{text}");
    }
    let head = of("Head^Sagal");
    for text in ["HeadScan", "T1HEAD", "AXHEAD2"] {
        assert!(!is_glued(text, &head), "{text}");
    }
}

#[test]
fn no_name_of_the_lists_is_taken_for_words() {
    let names = include_str!("../../data/names.txt");
    let all = lines(names).flat_map(|line| line.split(' ').skip(1));
    let known = |name: &&str| data().words.contains(*name) || vocabulary::class(name).is_some();
    let nobody = of("Quixotham^Zebedee");
    for name in all.filter(|name| !known(name)) {
        assert!(!is_glued(name, &nobody), "{name}");
    }
}
