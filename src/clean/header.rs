//! The header that leaves: the plan carried out, and UIDs for what has none.

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::home::{Facts, Home};
use super::links::OriginalPatient;
use super::order::Order;
use super::{HeldReason, capability, sums};
use crate::deid::uid::OriginalUid;
use crate::deid::{self, Alias, CaseName, Established, Pseudonyms};
use crate::dicom::{DataSet, DataSetExt, Instance};

/// Whose an instance is, and what that patient is called in this run.
pub(super) struct Whose {
    /// The patient as the rest of the study says, where the header itself says less, and all that his files mention.
    pub known: DataSet,
    pub alias: Alias,
}

impl Whose {
    pub fn of(instance: &Instance, order: &Order, pseudonyms: &Pseudonyms) -> Self {
        let joined_to = order.patient.as_ref().map(OriginalPatient::header);
        let alias = order.alias_of(joined_to.as_ref().unwrap_or(&instance.data_set), pseudonyms);
        let mut known = joined_to.unwrap_or_else(|| OriginalPatient::default().header());
        order.mentions.put_into(&mut known);
        Self { known, alias }
    }
}

/// Plans what becomes of each attribute, and carries that out.
pub(super) fn cleaned(
    instance: &Instance,
    order: &Order,
    whose: &Whose,
    established: &Established,
    pseudonyms: &Pseudonyms,
) -> Result<DataSet, HeldReason> {
    let subject = (&whose.known, &whose.alias, &order.wording);
    let plan = deid::plan_of(&instance.data_set, subject, &order.policy, pseudonyms);
    if plan.is_damaged() {
        return Err(HeldReason::DamagedHeader);
    }
    let mut header = deid::apply(&instance.data_set, &plan, established);
    put_missing_sop_uids(&mut header, instance, pseudonyms)?;
    let place = (&whose.alias.case, order.folder.as_str());
    put_missing_study_uids(&mut header, instance, place, pseudonyms);
    Ok(header)
}

/// Puts the SOP UIDs that an old device left out: the class that triage went by, and an instance UID made from all
/// bytes of the body, so that the same image gets the same one.
fn put_missing_sop_uids(
    header: &mut DataSet,
    instance: &Instance,
    pseudonyms: &Pseudonyms,
) -> Result<(), HeldReason> {
    // What is blank is none: what it was replaced by would be the same for every image.
    if instance.data_set.text(tags::SOP_CLASS_UID).is_none() {
        let class = capability::sop_class_uid(instance).ok_or(HeldReason::NoSopClass)?;
        header.put_ascii(tags::SOP_CLASS_UID, VR::UI, &class);
    }
    if instance.data_set.text(tags::SOP_INSTANCE_UID).is_none() {
        // A checksum is no proof that two bodies are the same.
        let digest = sums::of_source(&*instance.body)?.sha256;
        let made = OriginalUid::new(&format!("no SOP Instance UID {digest:?}"));
        header.put_ascii(
            tags::SOP_INSTANCE_UID,
            VR::UI,
            made.remapped(pseudonyms).as_str(),
        );
    }
    Ok(())
}

/// Puts the UIDs of study and series that the original lacks: archives refuse a file without them.
fn put_missing_study_uids(
    header: &mut DataSet,
    instance: &Instance,
    (case, folder): (&CaseName, &str),
    pseudonyms: &Pseudonyms,
) {
    let text = |tag| instance.data_set.text(tag).unwrap_or_default();
    let (study, series) = (
        text(tags::STUDY_INSTANCE_UID),
        text(tags::SERIES_INSTANCE_UID),
    );
    let home = Home::of(&Facts {
        study_instance_uid: &study,
        series_instance_uid: &series,
        case: case.as_str(),
        study_date: &text(tags::STUDY_DATE),
        modality: &text(tags::MODALITY),
        series_number: instance.data_set.integer(tags::SERIES_NUMBER),
        folder,
    });
    for (tag, original, made) in [
        (tags::STUDY_INSTANCE_UID, study, home.study),
        (tags::SERIES_INSTANCE_UID, series, home.series),
    ] {
        if original.is_empty() {
            let made = OriginalUid::new(&made).remapped(pseudonyms);
            header.put_ascii(tag, VR::UI, made.as_str());
        }
    }
}
