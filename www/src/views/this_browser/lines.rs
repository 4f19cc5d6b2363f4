//! What is said of this browser, line by line: what was tried or asked, what came of it, and the policy by which IT can
//! allow it. Plain functions, no markup.

use crate::state::this_browser::{Address, Came, Facts, Tried};
use crate::words::{bytes, count, thousands};

/// How something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Tried,
    /// The browser says so.
    Asked,
    /// Only a person's drop or press would show it.
    NotYet,
}

impl How {
    pub fn words(self) -> &'static str {
        match self {
            Self::Tried => "tried",
            Self::Asked => "the browser says so",
            Self::NotYet => "not known until you try",
        }
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub what: &'static str,
    pub came: String,
    pub how: How,
    /// Whether it stands in the way of the work.
    pub is_amiss: bool,
    /// The policy of Chrome and Edge that allows it.
    pub policy: Option<&'static str>,
}

impl Line {
    fn good(what: &'static str, how: How, came: impl Into<String>) -> Self {
        Self {
            what,
            came: came.into(),
            how,
            is_amiss: false,
            policy: None,
        }
    }

    fn amiss(self, is_amiss: bool, policy: &'static str) -> Self {
        Self {
            is_amiss,
            policy: (is_amiss && !policy.is_empty()).then_some(policy),
            ..self
        }
    }
}

/// Times that a loop of the page's takes as long as the browser's own where nothing compiles it: measured about 0.5 in
/// Chromium where something does, and 15 to 25 where not or not well.
const NOT_COMPILED: f64 = 6.0;

/// Milliseconds for a slice that no computer takes whose browser compiles WebAssembly.
const SLOW_SLICE: f64 = 250.0;

/// What is known of saved zips: how many were given to the browser, and how many of them were found whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zips {
    pub given: usize,
    pub whole: usize,
}

/// All lines.
pub fn lines(facts: &Facts, tried: &Tried, zips: Zips, strangers: &[String]) -> Vec<Line> {
    let mut lines = vec![
        address(facts),
        Line::good("Browser", How::Asked, facts.browser.clone()),
        Line::good(
            "Sending anything elsewhere",
            How::Tried,
            "refused by the browser, as it should be",
        ),
        in_the_page(strangers),
        speed(facts),
        compiler(facts),
        workers(facts),
        memory(facts),
        room(facts),
    ];
    lines.extend(ways_in(facts, tried));
    lines.extend(ways_out(facts, tried, zips));
    lines.push(films(facts));
    lines
}

fn address(facts: &Facts) -> Line {
    let (words, is_amiss) = match facts.address {
        Address::File => ("a file", false),
        Address::Protected => ("an address that nobody on the way can change", false),
        Address::Unprotected => (
            "an address that nothing protects on the way: whoever is between can change the page. Use https, or the file",
            true,
        ),
    };
    Line::good("Opened from", How::Asked, words).amiss(is_amiss, "")
}

fn in_the_page(strangers: &[String]) -> Line {
    let what = "In the page, and not the page’s";
    match strangers {
        [] => Line::good(what, How::Tried, "nothing that can be seen from here"),
        some => Line::good(what, How::Tried, some.join(", ")).amiss(true, ""),
    }
}

/// `0.012 seconds`, `1.4 seconds`.
fn seconds(milliseconds: f64) -> String {
    let seconds = milliseconds.max(0.0) / 1_000.0;
    match seconds {
        long if long >= 1.0 => format!("{long:.1} seconds"),
        short if short >= 0.0005 => format!("{short:.3} seconds"),
        _ => "less than 0.001 seconds".to_owned(),
    }
}

fn speed(facts: &Facts) -> Line {
    let what = "Cleaning (WebAssembly)";
    let cleaned = facts.trial.and_then(|trial| {
        let took = trial.milliseconds?;
        Some((bytes(trial.bytes), took))
    });
    match cleaned {
        Some((size, took)) => Line::good(
            what,
            How::Tried,
            format!(
                "one worker cleaned a CT slice of {size} in {}",
                seconds(took)
            ),
        ),
        None => Line::good(
            what,
            How::Tried,
            "a slice of the sample could not be cleaned: reload the page, or use a current Chrome, Edge or Firefox",
        )
        .amiss(true, ""),
    }
}

fn compiler(facts: &Facts) -> Line {
    let what = "JavaScript and WebAssembly";
    let is_slow = facts.slowness > NOT_COMPILED;
    let slice = facts.trial.and_then(|trial| trial.milliseconds);
    let words = match (is_slow, slice) {
        (false, _) => "compiled",
        (true, Some(took)) if took < SLOW_SLICE => {
            "slow: JavaScript seems to run without its compiler, or without its better one"
        }
        (true, _) => "slow: JavaScript and WebAssembly seem to run without their compiler",
    };
    let policy = "JavaScriptJitAllowedForSites, where DefaultJavaScriptJitSetting forbids it; \
                  JavaScriptOptimizerAllowedForSites, where DefaultJavaScriptOptimizerSetting does";
    Line::good(what, How::Tried, words).amiss(is_slow, policy)
}

