//! The few fields of an instance that the catalogue, the viewer's frame and the folder layout need.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

use super::scan_areas::scan_areas;
use super::triage::{Reason, Triage};
use crate::clean::{HeldReason, Mentions};
use crate::deid::PatientKey;
use crate::deid::pseudonym::{Fields, issuer};
use crate::dicom::{self, DataSet, DataSetExt, Digest, Flaw, Instance, TransferSyntax};
use crate::pixels::{self, Rect, video};
use crate::standard::tags::{MEDICAL_RECORD_LOCATOR, OTHER_PATIENT_IDS};

/// What the page knows of an instance. Holds patient values: it is shown, and goes nowhere else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// SOPClassUID: what kind of object it is (PS3.4 B.5). Like all texts here, empty if the header says nothing.
    pub sop_class_uid: String,
    /// SOPInstanceUID, as the original has it.
    pub sop_instance_uid: String,
    /// StudyInstanceUID, as the original has it; where there is none, the study gets a new one.
    pub study_instance_uid: String,
    /// SeriesInstanceUID, as the original has it; where there is none, the series gets a new one.
    pub series_instance_uid: String,
    /// The TransferSyntaxUID by which it was read (PS3.5 section 10), whatever the file says.
    pub transfer_syntax_uid: String,
    /// As written: components parted by `^`.
    pub patient_name: String,
    /// PatientID, as written.
    pub patient_id: String,
    /// IssuerOfPatientID, and the universal entity's ID and type behind it, parted by `^`: see `issuer`.
    pub issuer_of_patient_id: String,
    /// PatientBirthDate, as written: YYYYMMDD where it has its form.
    pub patient_birth_date: String,
    /// PatientSex, as written: `M`, `F` or `O` where it is a term of the standard's.
    pub patient_sex: String,
    /// AccessionNumber: what the radiology system calls the order, and so a way back to the patient.
    pub accession_number: String,
    /// What else names the patient or a number of his, by its place in [`ALSO`].
    #[serde(default)]
    pub also: Vec<(u8, String)>,
    /// What names somebody in it. The catalogue takes it out, and keeps it once for each study.
    #[serde(default)]
    pub mentions: Mentions,
    /// InstitutionName: where the image was made.
    pub institution_name: String,
    /// StudyDate, as written: YYYYMMDD.
    pub study_date: String,
    /// StudyTime, as written: HHMMSS.FFFFFF.
    pub study_time: String,
    /// StudyDescription: free text, which may name somebody.
    pub study_description: String,
    /// SeriesDescription: free text, which may name somebody.
    pub series_description: String,
    /// SeriesNumber; none if there is none, or it is no number.
    pub series_number: Option<i64>,
    /// InstanceNumber; none if there is none, or it is no number.
    pub instance_number: Option<i64>,
    /// Image position along the slice normal, in mm, where the header gives it.
    pub position: Option<f64>,
    /// The slice normal, where the header gives it. Positions compare only along one and the same.
    pub normal: Option<[f64; 3]>,
    /// Modality in upper case: a defined term (PS3.3 C.7.3.1.1.1), or whatever the header says.
    pub modality: String,
    /// Manufacturer: regions that were drawn for one machine's pictures are known again by it.
    pub manufacturer: String,
    /// ManufacturerModelName, for the same.
    pub model: String,
    /// None without pixels, or where the header gives no size.
    pub image: Option<ImageShape>,
    /// How many frames there are, where the header says another number and they can be counted: all of them are shown.
    #[serde(default)]
    pub counted_frames: Option<u32>,
    /// Where the file says that its ultrasound lies; empty if it does not, or not believably.
    pub scan_areas: Vec<Rect>,
    /// How much looking it needs by itself; its series may need more.
    pub triage: Triage,
    /// Of one that is held: why the others of its series need a look for its sake.
    #[serde(default)]
    pub held_with: Vec<Reason>,
    /// What is irregular in the file, and can be read all the same.
    pub flaws: Vec<Flaw>,
    /// What the header said when this was read: see [`crate::dicom::fingerprint()`].
    pub fingerprint: Digest,
}

