//! What `inspect` finds, as JSON for programs.
//!
//! ```json
//! {"form": 1,
//!  "counts": {"files": 3, "images": 1, "look": 1, "glance": 0, "held": 1, "doubles": 0, "not_dicom": 1},
//!  "series": [{"case": 1, "study": 1, "series": 1, "modality": "US", "images": 1, "held": 0, "triage": "look",
//!              "why": ["ultrasound"]}],
//!  "files": [{"file": 2, "is": "held", "why": "damaged-header"}, {"file": 3, "is": "not-dicom"}]}
//! ```
//! Cases, studies, series and files are numbered from 1, files in order of their places. `triage` is `look`, `glance`
//! or `held`; `why` are the names of the reasons. `files` are those that no series tells of: `held` (with `why`),
//! `double` (with `of`, the file that it is the same as) and `not-dicom`. Within a form fields are added, and none is
//! changed.
//!
//! No value of a file is in it, nor its place. Where they are asked for, a series also has `patient` (`id`, `issuer`,
//! `name`, `birth_date`), `study_instance_uid`, `series_instance_uid` and `description`, and a file its `place`.

use serde::Serialize;

use darkroom::catalogue::{Catalogue, InstanceId, Outcome, Series, SeriesId, Triage, modality};
use darkroom::review::Review;

use super::super::{Error, Reason};

#[derive(Serialize)]
struct Inspection {
    form: u32,
    counts: CountsEntry,
    series: Vec<SeriesEntry>,
    files: Vec<FileEntry>,
}

/// Images by what they need; `images` are all that stand in a series.
#[derive(Default, Serialize)]
struct CountsEntry {
    files: usize,
    images: usize,
    look: usize,
    glance: usize,
    held: usize,
    doubles: usize,
    not_dicom: usize,
}

#[derive(Serialize)]
struct SeriesEntry {
    case: usize,
    study: usize,
    series: usize,
    /// A defined term, `OT` for any other: what a file says is a value of it.
    modality: &'static str,
    images: usize,
    /// Of these.
    held: usize,
    triage: &'static str,
    why: Vec<String>,
    #[serde(flatten)]
    identifiers: Option<SeriesIdentifiers>,
}

#[derive(Serialize)]
struct SeriesIdentifiers {
    patient: PatientIdentifiers,
    study_instance_uid: String,
    series_instance_uid: String,
    description: String,
}

#[derive(Serialize)]
struct PatientIdentifiers {
    id: String,
    issuer: String,
    name: String,
    birth_date: String,
}

#[derive(Serialize)]
struct FileEntry {
    file: usize,
    is: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

/// The JSON's text.
pub fn text(
    catalogue: &Catalogue,
    review: &Review,
    with_identifiers: bool,
) -> Result<String, Error> {
    let listing = Listing {
        catalogue,
        review,
        with_identifiers,
    };
    let series = listing.series();
    let files = listing.files();
    let inspection = Inspection {
        form: 1,
        counts: listing.counts(),
        series,
        files,
    };
    serde_json::to_string_pretty(&inspection).map_err(|error| Error::Failed(Reason::Json(error)))
}

struct Listing<'a> {
    catalogue: &'a Catalogue,
    review: &'a Review,
    with_identifiers: bool,
}

impl Listing<'_> {
    fn is_held(&self, image: InstanceId) -> bool {
        self.review.held_reason(self.catalogue, image).is_some()
    }

    fn series(&self) -> Vec<SeriesEntry> {
        let mut told = Vec::new();
        for (case, patient) in (1..).zip(&self.catalogue.patients) {
            for (study, found) in (1..).zip(&patient.studies) {
                for (number, &id) in (1..).zip(&found.series) {
                    told.extend(self.one_series((case, study, number), id));
                }
            }
        }
        told
    }

    fn one_series(
        &self,
        (case, study, number): (usize, usize, usize),
        id: SeriesId,
    ) -> Option<SeriesEntry> {
        let series = self.catalogue.series(id)?;
        let images = series.instances.iter();
        Some(SeriesEntry {
            case,
            study,
            series: number,
            modality: modality::defined_term(&series.modality),
            images: series.instances.len(),
            held: images.filter(|&&image| self.is_held(image)).count(),
            triage: series.triage.name(),
            why: match &series.triage {
                Triage::Look(reasons) => reasons.iter().filter_map(name_of).collect(),
                Triage::Glance => Vec::new(),
                Triage::Held(reason) => name_of(reason).into_iter().collect(),
            },
            identifiers: self.identifiers(series),
        })
    }

    fn identifiers(&self, series: &Series) -> Option<SeriesIdentifiers> {
        let first = series.instances.first().filter(|_| self.with_identifiers)?;
        let summary = self.catalogue.summary(*first)?;
        Some(SeriesIdentifiers {
            patient: PatientIdentifiers {
                id: summary.patient_id.clone(),
                issuer: summary.issuer_of_patient_id.clone(),
                name: summary.patient_name.clone(),
                birth_date: summary.patient_birth_date.clone(),
            },
            study_instance_uid: summary.study_instance_uid.clone(),
            series_instance_uid: summary.series_instance_uid.clone(),
            description: summary.series_description.clone(),
        })
    }

    fn files(&self) -> Vec<FileEntry> {
        let mut told = Vec::new();
        for (id, item) in self.catalogue.items.iter().enumerate() {
            let double_of = self.catalogue.double_of(id);
            let held = match &item.outcome {
                Outcome::Instance(_) => self.review.held_for_identity(self.catalogue, id),
                _ => self.review.held_reason(self.catalogue, id),
            };
            let (is, why, of) = match (&item.outcome, held, double_of) {
                (_, Some(reason), _) => ("held", name_of(&reason), None),
                (_, None, Some(of)) => ("double", None, of.checked_add(1)),
                (Outcome::NotDicom(_), None, None) => ("not-dicom", None, None),
                _ => continue,
            };
            told.push(FileEntry {
                file: id.saturating_add(1),
                is,
                why,
                of,
                place: self.with_identifiers.then(|| item.place.clone()),
            });
        }
        told
    }

    fn counts(&self) -> CountsEntry {
        let mut counts = CountsEntry {
            files: self.catalogue.items.len(),
            ..CountsEntry::default()
        };
        for (id, item) in self.catalogue.items.iter().enumerate() {
            let series = self.catalogue.series_of(id);
            let series = series.and_then(|id| self.catalogue.series(id));
            counts.images += usize::from(series.is_some());
            let count = match &item.outcome {
                Outcome::NotDicom(_) => &mut counts.not_dicom,
                _ if self.catalogue.double_of(id).is_some() => &mut counts.doubles,
                _ if self.is_held(id) => &mut counts.held,
                _ if series.is_some_and(|series| series.triage == Triage::Glance) => {
                    &mut counts.glance
                }
                _ => &mut counts.look,
            };
            *count += 1;
        }
        counts
    }
}

/// The fixed name of a reason, without what it may say besides.
fn name_of(reason: &impl Serialize) -> Option<String> {
    match serde_json::to_value(reason).ok()? {
        serde_json::Value::String(name) => Some(name),
        serde_json::Value::Object(fields) => fields.into_iter().next().map(|(name, _)| name),
        _ => None,
    }
}
