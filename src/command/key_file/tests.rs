//! Runs that share a key: one after the other, and many at once.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use darkroom::catalogue::Person;
use darkroom::clean::{Links, OriginalPatient};
use darkroom::deid::{Alias, CaseName, PatientKey};

use super::*;

/// As little as scrypt knows: what is tested is not how long a guess takes.
const CHEAP: u8 = 1;

/// A folder of its own for one test, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("darkroom-key-file-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn key(&self) -> PathBuf {
        self.0.join("trust.age")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn open_file(path: &Path) -> KeyFile {
    let passphrase = Passphrase::new("correct horse battery").unwrap();
    KeyFile::load_or_make_with(path, passphrase, CHEAP).unwrap()
}

fn patient(number: usize) -> OriginalPatient {
    OriginalPatient {
        patient_id: format!("RXQ{number:07}"),
        name: format!("Quixotham^Zebedee^{number}"),
        birth_date: format!("{}0304", 1920 + number % 100),
        ..OriginalPatient::default()
    }
}

fn claimant(original: &OriginalPatient) -> Claimant {
    let person = Person {
        sex: None,
        name: original.name.clone(),
        birth_date: original.birth_date.clone(),
    };
    (original.key(), vec![person])
}

fn links(original: OriginalPatient, alias: &Alias) -> Links {
    Links {
        original,
        case: alias.case.clone(),
        new_patient_id: alias.case.as_str().to_owned(),
        days: alias.shift,
        uids: Vec::new(),
    }
}

#[test]
fn a_name_that_another_run_has_claimed_is_given_to_nobody_else() {
    let folder = Folder::new("claimed");
    let (one, other) = (open_file(&folder.key()), open_file(&folder.key()));
    let (first, second) = (patient(1), patient(2));
    let pseudonyms = Pseudonyms::new(&one.secret);
    // By chance both are derived one name: the first was given the second's.
    let taken = pseudonyms.alias(&second.key());
    let mut linked = Linked::default();
    linked.add(&links(first.clone(), &taken));
    one.add(&linked).unwrap();
    let named = other.claim(&[claimant(&second), claimant(&first)]).unwrap();
    assert_eq!(named.aliases[1], taken);
    let second_name = named.aliases[0].case.clone();
    assert_eq!(second_name, pseudonyms.another_case(&second.key(), 1));
    // Stays so, before anything of it has left and after.
    let again = one.claim(&[claimant(&second)]).unwrap();
    assert!(!again.is_news);
    assert_eq!(again.aliases[0].case, second_name);
    let mut linked = Linked::default();
    linked.add(&links(second.clone(), &again.aliases[0]));
    other.add(&linked).unwrap();
    let again = open_file(&folder.key()).claim(&[claimant(&second)]);
    assert_eq!(again.unwrap().aliases[0].case, second_name);
}

#[test]
fn what_other_runs_knew_of_a_patient_is_told_also_before_they_have_ended() {
    let folder = Folder::new("known");
    let (one, other) = (open_file(&folder.key()), open_file(&folder.key()));
    let here = patient(1);
    let there = OriginalPatient {
        name: "Wolverstone^Hester".to_owned(),
        ..here.clone()
    };
    let claimed = one
        .claim(&[claimant(&here), claimant(&patient(2))])
        .unwrap();
    assert!(claimed.known.is_empty() && claimed.is_news);
    let claimed = other.claim(&[claimant(&there)]).unwrap();
    assert!(claimed.known == [(here.key(), claimant(&here).1.remove(0))]);
}

#[test]
fn the_lock_is_waited_for_with_one_word() {
    let folder = Folder::new("lock");
    let key = folder.key();
    let said = AtomicBool::new(false);
    let held = Lock::of(&key).unwrap();
    std::thread::scope(|scope| {
        let waiting =
            scope.spawn(|| Lock::waiting(&key, || said.store(true, Ordering::SeqCst)).map(drop));
        while !said.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        assert!(!waiting.is_finished());
        drop(held);
        waiting.join().unwrap().unwrap();
    });
    // What is free is not waited for.
    Lock::waiting(&key, || panic!()).unwrap();
}

/// Runs that share one key, ten at a time: each claims its patients, some of whom the run before has too, and links
/// them. Returns how long the longest claim and the longest addition took, with their waiting, and how large the key
/// is.
fn many_runs(folder: &Folder, runs: usize, each: usize) -> (Duration, Duration, u64) {
    let shared = each / 20;
    let (next, key) = (AtomicUsize::new(0), folder.key());
    let named: Mutex<HashMap<CaseName, (PatientKey, Alias)>> = Mutex::default();
    let times: Mutex<(Duration, Duration)> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                loop {
                    let run = next.fetch_add(1, Ordering::SeqCst);
                    if run >= runs {
                        return;
                    }
                    let file = open_file(&key);
                    let first = (run * each).saturating_sub(shared);
                    let patients = (first..(run + 1) * each).map(patient);
                    let patients: Vec<OriginalPatient> = patients.collect();
                    let claimants: Vec<Claimant> = patients.iter().map(claimant).collect();
                    let begun = Instant::now();
                    let claimed = file.claim(&claimants).unwrap();
                    let claiming = begun.elapsed();
                    let mut linked = Linked::default();
                    for (patient, alias) in patients.into_iter().zip(&claimed.aliases) {
                        linked.add(&links(patient, alias));
                    }
                    let begun = Instant::now();
                    file.add(&linked).unwrap();
                    let adding = begun.elapsed();
                    for ((patient, _), alias) in claimants.into_iter().zip(claimed.aliases) {
                        let mut named = named.lock().unwrap();
                        let owner = named
                            .entry(alias.case.clone())
                            .or_insert_with(|| (patient.clone(), alias.clone()));
                        assert!(*owner == (patient, alias), "two patients in one case");
                    }
                    let mut times = times.lock().unwrap();
                    *times = (times.0.max(claiming), times.1.max(adding));
                }
            });
        }
    });
    let named = named.into_inner().unwrap();
    assert_eq!(named.len(), runs * each);
    // What the key holds agrees with what was given.
    let file = open_file(&key);
    let key_now = file.read().unwrap();
    assert_eq!(key_now.linked.cases().count(), runs * each);
    for link in key_now.linked.cases() {
        assert!(named[&link.case].0 == link.original.key());
    }
    let (claiming, adding) = times.into_inner().unwrap();
    (claiming, adding, std::fs::metadata(key).unwrap().len())
}

#[test]
fn of_twenty_runs_at_a_time_no_two_patients_are_one_case() {
    many_runs(&Folder::new("twenty"), 20, 100);
}

#[test]
#[ignore = "takes minutes: cargo test --release --bin darkroom a_million_patients -- --ignored --nocapture"]
fn of_a_million_patients_in_a_hundred_runs_no_two_are_one_case() {
    let begun = Instant::now();
    let folder = Folder::new("million");
    let (claiming, adding, size) = many_runs(&folder, 100, 10_000);
    let file = open_file(&folder.key());
    let (alone, newcomer) = (Instant::now(), patient(usize::MAX));
    let claimed = file.claim(&[claimant(&newcomer)]).unwrap();
    let claimed_alone = alone.elapsed();
    let mut linked = Linked::default();
    linked.add(&links(newcomer, &claimed.aliases[0]));
    let alone = Instant::now();
    file.add(&linked).unwrap();
    println!(
        "one patient more: claimed in {claimed_alone:?}, added in {:?}",
        alone.elapsed()
    );
    println!(
        "{:?} in all; longest wait to claim {claiming:?}, to add {adding:?}, the lock's queue included; key of {size} bytes",
        begun.elapsed()
    );
}
