//! Originals that change while they are worked on.

use std::convert::Infallible;

use super::*;

#[test]
fn a_file_that_says_something_else_than_when_it_was_catalogued_is_held() {
    let read = |file: &[u8]| dicom::read(Rc::new(MemorySource::new(file))).unwrap();
    let as_it_was = native(&header(1, 16), &[7; 64]);
    let order = Order {
        catalogued: Some(dicom::fingerprint(&read(&as_it_was))),
        ..Order::default()
    };
    let cleaned = |file: Vec<u8>| {
        let source = Rc::new(MemorySource::new(file));
        let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
        clean(source, &order, &pseudonyms).map(|_| ())
    };
    assert_eq!(cleaned(as_it_was), Ok(()));
    let mut other = header(1, 16);
    other.put_ascii(tags::PATIENT_ID, VR::LO, "RXH123457");
    assert_eq!(cleaned(native(&other, &[7; 64])), Err(HeldReason::Changed));
}

/// A file in which somebody writes whenever the test says so.
struct Written(std::cell::RefCell<Vec<u8>>);

impl Source for Written {
    fn len(&self) -> u64 {
        self.0.borrow().len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        MemorySource::new(self.0.borrow().as_slice()).read_at(offset, buffer)
    }
}

#[test]
fn a_file_that_changes_before_it_is_handed_on_is_not_what_was_read_again() {
    let source = Rc::new(Written(native(&header(1, 16), &[7; 64]).into()));
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
    let cleaned = clean(Rc::clone(&source) as Rc<_>, &Order::default(), &pseudonyms).unwrap();
    let handed_on = || cleaned.for_each_run(|_| Ok::<(), Infallible>(()));
    assert!(handed_on().is_ok());
    *source.0.borrow_mut().last_mut().unwrap() = 9;
    assert!(matches!(handed_on(), Err(WriteOut::Changed)));
}
