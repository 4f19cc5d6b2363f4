//! What is held because nobody can say whose it is, or which image it is: one place that says so of any instance.
//!
//! In come the catalogue, which knows what contradicts itself, and what a person has said of it; out comes the reason.
//! It has nothing to do with what is in the picture, and no look at it lifts it.

use std::sync::Arc;

use super::history::Review;
use crate::catalogue::{Catalogue, InstanceId, Outcome, Person, Triage};
use crate::clean::HeldReason;
use crate::deid::PatientKey;

/// Patients of whom a person has said that they are one, and who they seemed to be then.
pub(super) type OnePerson = Vec<(PatientKey, Vec<Person>)>;

impl Review {
    /// Why an instance is held for its identity, if it is.
    pub fn held_for_identity(
        &self,
        catalogue: &Catalogue,
        instance: InstanceId,
    ) -> Option<HeldReason> {
        if catalogue.double_of(instance).is_some() {
            return None;
        }
        let Some(patient) = catalogue.patient_of(instance) else {
            // Its bytes have not been compared with those of another file with its UID.
            let is_instance = catalogue.summary(instance).is_some();
            return is_instance.then_some(HeldReason::InstanceUidTaken);
        };
        if catalogue.is_of_several(instance) {
            return Some(HeldReason::StudyOfSeveral);
        }
        if self.is_several_people(catalogue, patient) {
            return Some(HeldReason::SeveralPeople);
        }
        self.collides_with(catalogue, instance)
            .map(|_| HeldReason::InstanceUidTaken)
    }

    /// The place of the file whose SOP Instance UID an instance has too, and that goes before it. Shown to the person,
    /// and nowhere else: a place can name a patient.
    pub fn collides_with<'a>(
        &self,
        catalogue: &'a Catalogue,
        instance: InstanceId,
    ) -> Option<(InstanceId, &'a str)> {
        catalogue.collides_with(instance, |other| self.is_deleted(other))
    }

    /// Why an item is held for what its file is or whose it may be, before anybody has looked at its picture.
    pub fn held_reason(&self, catalogue: &Catalogue, item: InstanceId) -> Option<HeldReason> {
        match &catalogue.item(item)?.outcome {
            Outcome::NotDicom(_) => None,
            Outcome::Held(reason) => Some(reason.clone()),
            Outcome::Instance(summary) => match &summary.triage {
                Triage::Held(reason) => Some(reason.clone()),
                Triage::Look(_) | Triage::Glance => self.held_for_identity(catalogue, item),
            },
        }
    }

    /// Whether several people share a patient's ID, and nobody has said that these are one. Given by the patient's
    /// index.
    pub fn is_several_people(&self, catalogue: &Catalogue, patient: usize) -> bool {
        let Some(patient) = catalogue.patients.get(patient) else {
            return false;
        };
        let said = self.now.one_person.iter();
        let said = said.filter(|(key, _)| *key == patient.key);
        // Of others than were to be seen nobody has said anything.
        !self.same_id
            && patient.is_several()
            && !said
                .into_iter()
                .any(|(_, then)| patient.people.iter().all(|person| then.contains(person)))
    }

    /// Whether the rules in force take whoever shares a patient ID for one person.
    pub fn go_by_ids(&mut self, same_id: bool) {
        self.same_id = same_id;
    }

    /// Whether they do.
    pub fn goes_by_ids(&self) -> bool {
        self.same_id
    }

    /// "It is one person", of the people who share a patient's ID now.
    pub fn say_one_person(&mut self, catalogue: &Catalogue, patient: usize) {
        let Some(patient) = catalogue.patients.get(patient) else {
            return;
        };
        let said = (patient.key.clone(), patient.people.clone());
        self.change(|now| {
            let all = Arc::make_mut(&mut now.one_person);
            all.retain(|(key, _)| *key != said.0);
            all.push(said);
        });
    }

    /// Takes "it is one person" back.
    pub fn hold_people(&mut self, catalogue: &Catalogue, patient: usize) {
        let Some(patient) = catalogue.patients.get(patient) else {
            return;
        };
        self.change(|now| {
            Arc::make_mut(&mut now.one_person).retain(|(key, _)| *key != patient.key);
        });
    }
}