/// Other names and numbers of a patient, where he lives, and how he is called: whoever reads them in what an operator
/// typed knows who it is.
pub const ALSO: [(Tag, VR); 10] = [
    (OTHER_PATIENT_IDS, VR::LO),
    (tags::OTHER_PATIENT_NAMES, VR::PN),
    (tags::PATIENT_BIRTH_NAME, VR::PN),
    (tags::PATIENT_MOTHER_BIRTH_NAME, VR::PN),
    (tags::RESPONSIBLE_PERSON, VR::PN),
    (tags::PATIENT_ADDRESS, VR::LO),
    (MEDICAL_RECORD_LOCATOR, VR::LO),
    (tags::PATIENT_TELEPHONE_NUMBERS, VR::SH),
    (tags::PATIENT_TELECOM_INFORMATION, VR::LT),
    (tags::ADMISSION_ID, VR::LO),
];

/// Shape of the frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ImageShape {
    /// Columns: the width in pixels.
    pub columns: u32,
    /// Rows: the height in pixels.
    pub rows: u32,
    /// How many there are, by counting where that is beyond doubt, else by NumberOfFrames; 1 where it says nothing.
    pub frames: u32,
}

impl Summary {
    /// What tells this patient from another: the key of the case name, so that one patient of the tree is one case.
    pub fn patient_key(&self) -> PatientKey {
        PatientKey::from_fields(&Fields {
            patient_id: &self.patient_id,
            issuer: &self.issuer_of_patient_id,
            name: &self.patient_name,
            birth_date: &self.patient_birth_date,
            study_instance_uid: &self.study_instance_uid,
            sop_instance_uid: &self.sop_instance_uid,
        })
    }

    /// Whether it names no study or no series, and gets new ones.
    pub fn is_nameless(&self) -> bool {
        self.study_instance_uid.is_empty() || self.series_instance_uid.is_empty()
    }

    /// How its data set and its pixels are encoded.
    pub fn transfer_syntax(&self) -> TransferSyntax {
        TransferSyntax::new(&self.transfer_syntax_uid)
    }

    /// Whether it is a video, which leaves only when it is re-encoded.
    pub fn is_video(&self) -> bool {
        video::is_video(&self.transfer_syntax())
    }

    /// Summarises a parsed header.
    pub fn of(instance: &Instance) -> Self {
        let data_set = &instance.data_set;
        let text = |tag: Tag| shown(data_set.text(tag).unwrap_or_default());
        let normal = normal(data_set);
        let counted_frames = pixels::counted_frames(instance);
        let image = shape(instance).map(|shape| ImageShape {
            frames: counted_frames.unwrap_or(shape.frames),
            ..shape
        });
        let mut summary = Self {
            sop_class_uid: text(tags::SOP_CLASS_UID),
            sop_instance_uid: text(tags::SOP_INSTANCE_UID),
            study_instance_uid: text(tags::STUDY_INSTANCE_UID),
            series_instance_uid: text(tags::SERIES_INSTANCE_UID),
            manufacturer: text(tags::MANUFACTURER),
            model: text(tags::MANUFACTURER_MODEL_NAME),
            transfer_syntax_uid: instance.transfer_syntax.uid.clone(),
            patient_name: text(tags::PATIENT_NAME),
            patient_id: text(tags::PATIENT_ID),
            issuer_of_patient_id: shown(issuer(data_set)),
            patient_birth_date: text(tags::PATIENT_BIRTH_DATE),
            patient_sex: text(tags::PATIENT_SEX),
            accession_number: text(tags::ACCESSION_NUMBER),
            also: also(data_set),
            mentions: Mentions::of(data_set),
            institution_name: text(tags::INSTITUTION_NAME),
            study_date: text(tags::STUDY_DATE),
            study_time: text(tags::STUDY_TIME),
            study_description: text(tags::STUDY_DESCRIPTION),
            series_description: text(tags::SERIES_DESCRIPTION),
            series_number: data_set.integer(tags::SERIES_NUMBER),
            instance_number: data_set.integer(tags::INSTANCE_NUMBER),
            position: normal.and_then(|normal| position(data_set, normal)),
            normal,
            modality: text(tags::MODALITY).to_ascii_uppercase(),
            image,
            counted_frames,
            scan_areas: image.map_or_else(Vec::new, |image| {
                scan_areas(data_set, image.columns, image.rows)
            }),
            triage: match counted_frames {
                Some(_) => Triage::of(instance).and_for(Reason::MiscountedFrames),
                None => Triage::of(instance),
            },
            held_with: Vec::new(),
            flaws: instance.flaws.clone(),
            fingerprint: dicom::fingerprint(instance),
        };
        if is_cut_short(data_set, &summary.patient_key()) {
            summary.triage = Triage::Held(HeldReason::DamagedHeader);
        }
        if matches!(summary.triage, Triage::Held(_)) {
            summary.held_with = Triage::reasons(instance);
        }
        summary
    }
}

