//! One instance and its order in, one [`Cleaned`] or the reason it is held out: the only place where header, pixels
//! and verification meet. No I/O beyond the [`Source`] it is given.

pub mod ahead;
pub mod capability;
pub mod held;
pub mod home;
pub mod links;
mod output;
pub mod preview;
pub mod sop_class;
pub mod sums;
mod syntax;
mod whole;

use std::convert::Infallible;
use std::rc::Rc;

use dicom_core::VR;
use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

pub use held::HeldReason;
pub use home::Filing;
use home::{Facts, Home};
pub use links::{Links, OriginalPatient};
use output::Output;
pub use preview::{Preview, preview};
use sums::Summing;
pub use sums::Sums;

use crate::deid::uid::OriginalUid;
use crate::deid::{
    self, Alias, CaseName, Established, Identifier, PatientKey, Policy, ProfileOption, Pseudonyms,
};
use crate::dicom::{
    self, DataSet, DataSetExt, Digest, InMemory, Instance, Part, PixelsOut, Source, Spool,
    TransferSyntax,
};
use crate::pixels::video::again::{self, Recompressed};
use crate::pixels::{self, Ahead, FrameRegion, PixelError, Redacted, RedactedPixels};
use crate::verify::samples::Samples;
use crate::verify::{self, Findings};

/// What is to be done to one instance.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The options of PS3.15 Annex E that the header is cleaned by, and what is kept by permission.
    pub policy: Policy,
    /// Rectangles to paint black.
    pub regions: Vec<FrameRegion>,
    /// A person has looked at the picture and decided that what is not painted may stay.
    pub looked_at: bool,
    /// What becomes of an instance of which a frame can't be decoded.
    #[serde(default)]
    pub undecodable: Undecodable,
    /// [`Cleaned::links`] is wanted: what of the original became what.
    #[serde(default)]
    pub linking: bool,
    /// The patient, where the rest of the study says who that is and the header itself says less. It leaves no more than the
    /// header's own values do.
    #[serde(default)]
    pub patient: Option<OriginalPatient>,
    /// What the patient is called, where a list says so: none but the patient's own derivation otherwise.
    #[serde(default)]
    pub alias: Option<Alias>,
    /// A person chose to have a video painted and compressed again; without this it is held.
    #[serde(default)]
    pub video: bool,
    /// The header says another number of frames than there are, and a person has looked at so many: the instance leaves
    /// with this number, if it is how many there are.
    #[serde(default)]
    pub counted: Option<u32>,
    /// What the header said when the decision was made: a file that says anything else by now is held.
    #[serde(default)]
    pub catalogued: Option<Digest>,
    /// The folder in the drop of an instance whose header names no study or no series: what lies together stays together.
    #[serde(default)]
    pub folder: String,
}

impl Order {
    /// What the patient of a header is called.
    fn alias_of(&self, subject: &DataSet, pseudonyms: &Pseudonyms) -> Alias {
        let listed = self.alias.clone();
        listed.unwrap_or_else(|| pseudonyms.alias(&PatientKey::of(subject)))
    }
}

/// What becomes of an instance of which a frame that nobody paints can't be decoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Undecodable {
    /// Held: nobody can have seen it here.
    #[default]
    Held,
    /// It leaves, and [`Cleaned::is_undecodable`] says so: it was looked at elsewhere.
    Told,
    /// Every frame has been decoded and seen already.
    NotChecked,
}

/// A cleaned instance: the only thing that can be delivered, and only this room makes it.
pub struct Cleaned {
    output: Rc<Output>,
    body_is_original: bool,
    sums: Sums,
    case_name: CaseName,
    painted: bool,
    is_undecodable: bool,
    links: Option<Links>,
    filing: Filing,
}

