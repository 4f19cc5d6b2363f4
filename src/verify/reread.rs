//! The second reading of an instance, of its header alone, and for needles that were gathered before.

use dicom_dictionary_std::tags;

use super::needles::Needles;
use super::permitted::Permitted;
use super::reader::{Reader, days_moved};
use super::samples::Samples;
use super::search::Search;
use super::{Expect, Finding, Findings, Kind, Rank, conformance, memo, name, pictures, streams};
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::DataSetExt;
use crate::dicom::{DataSet, Instance, SourceError};

/// Reads a cleaned instance again, header and pixel element. An error is reason to hold it: what was found, surest
/// first, no more than can be read. `known`: what the patient's other files say. `painted`: rectangles
/// were painted into the picture. What comes back if nothing was found wants the output's bytes, all of which somebody
/// reads for their checksum anyway, and has the last word.
pub fn reread_instance(
    original: &Instance,
    known: &DataSet,
    output: &Instance,
    painted: bool,
    expect: &Expect<'_>,
) -> Result<Result<Samples, Vec<Finding>>, SourceError> {
    let mut findings = Findings::default();
    let (needles, search) = memo::of_both(&original.data_set, known, &expect.kept);
    headers(
        Some(&original.data_set),
        &output.data_set,
        expect,
        &needles,
        &search,
        &mut findings,
    );
    streams::search(output, &search, &mut findings)?;
    conformance::check(&original.data_set, &output.data_set, &mut findings);
    pictures::check(original, output, painted, &mut findings);
    Ok(findings.verdict().map(|()| Samples::of(output, &search)))
}

/// Reads a cleaned header again. The error is reason to hold the instance.
pub fn reread(
    original: &DataSet,
    output: &DataSet,
    expect: &Expect<'_>,
) -> Result<(), Vec<Finding>> {
    let mut findings = Findings::default();
    let needles = Needles::of(original, &expect.kept);
    let search = Search::new(&needles);
    headers(
        Some(original),
        output,
        expect,
        &needles,
        &search,
        &mut findings,
    );
    findings.verdict()
}

/// Reads a header for needles that were gathered before. `original` is the header that it was made from, if known.
pub fn headers(
    original: Option<&DataSet>,
    output: &DataSet,
    expect: &Expect<'_>,
    needles: &Needles,
    search: &Search,
    findings: &mut Findings,
) {
    let permitted = Permitted::of(original, &expect.kept, needles);
    for tag in [tags::PATIENT_NAME, tags::PATIENT_ID] {
        let before = original.and_then(|original| original.get(tag));
        let may_stay = |now| permitted.allows(None, before, now);
        if !permitted.is_unknown(tag)
            && !output.get(tag).is_some_and(may_stay)
            && output.text(tag).as_deref() != Some(expect.case)
        {
            findings.add(name(tag), Kind::WrongCase, Rank::Certain);
        }
    }
    let mut reader = Reader {
        needles,
        search,
        permitted: &permitted,
        expect,
        moved_by: original.and_then(|original| days_moved(original, output)),
        findings,
    };
    reader.level(original, output, &CharacterSet::default(), &mut Vec::new());
}
