//! `darkroom texts IN`: every distinct text that would leave, as a table for a person to read before it does. It holds
//! what the files say of their patients.
//!
//! `strike` what a person wants struck out, from a file · `cells` texts as cells of a table, and back

mod cells;
pub mod strike;

use std::io::Write;
use std::path::Path;

use darkroom::clean;
use darkroom::deid::leaving::{GatheredTexts, LeavingText};
use darkroom::deid::{Policy, Pseudonyms, Secret, Wording};
use darkroom::deliver::Names;
use darkroom::dicom;
use darkroom::review::{Front, Gate, Review};

use super::files::Found;
use super::terminal::count;
use super::whole_file::{Readers, WholeFile};
use super::{Ending, Error, Reason, args, files, outputs, terminal};
use cells::cell;
use strike::Struck;

/// What the table begins with.
const HEAD: &str = "# Patient data: texts as the files of IN have them (before), and as they would leave (after). Keep it where IN is kept.\n\
    attribute\tbefore\tafter\timages\n";

/// Prints the table, or writes it to a file.
pub fn run(task: &args::Texts) -> Result<Ending, Error> {
    outputs::check_texts(task)?;
    let struck = strike::read(task.strike.as_deref())?;
    let opener = files::opener(task.zip_password_file.as_deref())?;
    let found = files::find(&task.input, opener, task.jobs, true)?;
    let catalogue = &found.catalogue;
    if files::is_without_dicom(catalogue) {
        terminal::complaint("darkroom: there is no DICOM in IN");
        return Ok(Ending::Nothing);
    }
    let read = all(&found, &task.policy, struck.wording.clone(), task.jobs)?;
    if !struck.is_empty() {
        let unstruck = all(&found, &task.policy, Wording::default(), task.jobs)?;
        tell_idle(&struck, &unstruck);
    }
    let unread = catalogue.items.len() - read.len();
    let mut gathered = GatheredTexts::default();
    for texts in read {
        gathered.add(&(), texts);
    }
    let texts = gathered.len();
    write(&table(gathered), task.to.as_deref())?;
    terminal::complaint(format_args!(
        "{}; {} not read, since they would not leave: held, doubles, or not DICOM",
        count(texts, "different text", "different texts"),
        count(unread, "file", "files"),
    ));
    Ok(Ending::Delivered)
}

/// The texts of every image that leaves or could, each image's by itself.
fn all(
    found: &Found,
    policy: &Policy,
    wording: Wording,
    jobs: usize,
) -> Result<Vec<Vec<LeavingText>>, Error> {
    let catalogue = &found.catalogue;
    let mut review = Review::default();
    review.go_by_ids(policy.is_same_id_same_person());
    review.set_wording(wording);
    let secret = Secret::random().map_err(|error| Error::Failed(Reason::Secret(error)))?;
    let pseudonyms = Pseudonyms::new(&secret);
    let aliases = Names::default().of_all(catalogue, &pseudonyms);
    let gate = Gate {
        catalogue,
        review: &review,
        front: Front::CommandReviewed,
        policy,
        linking: false,
        aliases: &aliases,
    };
    let released = gate.all();
    let read = files::per_item(jobs, released.len(), |at| {
        let (image, order) = &released[at];
        let origin = found.origins.get(*image)?;
        let order = order.as_ref().ok()?;
        let work = || {
            let instance = dicom::read(origin.open().ok()?).ok()?;
            Some(clean::texts::texts(&instance, order, &pseudonyms))
        };
        files::contained(work).flatten()
    });
    Ok(read.into_iter().flatten().collect())
}

/// Says which lines strike nothing out of these texts; how many there are.
fn tell_idle(struck: &Struck, texts: &[Vec<LeavingText>]) -> usize {
    let idle = struck.idle(texts.iter().flatten());
    for line in &idle {
        terminal::complaint(format_args!(
            "strike: line {line} strikes nothing: no text that would leave has it"
        ));
    }
    idle.len()
}

/// Whether each line strikes something out of what is in IN: what is misspelt would leave, and look as if it had been
/// seen to.
pub fn check(
    found: &Found,
    policy: &Policy,
    struck: &Struck,
    jobs: usize,
    may_be_idle: bool,
) -> Result<(), Error> {
    if struck.is_empty() {
        return Ok(());
    }
    let texts = all(found, policy, Wording::default(), jobs)?;
    match tell_idle(struck, &texts) == 0 || may_be_idle {
        true => Ok(()),
        false => Err(Error::Usage(Reason::IdleStrikes)),
    }
}

fn table(gathered: GatheredTexts<()>) -> String {
    let mut table = HEAD.to_owned();
    for of in gathered.by_unusual() {
        let text = of.text;
        let cells = [&text.attribute, &text.before, &text.after].map(|text| cell(text));
        table.push_str(&cells.join("\t"));
        table.push_str(&format!("\t{}\n", of.images));
    }
    table
}

fn write(table: &str, to: Option<&Path>) -> Result<(), Error> {
    let Some(to) = to else {
        terminal::table(table.trim_end());
        return Ok(());
    };
    let unwritten = |error| Error::Failed(Reason::Unwritten(to.to_owned(), error));
    let mut whole = WholeFile::new(to, Readers::Owner).map_err(unwritten)?;
    whole.write_all(table.as_bytes()).map_err(unwritten)?;
    whole.put_new().map_err(unwritten)
}