impl Cleaned {
    /// The file's bytes in order; ranges refer to [`Cleaned::body`] and to [`Cleaned::spool`].
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.output.parts()
    }

    /// What ranges refer to.
    pub fn body(&self) -> &Rc<dyn Source> {
        self.output.body()
    }

    /// What ranges of what was put away refer to.
    pub fn spool(&self) -> &Rc<dyn Spool> {
        self.output.spool()
    }

    /// Whether the body is the source that was given, so that its ranges need not pass through here.
    pub fn body_is_original(&self) -> bool {
        self.body_is_original
    }

    /// Bytes of the file.
    pub fn size(&self) -> u64 {
        self.output.len()
    }

    /// Sums over the bytes of the file.
    pub fn sums(&self) -> Sums {
        self.sums
    }

    /// The patient's pseudonym.
    pub fn case_name(&self) -> &CaseName {
        &self.case_name
    }

    /// Whether pixels were painted.
    pub fn painted(&self) -> bool {
        self.painted
    }

    /// Whether a frame of it could not be decoded, where the order wants that told.
    pub fn is_undecodable(&self) -> bool {
        self.is_undecodable
    }

    /// What a path may be made of.
    pub fn filing(&self) -> &Filing {
        &self.filing
    }

    /// What of the original became what, if the order asked for it. Patient data.
    pub fn links(&self) -> Option<&Links> {
        self.links.as_ref()
    }

    /// Hands the file's bytes to `sink` in runs of at most 1 MB. An error at the end if they are not those that were read
    /// again: most of them come from the original, which may have changed since.
    pub fn for_each_run<E>(
        &self,
        mut sink: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), WriteOut<E>> {
        let mut summing = Summing::default();
        for_each_run(&self.output, |run| {
            summing.update(run);
            sink(run)
        })?;
        match summing.finish() == self.sums {
            true => Ok(()),
            false => Err(WriteOut::Changed),
        }
    }
}

