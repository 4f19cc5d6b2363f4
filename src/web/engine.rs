//! The engine as the worker calls it: one thin function per question. TEMPORARY stubs until the rooms are merged.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::protocol::PartHead;
use crate::catalogue::{Item, Outcome};
use crate::clean::HeldReason;
use crate::dicom::Source;
use crate::pixels::{FrameRegion, Picture};

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Locator {
    pub archive_entries: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub regions: Vec<FrameRegion>,
    pub looked_at: bool,
}

/// A cleaned file as it leaves the worker.
pub struct Made {
    pub parts: Vec<PartHead>,
    pub buffers: Vec<Vec<u8>>,
    pub size: u64,
    pub crc32: u32,
}

pub fn examine(place: &str, source: Rc<dyn Source>, tell: &mut dyn FnMut(Item, Locator)) {
    let mut head = [0; 6];
    if source.read_at(0, &mut head).is_ok() && &head == b"PANIC!" {
        panic!();
    }
    let outcome = Outcome::NotDicom("a stub".into());
    tell(Item { place: place.into(), size: source.len(), outcome }, Locator::default());
}

pub fn picture(_source: Rc<dyn Source>, _locator: &Locator, _frame: u32) -> Result<Picture, String> {
    Err("a stub".into())
}

pub fn thumbnail(
    _source: Rc<dyn Source>,
    _locator: &Locator,
    _frame: u32,
    _side: u32,
) -> Option<(u32, u32, Vec<u8>)> {
    None
}

pub fn clean(_source: Rc<dyn Source>, _locator: &Locator, _order: &Order) -> Result<Made, HeldReason> {
    Err(HeldReason::EngineStopped)
}

pub fn sample() -> Vec<(String, Vec<u8>)> {
    vec![("sample/one.dcm".into(), b"PANIC!".to_vec()), ("sample/two.dcm".into(), vec![1; 100])]
}

pub trait AddStub {
    fn add(&mut self, item: Item) -> usize;
}
impl AddStub for crate::catalogue::Catalogue {
    fn add(&mut self, item: Item) -> usize {
        self.items.push(item);
        self.items.len() - 1
    }
}

#[derive(Clone)]
pub struct Secret;
pub fn secret() -> Secret {
    Secret
}
pub fn order(_secret: &Secret, regions: Vec<FrameRegion>, looked_at: bool) -> Order {
    Order { regions, looked_at }
}
pub fn layout(_c: &crate::catalogue::Catalogue, instances: &[usize], _s: &Secret) -> Vec<String> {
    instances.iter().map(|i| format!("IM{i}.dcm")).collect()
}
pub fn to_clean(_r: &crate::review::Review, c: &crate::catalogue::Catalogue) -> Vec<usize> {
    (0..c.items.len()).collect()
}
pub fn counts(_r: &crate::review::Review, c: &crate::catalogue::Catalogue) -> crate::catalogue::Counts {
    crate::catalogue::Counts { files_in: c.items.len(), waiting: c.items.len(), ..Default::default() }
}
#[derive(Default)]
pub struct ZipWriter;
impl ZipWriter {
    pub fn new() -> Self {
        Self
    }
    pub fn local_header(&mut self, _name: &str, _crc32: u32, _size: u64) -> Vec<u8> {
        Vec::new()
    }
    pub fn finish(self) -> Vec<u8> {
        vec![0]
    }
}
pub fn last_words(
    _c: &crate::catalogue::Catalogue,
    _r: &crate::review::Review,
    _counts: &crate::catalogue::Counts,
    _held: &[(usize, HeldReason)],
) -> Vec<(&'static str, Vec<u8>)> {
    Vec::new()
}
