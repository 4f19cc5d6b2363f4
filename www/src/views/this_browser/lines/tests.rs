use super::*;
use crate::protocol::Trial;

fn facts() -> Facts {
    Facts {
        address: Address::File,
        browser: "A browser".to_owned(),
        processors: 4,
        workers: 4,
        answering: 4,
        trial: Some(Trial {
            bytes: 132_000,
            milliseconds: Some(12.0),
            films: true,
        }),
        slowness: 0.5,
        kept: Some((32_000_000, 80.0)),
        memory: Some(8.0),
        room: None,
        drops_folders: true,
        opens_folders: true,
        picks_folder: true,
        picks_file: true,
    }
}

fn said(facts: &Facts, tried: &Tried, zips: Zips, what: &str) -> Line {
    let all = lines(facts, tried, zips, &[]);
    all.into_iter().find(|line| line.what == what).unwrap()
}

#[test]
fn in_a_browser_that_allows_all_nothing_is_amiss() {
    let all = lines(&facts(), &Tried::default(), Zips::default(), &[]);
    assert!(
        all.iter()
            .all(|line| !line.is_amiss && line.policy.is_none())
    );
    let whats: std::collections::HashSet<_> = all.iter().map(|line| line.what).collect();
    assert_eq!(whats.len(), all.len());
}

#[test]
fn what_only_a_person_can_try_is_not_known_until_they_did() {
    let of = |tried, zips| {
        let all = lines(&facts(), &tried, zips, &[]);
        all.iter().filter(|line| line.how == How::NotYet).count()
    };
    assert_eq!(of(Tried::default(), Zips::default()), 6);
    let all = Tried {
        dropped: Came::Worked,
        dropped_folder: Came::Refused,
        opened: Came::Worked,
        folder: Came::Worked,
        file: Came::Refused,
    };
    // Of a zip that was given to the browser nobody knows yet whether it has arrived.
    assert_eq!(of(all, Zips { given: 1, whole: 0 }), 1);
    assert_eq!(of(all, Zips { given: 2, whole: 1 }), 0);
}

#[test]
fn what_is_refused_is_said_with_its_policy_and_the_way_that_works() {
    let refused = Tried {
        dropped_folder: Came::Refused,
        folder: Came::Refused,
        ..Tried::default()
    };
    let folder = said(&facts(), &refused, Zips::default(), "Dropping a folder");
    assert_eq!(folder.policy, Some("FileSystemReadAskForUrls"));
    assert!(folder.is_amiss && folder.came.contains("“Open a folder”"));
    let write = said(&facts(), &refused, Zips::default(), "Saving to a folder");
    assert_eq!(write.policy, Some("FileSystemWriteAskForUrls"));
    assert!(write.came.contains("zip"));
}

#[test]
fn a_compiler_that_is_off_is_told_by_both_speeds() {
    let of = |slowness, milliseconds| {
        let slow = Facts {
            slowness,
            trial: Some(Trial {
                bytes: 132_000,
                milliseconds: Some(milliseconds),
                films: false,
            }),
            ..facts()
        };
        said(
            &slow,
            &Tried::default(),
            Zips::default(),
            "JavaScript and WebAssembly",
        )
    };
    // A slow computer is no browser without a compiler.
    assert!(!of(2.0, 400.0).is_amiss);
    assert!(of(60.0, 12.0).came.contains("JavaScript seems"));
    let both = of(60.0, 900.0);
    assert!(both.came.contains("JavaScript and WebAssembly seem"));
    assert!(both.policy.unwrap().contains("DefaultJavaScriptJitSetting"));
}

#[test]
fn what_did_not_work_is_said_and_not_guessed() {
    let broken = Facts {
        trial: None,
        kept: None,
        memory: None,
        answering: 0,
        ..facts()
    };
    let all = lines(
        &broken,
        &Tried::default(),
        Zips::default(),
        &["iframe".to_owned()],
    );
    let amiss: Vec<_> = all.iter().filter(|line| line.is_amiss).collect();
    assert_eq!(amiss.len(), 4);
    let text = text(&all, "This browser");
    assert!(text.contains("! Memory: the browser could not keep 32 MB"));
    assert!(text.contains("does not say how much the computer has"));
}

#[test]
fn short_times_are_said_in_thousandths() {
    assert_eq!(seconds(12.4), "0.012 seconds");
    assert_eq!(seconds(1_430.0), "1.4 seconds");
    assert_eq!(seconds(0.2), "less than 0.001 seconds");
}