/// Why a cleaned file could not be handed on whole.
#[derive(Debug, thiserror::Error)]
pub enum WriteOut<E> {
    /// The original could not be read.
    #[error(transparent)]
    Source(#[from] dicom::SourceError),
    /// The original changed after it was cleaned.
    #[error("the original has changed")]
    Changed,
    /// The sink refused.
    #[error("{0}")]
    Sink(E),
}

/// Cleans one instance, and holds what is made anew in memory.
///
/// Everything that cannot be done safely is an error, and nothing of such an instance leaves.
pub fn clean(
    source: Rc<dyn Source>,
    order: &Order,
    pseudonyms: &Pseudonyms,
) -> Result<Cleaned, HeldReason> {
    clean_with(
        source,
        order,
        pseudonyms,
        Rc::new(InMemory),
        &Ahead::default(),
    )
}

/// Cleans one instance; painted frames are put away in `spool` as they are made, or come from those that were painted
/// `ahead` under the same order.
pub fn clean_with(
    source: Rc<dyn Source>,
    order: &Order,
    pseudonyms: &Pseudonyms,
    spool: Rc<dyn Spool>,
    ahead: &Ahead,
) -> Result<Cleaned, HeldReason> {
    cleaned(source, order, pseudonyms, (spool, ahead), None)
}

/// Cleans a video, in whose place its painted and newly compressed pictures leave. The engine decodes and encodes no
/// video: who does has painted the order's rectangles.
pub fn clean_video(
    source: Rc<dyn Source>,
    order: &Order,
    pseudonyms: &Pseudonyms,
    new: Recompressed,
) -> Result<Cleaned, HeldReason> {
    match order.video {
        true => {
            let spool = (Rc::new(InMemory) as Rc<_>, &Ahead::default());
            cleaned(source, order, pseudonyms, spool, Some(new))
        }
        false => Err(HeldReason::Video),
    }
}

fn cleaned(
    source: Rc<dyn Source>,
    order: &Order,
    pseudonyms: &Pseudonyms,
    (spool, ahead): (Rc<dyn Spool>, &Ahead),
    video: Option<Recompressed>,
) -> Result<Cleaned, HeldReason> {
    let mut instance = dicom::read(source)?;
    let catalogued = order.catalogued;
    if catalogued.is_some_and(|catalogued| catalogued != dicom::fingerprint(&instance)) {
        return Err(HeldReason::Changed);
    }
    let content = dicom::content(&instance).map_err(|_| HeldReason::Unreadable)?;
    if let Some(counted) = order.counted {
        instance = pixels::with_counted_frames(&instance, counted).unwrap_or(instance);
    }
    let kind = match video {
        Some(_) => capability::kind_of_video(&instance)?,
        None => capability::kind(&instance)?,
    };
    capability::under(&order.policy, kind, &instance)?;
    let mut is_undecodable = false;
    let redacted = match video {
        Some(_) => {
            whole::check_form(&instance)?;
            None
        }
        None => {
            whole::check(&instance)?;
            let cleared = pixels::without_unused_bits(&instance);
            let cleared = cleared.map_err(|error| unpainted(&instance, error))?;
            instance = cleared.unwrap_or(instance);
            is_undecodable = check_shown(&instance, order)?;
            redact(&instance, order, &*spool, ahead)?
        }
    };
    let joined_to = order.patient.as_ref().map(OriginalPatient::header);
    let subject = joined_to.as_ref().unwrap_or(&instance.data_set);
    let alias = order.alias_of(subject, pseudonyms);
    let painted = redacted.is_some() || (video.is_some() && !order.regions.is_empty());
    let established = Established {
        painted,
        // Nobody can have seen here what can't be decoded here.
        looked_at: order.looked_at && instance.pixels.is_some() && !is_undecodable,
    };
    let plan = deid::plan_of(
        &instance.data_set,
        (subject, &alias),
        &order.policy,
        pseudonyms,
    );
    if plan.is_damaged() {
        return Err(HeldReason::DamagedHeader);
    }
    let mut header = deid::apply(&instance.data_set, &plan, &established);
    name_what_has_no_name(&mut header, &instance, pseudonyms)?;
    place_what_has_no_place(
        &mut header,
        &instance,
        (&alias.case, &order.folder),
        pseudonyms,
    );
    let redacted = match video {
        Some(new) => Some(again::redacted(&instance, &header, new)?),
        None => redacted,
    };
    let changed = redacted.is_some();
    let (transfer_syntax, pixels) = match redacted {
        Some(redacted) => {
            for (tag, vr, value) in redacted.attributes {
                header.put_raw(tag, vr, value);
            }
            (redacted.transfer_syntax, redacted.pixels.into())
        }
        None => (
            written_syntax(&instance.transfer_syntax),
            untouched(&instance)?,
        ),
    };
    let filing = Filing::of(&header, content, &order.policy).ok_or(HeldReason::DamagedHeader)?;
    let links = order.linking.then(|| {
        let patient = order.patient.as_ref();
        Links::of(&instance.data_set, patient, &header, &alias)
    });
    let body = Rc::clone(&instance.body);
    let parts = dicom::write(&header, &transfer_syntax, pixels, &*body)?;
    let output = Rc::new(Output::new(parts, body, spool));
    let whose = (&alias.case, joined_to.as_ref());
    let samples = reread(&instance, &output, changed, order, whose)?;
    let mut sums = sum_and_search(&output, samples)?;
    let output = match instance.transfer_syntax.is_deflated() {
        true => {
            let output = deflated_again(&header, &output)?;
            sums = sum(&*output)?;
            output
        }
        false => output,
    };
    Ok(Cleaned {
        output,
        body_is_original: instance.body_is_original,
        sums,
        case_name: alias.case,
        painted,
        is_undecodable,
        links,
        filing,
    })
}

/// Whether a frame can't be decoded that nobody paints, and may leave all the same.
fn check_shown(instance: &Instance, order: &Order) -> Result<bool, HeldReason> {
    let check = || pixels::check_shown(instance, &order.regions);
    match order.undecodable {
        Undecodable::NotChecked => Ok(false),
        Undecodable::Held => check().map(|()| false).map_err(not_shown),
        Undecodable::Told => match check().map_err(not_shown) {
            Ok(()) => Ok(false),
            Err(HeldReason::CannotShow) => Ok(true),
            Err(reason) => Err(reason),
        },
    }
}

/// Why an instance is held of which a frame cannot be decoded.
fn not_shown(error: PixelError) -> HeldReason {
    match error {
        PixelError::Source(_) => HeldReason::Unreadable,
        _ => HeldReason::CannotShow,
    }
}

/// Why an instance is held where nothing was to be painted.
fn unpainted(instance: &Instance, error: PixelError) -> HeldReason {
    match error.into() {
        HeldReason::CannotPaint { why } if instance.transfer_syntax.is_encapsulated() => {
            HeldReason::StreamUnclear { why }
        }
        HeldReason::CannotPaint { why } => HeldReason::PictureUnclear { why },
        other => other,
    }
}

/// The pixel bytes of an instance that nobody paints: as they stand, or without what is no picture in them.
fn untouched(instance: &Instance) -> Result<PixelsOut<'_>, HeldReason> {
    let stripped = pixels::stripped(instance).map_err(|error| unpainted(instance, error))?;
    Ok(match (&instance.pixels, stripped) {
        (None, _) => PixelsOut::None,
        (Some(_), Some(frames)) => PixelsOut::Encapsulated { frames },
        (Some(pixels), None) => PixelsOut::Kept(pixels),
    })
}

/// A file that came deflated leaves deflated, once it has been read again as it was before that.
fn deflated_again(header: &DataSet, plain: &Output) -> Result<Rc<Output>, HeldReason> {
    let (file, start) = dicom::deflated(header, plain)?;
    let output = Rc::new(Output::new(
        vec![Part::Bytes(file)],
        Rc::clone(plain.body()),
        Rc::clone(plain.spool()),
    ));
    let again = dicom::read(Rc::clone(&output) as Rc<dyn Source>)
        .map_err(|_| HeldReason::OutputUnreadable)?;
    let inflated = again.body.read(0..again.body.len());
    let whole = plain.read(start..plain.len());
    match (inflated, whole) {
        (Ok(inflated), Ok(whole)) if inflated == whole => Ok(output),
        _ => Err(HeldReason::OutputUnreadable),
    }
}

