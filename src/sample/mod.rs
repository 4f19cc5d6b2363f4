//! The sample study: invented patients, made by code, so that a newcomer sees the whole job in a minute.
//!
//! Nothing comes in; out come whole files with their places, as if somebody had dropped them: a two-frame ultrasound
//! with a name in the picture, a CT of 20 slices, a page with its dose, and one broken file. Always the same bytes.
//! No real person, hospital or picture is in here.

mod canvas;
mod ct;
mod dose_report;
#[cfg(not(test))]
mod font;
#[cfg(test)]
pub(crate) mod font;
mod header;
mod noise;
mod ultrasound;

/// All files of the sample, with their places in the drop; under 6 MB.
pub fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = vec![file("US abdomen/IM0001", ultrasound::file())];
    for slice in 0..ct::SLICES {
        let place = format!("CT chest/Axial/IM{:04}", slice + 1);
        files.push(file(&place, ct::file(slice)));
    }
    files.push(file("CT chest/Dose report/IM0001", dose_report::file()));
    files.push(file("CT chest/Axial/IM0021", broken()));
    files
}

/// One slice of its CT, for whoever wants to know how long one takes.
pub fn slice() -> Vec<u8> {
    ct::file(0)
}

fn file(place: &str, bytes: Vec<u8>) -> (String, Vec<u8>) {
    (format!("Sample study/{place}"), bytes)
}

/// What a scratched disc leaves of a file: its beginning, and nonsense after that.
fn broken() -> Vec<u8> {
    const WHOLE: usize = 132;
    let mut bytes = ct::file(0);
    bytes.truncate(4096);
    for (at, byte) in bytes.iter_mut().enumerate().skip(WHOLE) {
        *byte = noise::byte(at as u32);
    }
    bytes
}

#[cfg(test)]
mod tests;
