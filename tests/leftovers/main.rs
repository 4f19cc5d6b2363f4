//! What `verify` finds of a person in a cleaned file: leftovers of every kind, form and place, one at a time, and none
//! where there are none.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod packed;
mod planted;
mod somebody;

use packed::samples_of;
use planted::leftovers;
use somebody::{EMILIENNE, OTHERS, SAMPLES, TORVALD, file};

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use darkroom::dicom::{
    DataSet, DataSetExt, Instance, MemorySource, Part, PixelsOut, TransferSyntax, assemble, read,
    write,
};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

/// Of all leftovers these many in a thousand are found, or more.
const FEWEST_PER_MILLE: usize = 980;

/// Where a leftover is.
#[derive(Debug, Clone, Copy)]
enum Place {
    Attribute(Tag, VR),
    /// In an item of an item.
    Nested(Tag, VR),
    Private,
    /// The file's own name; folders before a slash.
    Name,
    Preamble,
    Meta,
    AfterTheEnd,
    /// After the samples, in the pixel element.
    Padding,
    /// One letter in the low byte of each sample.
    Samples,
    Overlay,
}

const COMMENTS: Place = Place::Attribute(Tag(0x0020, 0x4000), VR::LT);
const DESCRIPTION: Place = Place::Attribute(Tag(0x0008, 0x103E), VR::LO);
const PROTOCOL: Place = Place::Attribute(Tag(0x0018, 0x1030), VR::LO);
const MODEL: Place = Place::Attribute(Tag(0x0008, 0x1090), VR::LO);
const KERNEL: Place = Place::Attribute(Tag(0x0018, 0x1210), VR::SH);
const LUT: Place = Place::Attribute(Tag(0x0028, 0x2000), VR::OB);
const UNKNOWN: Place = Place::Attribute(Tag(0x0018, 0x9004), VR::UN);

struct Leftover {
    label: &'static str,
    said: Vec<u8>,
    place: Place,
}

