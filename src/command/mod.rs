//! The command: arguments in, files and an exit code out. Everything it does to an image is done by the engine.

mod args;
mod clean;
mod error;
mod files;
mod find_text;
mod inspect;
mod key_file;
mod list;
mod mapping;
mod models;
mod out_folder;
mod outputs;
mod places;
mod private_file;
mod regions;
mod side_files;
mod slides;
mod spool;
mod stamp;
mod terminal;
mod texts;
mod verify;
mod whole_file;
mod zip_out;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use darkroom::deid::PolicyFile;

use args::Task;
use error::{Error, Reason};

/// How a task ended.
enum Ending {
    /// Everything delivered.
    Delivered,
    /// Some images were held, or something was found, or needs a look.
    SomeHeld,
    /// There was nothing to do.
    Nothing,
}

/// Runs the command.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let task = match args::parse(arguments) {
        Ok(task) => task,
        Err(error) => {
            terminal::complaint(format_args!("darkroom: {error}"));
            terminal::complaint("");
            terminal::lines_of_complaint(args::USAGE);
            return ExitCode::from(2);
        }
    };
    // A panic is caught where it can be told which file it was; its own words could hold a value of that file.
    std::panic::set_hook(Box::new(|_| {}));
    let ending = files::contained(|| run_task(task)).unwrap_or(Err(Error::Failed(Reason::Stopped)));
    let code = match ending {
        Ok(Ending::Delivered) => 0,
        Ok(Ending::SomeHeld | Ending::Nothing) => 3,
        Err(error) => {
            terminal::complaint(format_args!("darkroom: {error}"));
            match error {
                Error::Usage(_) => 2,
                Error::Failed(_) => 1,
            }
        }
    };
    ExitCode::from(match terminal::is_whole() {
        false if code == 0 => 1,
        _ => code,
    })
}

fn run_task(task: Task) -> Result<Ending, Error> {
    match task {
        Task::Help => {
            terminal::lines(args::USAGE);
            Ok(Ending::Delivered)
        }
        Task::Version => {
            terminal::line(concat!("darkroom ", env!("CARGO_PKG_VERSION")));
            Ok(Ending::Delivered)
        }
        Task::Clean(clean) => clean::run(&clean),
        Task::Inspect(inspect) => inspect::run(&inspect),
        Task::Verify(verify) => verify::run(&verify),
        Task::Slides(slides) => slides::run(&slides),
        Task::List(task) => list::run(&task),
        Task::Texts(task) => texts::run(&task),
        Task::FindText(task) => find_text::run(&task),
        Task::Policy { file } => say_rules(&file),
    }
}

/// `darkroom policy FILE`: prints what rules a file holds.
fn say_rules(file: &Path) -> Result<Ending, Error> {
    let PolicyFile {
        policy,
        reason,
        permission,
        intruder_test,
        mark,
    } = args::read_policy(file).map_err(|error| Error::Usage(Reason::Rules(error)))?;
    terminal::line(policy.words());
    if let Some(name) = mark.name {
        terminal::line(format_args!("Called: {name}"));
    }
    if let Some(permission) = permission {
        let (from, date) = (permission.from(), permission.date());
        terminal::line(format_args!(
            "Permission to use images: {from}, {date}, {}",
            permission.purpose()
        ));
    }
    if let Some(test) = intruder_test {
        let (by, date, result) = (test.by(), test.date(), test.result().words());
        terminal::line(format_args!(
            "Motivated intruder test: {by}, {date}, {result}"
        ));
    }
    terminal::line(format_args!("SHA-256: {}", mark.sha256));
    if let Some(reason) = reason {
        terminal::line(format_args!(
            "Locked in a page that is built with it: {reason}"
        ));
    }
    Ok(Ending::Delivered)
}