/// The syntax in which an instance is written first whose pixels are not touched: native and deflated ones become
/// explicit VR little endian, compressed ones stay.
fn written_syntax(read: &TransferSyntax) -> TransferSyntax {
    if read.is_encapsulated() {
        read.clone()
    } else {
        TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN)
    }
}

/// Puts the SOP UIDs that an old device left out: the class that triage went by, and an instance UID made from all bytes
/// of the body, so that the same image gets the same one.
fn name_what_has_no_name(
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
        let digest = sum(&*instance.body)?.sha256;
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
fn place_what_has_no_place(
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

fn sum(source: &dyn Source) -> Result<Sums, HeldReason> {
    let mut summing = Summing::default();
    for_each_run(source, |run| {
        summing.update(run);
        Ok::<(), Infallible>(())
    })
    .map_err(|_| HeldReason::Unreadable)?;
    Ok(summing.finish())
}

/// The sums of the output, whose bytes end the second reading on their way.
fn sum_and_search(output: &Output, mut samples: Samples) -> Result<Sums, HeldReason> {
    let mut summing = Summing::default();
    let mut offset = 0;
    for_each_run(output, |run| {
        summing.update(run);
        samples.feed(offset, run);
        offset += run.len() as u64;
        Ok::<(), Infallible>(())
    })
    .map_err(|_| HeldReason::Unreadable)?;
    let mut findings = Findings::default();
    samples.tell(&mut findings);
    match findings.verdict() {
        Ok(()) => Ok(summing.finish()),
        Err(findings) => Err(HeldReason::FoundAfterCleaning { findings }),
    }
}

fn redact(
    instance: &Instance,
    order: &Order,
    spool: &dyn Spool,
    ahead: &Ahead,
) -> Result<Option<Redacted>, HeldReason> {
    if instance.pixels.is_none() || order.regions.is_empty() {
        return Ok(None);
    }
    Ok(Some(pixels::redact_into(
        instance,
        &order.regions,
        spool,
        ahead,
    )?))
}

/// The second reading: the output's own bytes, parsed anew, against the original.
fn reread(
    instance: &Instance,
    output: &Rc<Output>,
    changed: bool,
    order: &Order,
    (case_name, joined_to): (&CaseName, Option<&DataSet>),
) -> Result<Samples, HeldReason> {
    let again = dicom::read(Rc::clone(output) as Rc<dyn Source>)
        .map_err(|_| HeldReason::OutputUnreadable)?;
    let expect = verify::Expect {
        case: case_name.as_str(),
        kept: kept_on_purpose(&order.policy),
    };
    if changed {
        pixels::check_native(instance, &again, &order.regions)?;
    }
    verify::reread_instance(instance, joined_to, &again, changed, &expect)
        .map_err(|_| HeldReason::OutputUnreadable)?
        .map_err(|findings| HeldReason::FoundAfterCleaning { findings })
}

/// What the second reading must not take for a leak.
pub fn kept_on_purpose(policy: &Policy) -> verify::Kept {
    verify::Kept {
        uids: policy.has(ProfileOption::Uids),
        device: policy.has(ProfileOption::Device),
        institution: policy.has(ProfileOption::Institution),
        full_dates: policy.has(ProfileOption::FullDates),
        moved_dates: policy.has(ProfileOption::ModifiedDates),
        safe_private: policy.has(ProfileOption::SafePrivate),
        blank_overlays: policy.has(ProfileOption::Graphics),
        patient_id: policy.keeps(Identifier::PatientId),
        accession_number: policy.keeps(Identifier::AccessionNumber),
    }
}

fn for_each_run<E>(
    source: &dyn Source,
    mut sink: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), WriteOut<E>> {
    const RUN: u64 = 1 << 20;
    let mut buffer = vec![0; RUN.min(source.len()) as usize];
    let mut offset = 0;
    while offset < source.len() {
        let count = RUN.min(source.len() - offset) as usize;
        let Some(run) = buffer.get_mut(..count) else {
            break;
        };
        source.read_at(offset, run)?;
        sink(run).map_err(WriteOut::Sink)?;
        offset += count as u64;
    }
    Ok(())
}

impl From<RedactedPixels> for PixelsOut<'_> {
    fn from(pixels: RedactedPixels) -> Self {
        match pixels {
            RedactedPixels::Native { tag, vr, parts } => Self::Native { tag, vr, parts },
            RedactedPixels::Encapsulated { frames } => Self::Encapsulated { frames },
        }
    }
}

#[cfg(test)]
mod tests;