impl Leftover {
    /// The cleaned file with it, and the file's name.
    fn planted(&self, cleaned: &[u8]) -> (String, Vec<u8>) {
        let instance = read(Rc::new(MemorySource::new(cleaned.to_vec()))).unwrap();
        let mut header = instance.data_set.clone();
        let mut samples = samples_of(&instance);
        // Letters that are not ASCII are read in UTF-8.
        if !self.said.is_ascii() {
            header.put_ascii(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
        }
        let mut name = "IM0001.dcm".to_owned();
        let mut said = self.said.clone();
        if said.len() % 2 == 1 && !matches!(self.place, Place::Name) {
            said.push(b' ');
        }
        match self.place {
            Place::Attribute(tag, vr) => header.put_raw(tag, vr, said.clone()),
            Place::Nested(tag, vr) => {
                let mut inner = DataSet::new_empty();
                inner.put_raw(tag, vr, said.clone());
                let mut outer = DataSet::new_empty();
                outer.put_items(tags::CONTENT_SEQUENCE, vec![inner]);
                header.put_items(tags::ACQUISITION_CONTEXT_SEQUENCE, vec![outer]);
            }
            Place::Private => {
                header.put_ascii(Tag(0x0029, 0x0010), VR::LO, "BENCHMED");
                header.put_raw(Tag(0x0029, 0x1001), VR::LO, said.clone());
            }
            Place::Name => name = format!("{}.dcm", String::from_utf8(said.clone()).unwrap()),
            Place::Padding => samples.extend_from_slice(&said),
            Place::Samples => {
                for (at, letter) in said.iter().enumerate() {
                    samples[1000 + 2 * at] = *letter;
                }
            }
            Place::Overlay => {
                let mut drawn = said.clone();
                drawn.resize(64 * 64 / 8, 0);
                header.put_raw(Tag(0x6000, 0x0010), VR::US, 64_u16.to_le_bytes());
                header.put_raw(Tag(0x6000, 0x0011), VR::US, 64_u16.to_le_bytes());
                header.put_raw(Tag(0x6000, 0x3000), VR::OW, drawn);
            }
            Place::Preamble | Place::Meta | Place::AfterTheEnd => {}
        }
        let mut bytes = file(&header, samples);
        match self.place {
            Place::Preamble => bytes[20..20 + said.len()].copy_from_slice(&said),
            Place::Meta => {
                let length = u32::from_le_bytes(bytes[140..144].try_into().unwrap()) as usize;
                let mut more = b"\x02\0\x16\0AE".to_vec();
                more.extend((said.len() as u16).to_le_bytes());
                more.extend(&said);
                bytes[140..144].copy_from_slice(&((length + more.len()) as u32).to_le_bytes());
                bytes.splice(144 + length..144 + length, more);
            }
            Place::AfterTheEnd => bytes.extend_from_slice(&said),
            _ => {}
        }
        (name, bytes)
    }
}

/// A folder of its own, gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("darkroom-leftovers-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn put(&self, place: &str, bytes: &[u8]) {
        let path = self.0.join(place);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The kinds of what was found in a folder; not those of files that are missing or were not delivered.
fn found(folder: &Path, originals: &Path, report: &Path) -> Vec<String> {
    let ended = Command::new(env!("CARGO_BIN_EXE_darkroom"))
        .arg("verify")
        .arg(folder)
        .arg("--against")
        .arg(originals)
        .arg("--report")
        .arg(report)
        .output()
        .unwrap();
    let told = std::fs::read(report).unwrap_or_else(|_| panic!("{ended:?}"));
    std::fs::remove_file(report).unwrap();
    let mut kinds = Vec::new();
    gather_kinds(&serde_json::from_slice(&told).unwrap(), &mut kinds);
    kinds
}

fn gather_kinds(told: &serde_json::Value, kinds: &mut Vec<String>) {
    const OF_PEOPLE: [&str; 13] = [
        "private-attribute",
        "overlay",
        "wrong-case",
        "person-name",
        "whole-name",
        "name-word",
        "place",
        "original-uid",
        "original-date",
        "birth-date",
        "identifier",
        "pattern",
        "stray-bytes",
    ];
    match told {
        serde_json::Value::Object(fields) => {
            let is_weak = fields.get("rank").is_some_and(|rank| rank == "weak");
            let kind = fields.get("kind").and_then(serde_json::Value::as_str);
            kinds.extend(
                kind.filter(|kind| !is_weak && OF_PEOPLE.contains(kind))
                    .map(str::to_owned),
            );
            fields.values().for_each(|told| gather_kinds(told, kinds));
        }
        serde_json::Value::Array(all) => all.iter().for_each(|told| gather_kinds(told, kinds)),
        _ => {}
    }
}

/// Two people's images, and what is left of them when they are clean.
fn cleaned(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    for somebody in [EMILIENNE, TORVALD].iter().chain(&OTHERS) {
        for instance in 1..=2 {
            folder.put(
                &format!("in/{}/{instance}", somebody.number),
                &somebody.image(instance),
            );
        }
    }
    let ended = Command::new(env!("CARGO_BIN_EXE_darkroom"))
        .arg("clean")
        .args([folder.0.join("in"), folder.0.join("out")])
        .arg("--assume-reviewed")
        .output()
        .unwrap();
    assert!(ended.status.success(), "{ended:?}");
    let mut waiting = vec![folder.0.join("out")];
    let mut images = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                std::fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension().is_some_and(|ending| ending == "dcm") {
            let place = path.strip_prefix(folder.0.join("out")).unwrap();
            images.push((
                place.to_str().unwrap().to_owned(),
                std::fs::read(&path).unwrap(),
            ));
        }
    }
    images.sort();
    images
}

#[test]
fn leftovers_of_every_kind_are_found_and_nothing_where_there_are_none() {
    let folder = Folder::new("all");
    let images = cleaned(&folder);
    assert_eq!(images.len(), 12);
    let originals = folder.0.join("in");
    let none = found(
        &folder.0.join("out"),
        &originals,
        &folder.0.join("none.json"),
    );
    assert_eq!(none, Vec::<String>::new());
    // The first person's: the one whose samples are theirs.
    let first = EMILIENNE.image(1);
    let samples = &first[first.len() - 2 * SAMPLES..];
    let (_, image) = images
        .iter()
        .find(|(_, image)| image.ends_with(samples))
        .unwrap();
    let all = leftovers();
    assert!(all.len() >= 96, "{}", all.len());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let missed = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(leftover) = all.get(number) else {
                        break;
                    };
                    let (name, bytes) = leftover.planted(image);
                    folder.put(&format!("planted{number}/{name}"), &bytes);
                    let planted = folder.0.join(format!("planted{number}"));
                    let report = folder.0.join(format!("{number}.json"));
                    if found(&planted, &originals, &report).is_empty() {
                        missed.lock().unwrap().push(leftover.label);
                    }
                }
            });
        }
    });
    let missed = missed.into_inner().unwrap();
    let count = all.len() - missed.len();
    println!("{count} of {} leftovers found, not {missed:?}", all.len());
    assert!(count * 1000 >= all.len() * FEWEST_PER_MILLE, "{missed:?}");
}
