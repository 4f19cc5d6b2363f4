//! The certificate of a run and what goes with it.

use std::sync::Arc;

use js_sys::Uint8Array;
use leptos::prelude::*;

use super::control::Control;
use super::delivery::{Delivery, Target};
use super::zipping::Zipping;
use crate::browser::sink::{Piece, SaveError};
use crate::controllers::clock;
use crate::engine;
use darkroom::clean::Sums;
use darkroom::deliver::{Certificate, PartReport, RunFacts, WrittenFile, dicomdir};
use darkroom::review::Front;

impl Delivery {
    /// The certificate and what goes with it, last in the zip since it says what became of every image.
    pub(super) async fn write_papers(&mut self, is_last: bool) -> Result<(), SaveError> {
        let number = self.tally.borrow().run.zips.len() + 1;
        let is_one_of_several = number > 1 || !is_last;
        let part = is_one_of_several.then_some(PartReport { number, is_last });
        let dicomdir = self.write_dicomdir().await?;
        let certificate = self.certificate(part, dicomdir.as_ref());
        let papers = certificate.papers();
        if is_last {
            self.tally.borrow_mut().run.certificate = Some(Arc::new(certificate));
        }
        let Target::Zip(zip) = &mut self.target else {
            return Ok(());
        };
        for (name, bytes) in papers {
            put(zip, name, &bytes, &self.control).await?;
        }
        Ok(())
    }

    /// The DICOMDIR of the zip that is about to end, if one is wanted and there is something to list; the next zip
    /// gets one of its own.
    async fn write_dicomdir(&mut self) -> Result<Option<WrittenFile>, SaveError> {
        let (Some(directory), Target::Zip(zip)) = (&mut self.directory, &mut self.target) else {
            return Ok(None);
        };
        let directory = std::mem::take(directory);
        if directory.is_empty() {
            return Ok(None);
        }
        let bytes = directory.finish().ok_or(SaveError::Memory)?;
        let name = dicomdir::NAME.to_owned();
        put(zip, name, &bytes, &self.control).await.map(Some)
    }

    /// What was done; `dicomdir` lists what was delivered, where there is one.
    pub(super) fn certificate(
        &self,
        part: Option<PartReport>,
        dicomdir: Option<&WrittenFile>,
    ) -> Certificate {
        let facts = RunFacts {
            policy: self.policy.clone(),
            policy_file: self.session.policy_mark_of(&self.policy),
            permission: self.session.permission_said(),
            intruder_test: self.session.test_said(),
            collection: self.collection.clone(),
            page: Some(self.session.own.facts_now()),
            date: Some(clock::today()),
            front: Front::Page,
            // What was seen here was decoded here.
            undecodable: 0,
            // Here templates are offered where they fit, and nowhere else.
            idle_regions: 0,
            part,
        };
        let certificate = self.session.catalogue.with_untracked(|catalogue| {
            let outcomes = self.outcomes.borrow();
            let (review, layout, delivered) = (&self.review, &self.layout, &self.delivered);
            engine::certificate(facts, catalogue, review, layout, &outcomes, delivered)
        });
        let certificate = certificate.with_dicomdir(dicomdir);
        match self.keyed {
            true => certificate.sealed(&self.secret),
            false => certificate,
        }
    }
}

/// Writes a file of ours.
async fn put(
    zip: &mut Zipping,
    name: String,
    bytes: &[u8],
    control: &Control,
) -> Result<WrittenFile, SaveError> {
    let pieces = vec![Piece::Made(Uint8Array::from(bytes))];
    let (sums, size) = (Sums::of(bytes), bytes.len() as u64);
    let sha256 = sums.sha256;
    let file = WrittenFile { name, size, sha256 };
    zip.put(file.clone(), sums.crc32, pieces, control).await?;
    Ok(file)
}