/// Most letters of a value that the page is given: a name of a megabyte would hold it up at every press.
const MOST_LETTERS: usize = 1_024;

/// A value as it may be shown: cut, and without the letters that turn the direction of what follows them.
fn shown(text: String) -> String {
    let turns = |letter: char| matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_short = text.len() <= MOST_LETTERS;
    if is_short && !text.contains(turns) {
        return text;
    }
    let kept = text.chars().filter(|letter| !turns(*letter));
    kept.take(MOST_LETTERS).collect()
}

/// Whether anything by which patients, studies and images are told apart is not what the header says once it is shown.
/// None of these attributes can be so long (PS3.5 6.2), and two of them might have become one.
fn is_cut_short(data_set: &DataSet, key: &PatientKey) -> bool {
    const UIDS: [Tag; 3] = [
        tags::SOP_INSTANCE_UID,
        tags::STUDY_INSTANCE_UID,
        tags::SERIES_INSTANCE_UID,
    ];
    let mut uids = UIDS.iter().filter_map(|tag| data_set.text(*tag));
    *key != PatientKey::of(data_set) || uids.any(|uid| shown(uid.clone()) != uid)
}

fn also(data_set: &DataSet) -> Vec<(u8, String)> {
    let said = (0..).zip(ALSO);
    let said = said.filter_map(|(at, (tag, _))| Some((at, data_set.text(tag)?)));
    let others = data_set.nested(tags::OTHER_PATIENT_I_DS_SEQUENCE).iter();
    let others = others.filter_map(|item| Some((0, item.text(tags::PATIENT_ID)?)));
    said.chain(others)
        .map(|(at, text)| (at, shown(text)))
        .collect()
}

fn shape(instance: &Instance) -> Option<ImageShape> {
    instance.pixels.as_ref()?;
    let positive = |tag: Tag| {
        let number = instance.data_set.integer(tag)?;
        u32::try_from(number).ok().filter(|&number| number > 0)
    };
    Some(ImageShape {
        columns: positive(tags::COLUMNS)?,
        rows: positive(tags::ROWS)?,
        frames: positive(tags::NUMBER_OF_FRAMES).unwrap_or(1),
    })
}

/// The vector product of the directions of rows and columns (PS3.3 C.7.6.2.1.1).
fn normal(data_set: &DataSet) -> Option<[f64; 3]> {
    let directions = data_set.decimals(tags::IMAGE_ORIENTATION_PATIENT);
    let [a, b, c, d, e, f] = <[f64; 6]>::try_from(directions).ok()?;
    let normal = [b * f - c * e, c * d - a * f, a * e - b * d];
    normal.iter().all(|part| part.is_finite()).then_some(normal)
}

