//! Cleans one file as the command would: `clean_one IN.dcm OUT.dcm`.
//!
//! The secret is new in every run, so the pseudonyms are too. Whoever runs this says that the picture was looked at: the
//! engine can't know, and holds what nobody has looked at.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::rc::Rc;

use darkroom::clean::{self, Order};
use darkroom::deid::{Preset, Pseudonyms, Secret};
use darkroom::dicom::FileSource;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [from, to] = arguments.as_slice() else {
        return Err("clean_one IN.dcm OUT.dcm".into());
    };
    let source = Rc::new(FileSource::open(Path::new(from))?);
    let order = Order {
        policy: Preset::Teaching.into(),
        looked_at: true,
        ..Order::default()
    };
    let pseudonyms = Pseudonyms::new(&Secret::random()?);
    let cleaned = clean::clean(source, &order, &pseudonyms).map_err(|held| held.what())?;
    let mut file = std::fs::File::create_new(to)?;
    cleaned.for_each_run(|bytes| file.write_all(bytes))?;
    println!("{}, {} bytes", cleaned.case_name(), cleaned.size());
    Ok(())
}
