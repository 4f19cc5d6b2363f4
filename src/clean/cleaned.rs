//! What leaves, and how it is handed on.

use std::rc::Rc;

use super::HeldReason;
use super::home::Filing;
use super::links::Links;
use super::output::Output;
use super::sums::{Summing, Sums};
use crate::burned_in::{self, Known};
use crate::deid::CaseName;
use crate::dicom::{self, Part, Source, Spool};
use crate::text::Finder;

/// A cleaned instance: the only thing that can be delivered, and only this room makes it.
pub struct Cleaned {
    pub(super) output: Rc<Output>,
    pub(super) body_is_original: bool,
    pub(super) sums: Sums,
    pub(super) case_name: CaseName,
    pub(super) painted: bool,
    pub(super) is_undecodable: bool,
    pub(super) links: Option<Links>,
    pub(super) filing: Filing,
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

    /// What ranges of spooled bytes refer to.
    pub fn spool(&self) -> &Rc<dyn Spool> {
        self.output.spool()
    }

    /// Whether the body is the source that was given, so that its ranges need not pass through here.
    pub fn body_is_original(&self) -> bool {
        self.body_is_original
    }

    /// The file's bytes as they leave: what was read again.
    pub fn source(&self) -> Rc<dyn Source> {
        Rc::clone(&self.output) as Rc<dyn Source>
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

    /// Whether a frame of it could not be decoded, where the order lets it leave all the same.
    pub fn is_undecodable(&self) -> bool {
        self.is_undecodable
    }

    /// Searches the frames that leave for what identifies the patient, of which `known` is what the patient's files say.
    /// What is kept on purpose is no finding. Frames that cannot be decoded here are not searched.
    pub fn search_frames(&self, finder: &mut Finder, known: &Known) -> Result<(), HeldReason> {
        let again = dicom::read(self.source()).map_err(|_| HeldReason::OutputUnreadable)?;
        if again.pixels.is_none() || self.is_undecodable {
            return Ok(());
        }
        let found = burned_in::named(finder, &again, known);
        let found = found.map_err(|_| HeldReason::OutputUnreadable)?;
        match found {
            None => Ok(()),
            Some(proposal) => Err(HeldReason::NamedInPicture {
                frame: proposal.frame.unwrap_or_default().saturating_add(1),
                at: (proposal.rect.x, proposal.rect.y),
            }),
        }
    }

    /// What a path may be made of.
    pub fn filing(&self) -> &Filing {
        &self.filing
    }

    /// What of the original became what, if the order asked for it. Patient data.
    pub fn links(&self) -> Option<&Links> {
        self.links.as_ref()
    }

    /// Hands the file's bytes to `sink` in runs of at most 1 MB. An error at the end if they are not those that were
    /// read again: most of them come from the original, which may have changed since.
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

/// All bytes of a source, in runs of at most 1 MB.
pub(super) fn for_each_run<E>(
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