fn position(data_set: &DataSet, normal: [f64; 3]) -> Option<f64> {
    let place = <[f64; 3]>::try_from(data_set.decimals(tags::IMAGE_POSITION_PATIENT)).ok()?;
    let along: f64 = place
        .iter()
        .zip(normal)
        .map(|(at, direction)| at * direction)
        .sum();
    along.is_finite().then_some(along)
}

#[cfg(test)]
mod tests {
    use super::super::triage::tests::instance;
    use super::*;
    use dicom_core::VR;

    #[test]
    fn the_position_is_measured_along_the_slice_normal() {
        let mut instance = instance("1.2.840.10008.5.1.4.1.1.2", "CT");
        instance
            .data_set
            .put_ascii(tags::IMAGE_ORIENTATION_PATIENT, VR::DS, "1\\0\\0\\0\\1\\0");
        instance
            .data_set
            .put_ascii(tags::IMAGE_POSITION_PATIENT, VR::DS, "-100\\-90\\-37.5");
        let summary = Summary::of(&instance);
        assert_eq!(summary.position, Some(-37.5));
        assert_eq!(summary.normal, Some([0.0, 0.0, 1.0]));
    }

    #[test]
    fn an_image_without_pixel_bytes_has_no_shape() {
        let mut instance = instance("1.2.840.10008.5.1.4.1.1.2", "CT");
        assert_eq!(
            Summary::of(&instance).image,
            Some(ImageShape {
                columns: 4,
                rows: 3,
                frames: 1
            })
        );
        instance.pixels = None;
        assert_eq!(Summary::of(&instance).image, None);
    }

    #[test]
    fn a_malformed_number_of_frames_is_one_frame() {
        let mut instance = instance("1.2.840.10008.5.1.4.1.1.2", "CT");
        instance
            .data_set
            .put_ascii(tags::NUMBER_OF_FRAMES, VR::IS, "many");
        assert_eq!(
            Summary::of(&instance).image.map(|image| image.frames),
            Some(1)
        );
    }

    #[test]
    fn a_miscounted_image_is_shown_whole_and_needs_a_look() {
        let mut instance = instance("1.2.840.10008.5.1.4.1.1.2", "CT");
        instance
            .data_set
            .put_ascii(tags::NUMBER_OF_FRAMES, VR::IS, "3");
        let summary = Summary::of(&instance);
        assert_eq!(summary.counted_frames, Some(1));
        assert_eq!(summary.image.map(|image| image.frames), Some(1));
        assert_eq!(summary.triage, Triage::Look(vec![Reason::MiscountedFrames]));
    }

    #[test]
    fn what_the_page_is_given_is_short_and_turns_no_line_round() {
        let mut instance = instance("1.2.840.10008.5.1.4.1.1.2", "CT");
        let long = format!("Axial \u{202e}{}", "e".repeat(5_000));
        instance
            .data_set
            .put_raw(tags::SERIES_DESCRIPTION, VR::LO, long.into_bytes());
        instance
            .data_set
            .put_ascii(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
        let summary = Summary::of(&instance);
        assert_eq!(summary.series_description.chars().count(), MOST_LETTERS);
        assert!(summary.series_description.starts_with("Axial ee"));
        assert_eq!(summary.triage, Triage::Glance);
        // Nobody could tell two patients apart whose names begin alike.
        instance.data_set.remove_element(tags::PATIENT_ID);
        instance
            .data_set
            .put_ascii(tags::PATIENT_BIRTH_DATE, VR::DA, "19500304");
        let name = "No".repeat(MOST_LETTERS);
        instance
            .data_set
            .put_ascii(tags::PATIENT_NAME, VR::PN, &name);
        let held = Triage::Held(HeldReason::DamagedHeader);
        assert_eq!(Summary::of(&instance).triage, held);
    }
}
