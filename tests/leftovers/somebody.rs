//! The people, and an image of each.

use super::*;

pub(super) const SAMPLES: usize = 64 * 64;
pub(super) const STUDY_UID: &str = "1.2.826.0.1.3680043.9.7771.4.1.20240229140731";
/// What somebody's images say.
pub(super) struct Somebody {
    pub(super) name: &'static str,
    pub(super) id: &'static str,
    pub(super) birth_date: &'static str,
    pub(super) accession: &'static str,
    pub(super) number: u32,
}

pub(super) const EMILIENNE: Somebody = Somebody {
    name: "Quixotham-Brûlé^Émilienne^Zoë",
    id: "RXQ7712345",
    birth_date: "19560304",
    accession: "WEX8841207",
    number: 1,
};

/// Another person of the same export.
pub(super) const TORVALD: Somebody = Somebody {
    name: "Vandersloat^Torvald",
    id: "RXQ9036612",
    birth_date: "19710819",
    accession: "WEX8841960",
    number: 2,
};

/// People of short names, and of names in other scripts.
pub(super) const OTHERS: [Somebody; 4] = [
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

/// What everybody's image says.
const FIXED: &[(Tag, VR, &str)] = &[
    (tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192"),
    (tags::IMAGE_TYPE, VR::CS, "ORIGINAL\\PRIMARY\\AXIAL"),
    (tags::SOP_CLASS_UID, VR::UI, "1.2.840.10008.5.1.4.1.1.2"),
    (tags::STUDY_DATE, VR::DA, "20240229"),
    (tags::SERIES_DATE, VR::DA, "20240229"),
    (tags::CONTENT_DATE, VR::DA, "20240229"),
    (tags::STUDY_TIME, VR::TM, "140731"),
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
    (tags::IMAGE_POSITION_PATIENT, VR::DS, "-100\\-100\\12.5"),
    (tags::IMAGE_ORIENTATION_PATIENT, VR::DS, "1\\0\\0\\0\\1\\0"),
    (tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2"),
    (tags::PIXEL_SPACING, VR::DS, "0.5\\0.5"),
    (tags::RESCALE_INTERCEPT, VR::DS, "-1024"),
    (tags::RESCALE_SLOPE, VR::DS, "1"),
];

impl Somebody {
    pub(super) fn image(&self, instance: u32) -> Vec<u8> {
        let uid = |what: &str| format!("1.2.826.0.1.3680043.9.7771.4.{}.{what}", self.number);
        let mut header = DataSet::new_empty();
        for (tag, vr, value) in FIXED {
            header.put_raw(*tag, *vr, value.as_bytes());
        }
        for (tag, vr, value) in [
            (
                tags::SOP_INSTANCE_UID,
                VR::UI,
                uid(&format!("3.{instance}.7719")).as_str(),
            ),
            (tags::STUDY_INSTANCE_UID, VR::UI, &uid("20240229140731")),
            (tags::SERIES_INSTANCE_UID, VR::UI, &uid("3.20240229140802")),
            (
                tags::FRAME_OF_REFERENCE_UID,
                VR::UI,
                &uid("9.20240229140802"),
            ),
            (tags::ACCESSION_NUMBER, VR::SH, self.accession),
            (tags::PATIENT_NAME, VR::PN, self.name),
            (tags::PATIENT_ID, VR::LO, self.id),
            (tags::PATIENT_BIRTH_DATE, VR::DA, self.birth_date),
            (tags::INSTANCE_NUMBER, VR::IS, &instance.to_string()),
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

pub(super) fn file(header: &DataSet, samples: Vec<u8>) -> Vec<u8> {
    let pixels = PixelsOut::Native {
        tag: tags::PIXEL_DATA,
        vr: VR::OW,
        parts: vec![Part::Bytes(samples)],
    };
    let syntax = TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN);
    let body = MemorySource::new(Vec::new());
    assemble(&write(header, &syntax, pixels, &body).unwrap(), &body).unwrap()
}