fn workers(facts: &Facts) -> Line {
    let words = format!(
        "{} of {} answer; the browser says that there {}",
        thousands(facts.answering),
        thousands(facts.workers),
        match facts.processors {
            1 => "is 1 processor".to_owned(),
            many => format!("are {} processors", thousands(many)),
        }
    );
    Line::good("Workers", How::Tried, words).amiss(facts.answering == 0, "")
}

fn memory(facts: &Facts) -> Line {
    let says = match facts.memory {
        Some(gib) => {
            format!(
                "The browser says that the computer has {gib} GB; how much is free it does not say"
            )
        }
        None => "The browser does not say how much the computer has".to_owned(),
    };
    match facts.kept {
        Some((size, took)) => Line::good(
            "Memory",
            How::Tried,
            format!(
                "{} were kept and read again in {}. {says}",
                bytes(size),
                seconds(took)
            ),
        ),
        None => Line::good(
            "Memory",
            How::Tried,
            format!("the browser could not keep 32 MB: close other tabs and programs. {says}"),
        )
        .amiss(true, ""),
    }
}

fn room(facts: &Facts) -> Line {
    let words = match facts.room {
        Some(room) => format!(
            "the browser lets this page use {}. How much room is on a drive no browser tells",
            bytes(room.max(0.0) as u64)
        ),
        None => "not known: no browser tells how much room is on a drive".to_owned(),
    };
    Line::good("Room", How::Asked, words)
}

/// What came of something that a person tries: words for each case.
fn came(
    what: &'static str,
    came: Came,
    [not_yet, worked, refused]: [&str; 3],
    policy: &'static str,
) -> Line {
    match came {
        Came::NotTried => Line::good(what, How::NotYet, not_yet),
        Came::Worked => Line::good(what, How::Tried, worked),
        Came::Refused => Line::good(what, How::Tried, refused).amiss(true, policy),
    }
}

fn ways_in(facts: &Facts, tried: &Tried) -> Vec<Line> {
    let folder = "Dropping a folder";
    let no_folder = Line::good(
        folder,
        How::Asked,
        "this browser has no way to read it: use “Open a folder”",
    );
    let opening = "Open a folder, open files";
    vec![
        came(
            "Dropping files",
            tried.dropped,
            ["drop a file on this page", "works", "refused"],
            "",
        ),
        match facts.drops_folders {
            false => no_folder.amiss(true, ""),
            true => came(
                folder,
                tried.dropped_folder,
                [
                    "the browser has a way to read it: drop a folder on this page",
                    "works",
                    "refused: use “Open a folder” instead",
                ],
                "FileSystemReadAskForUrls",
            ),
        },
        came(
            opening,
            tried.opened,
            [
                match facts.opens_folders {
                    true => "the browser has a way: press “Open a folder” on Add",
                    false => "files alone, this browser opens no folder: press “Open files” on Add",
                },
                "works",
                "the browser opened nothing: drop files or a zip instead",
            ],
            "AllowFileSelectionDialogs",
        ),
    ]
}

fn ways_out(facts: &Facts, tried: &Tried, zips: Zips) -> Vec<Line> {
    let picked = |what, can: bool, how, words, none: &str| match can {
        true => came(what, how, words, "FileSystemWriteAskForUrls"),
        false => Line::good(what, How::Asked, none),
    };
    let zip = match zips {
        Zips { given: 0, .. } => Line::good(
            "Saving a zip",
            How::NotYet,
            "save the sample study, then drop the zip back on the Save step",
        ),
        Zips { whole: 0, .. } => Line::good(
            "Saving a zip",
            How::NotYet,
            "given to the browser; drop it back on the Save step to see whether it has arrived",
        ),
        Zips { given, whole } => Line::good(
            "Saving a zip",
            How::Tried,
            format!(
                "{} of {} read again and found whole",
                thousands(whole),
                count(given, "zip", "zips")
            ),
        ),
    };
    vec![
        picked(
            "Saving to a folder",
            facts.picks_folder,
            tried.folder,
            [
                "the browser has a way: choose a folder on the Save step",
                "a small file was written, read back and taken away again",
                "refused: download a zip instead",
            ],
            "this browser has no way: download a zip instead",
        ),
        picked(
            "Saving to a file that you choose",
            facts.picks_file,
            tried.file,
            [
                "the browser has a way: choose where on the Save step",
                "works",
                "refused: download a zip instead",
            ],
            "this browser has no way: download a zip instead",
        ),
        zip,
    ]
}

fn films(facts: &Facts) -> Line {
    let words = match facts.trial {
        Some(trial) if trial.films => "MP4",
        _ => "no MP4 can be made here: an animated PNG takes its place",
    };
    Line::good("Films for slides", How::Asked, words)
}

/// The lines as a text.
pub fn text(lines: &[Line], heading: &str) -> String {
    let mut text = format!("{heading}\r\n\r\n");
    for line in lines {
        let mark = if line.is_amiss { "! " } else { "  " };
        text += &format!(
            "{mark}{}: {} ({})\r\n",
            line.what,
            line.came,
            line.how.words()
        );
        if let Some(policy) = line.policy {
            text += &format!("    policy: {policy}\r\n");
        }
    }
    text
}

#[cfg(test)]
mod tests;
