//! What stands in the way, by a fault of the browser: its few names are told apart by what else can be done there.

use super::folder::{Folder, Missed, Wrong, try_out};
use crate::browser::folder::{Fault, may_write};
use crate::browser::js;
use crate::browser::sink::Piece;
use crate::state::folders::Trouble;

/// Letters of a path below the folder from which a system may find it too long: Windows takes 260 with all of the folders
/// above.
const LONG: usize = 60;

/// Why a file did not come to be in a folder.
pub async fn of(folder: &Folder, wrong: Wrong, path: &str, pieces: &[Piece]) -> Missed {
    let fault = match wrong {
        Wrong::Elsewhere => return Missed::Trouble(Trouble::Gone),
        Wrong::Taken => return Missed::Trouble(Trouble::Busy),
        Wrong::Occupied => return Missed::Trouble(Trouble::Occupied),
        Wrong::Different => return Missed::Trouble(Trouble::Different),
        Wrong::Unhashed => return Missed::Trouble(Trouble::Other),
        // Nor does it answer what else it is asked.
        Wrong::Fault(Fault::Silent) => return Missed::Trouble(Trouble::Silent),
        Wrong::Fault(fault) => fault,
    };
    if !may_write(folder.root()).await {
        return Missed::Trouble(Trouble::Withdrawn);
    }
    if let Err(wrong) = folder.is_here().await {
        let trouble = match wrong {
            Wrong::Fault(Fault::NotAllowed) => Trouble::Withdrawn,
            Wrong::Fault(Fault::Silent) => Trouble::Silent,
            Wrong::Taken => Trouble::Busy,
            _ => Trouble::Gone,
        };
        return Missed::Trouble(trouble);
    }
    if fault == Fault::Full {
        return Missed::Trouble(Trouble::Full);
    }
    match try_out(folder.root()).await {
        Err(fault) => Missed::Trouble(of_folder(fault)),
        Ok(()) if !are_readable(pieces).await => Missed::Original,
        Ok(()) => Missed::Trouble(of_file(fault, path)),
    }
}

/// Of a folder in which nothing can be written.
pub fn of_folder(fault: Fault) -> Trouble {
    match fault {
        Fault::Full => Trouble::Full,
        Fault::NotFound | Fault::NotReadable => Trouble::Gone,
        Fault::NotModifiable => Trouble::ReadOnly,
        Fault::NotAllowed => Trouble::Withdrawn,
        Fault::Silent => Trouble::Silent,
        Fault::OtherKind | Fault::Other => Trouble::Other,
    }
}

/// Of one file, while others can be written.
fn of_file(fault: Fault, path: &str) -> Trouble {
    match fault {
        Fault::Full => Trouble::Full,
        Fault::NotAllowed => Trouble::Withdrawn,
        Fault::NotModifiable => Trouble::InUse,
        Fault::OtherKind => Trouble::Occupied,
        Fault::Silent => Trouble::Silent,
        // What Windows says of a path that is too long, and what Linux says.
        Fault::NotFound | Fault::Other if path.len() > LONG => Trouble::TooLong,
        Fault::NotFound | Fault::NotReadable | Fault::Other => Trouble::Other,
    }
}

async fn are_readable(pieces: &[Piece]) -> bool {
    for piece in pieces {
        if let Piece::Original(blob) | Piece::Spooled(blob) = piece
            && !js::readable(blob).await
        {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_one_file_is_told_from_one_of_the_folder() {
        let path = "CASE-7K2MQ9XT/Study-20231104-K7Q2MA/CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm";
        for (fault, folder, file) in [
            (Fault::Full, Trouble::Full, Trouble::Full),
            (Fault::NotModifiable, Trouble::ReadOnly, Trouble::InUse),
            (Fault::NotFound, Trouble::Gone, Trouble::TooLong),
            (Fault::Other, Trouble::Other, Trouble::TooLong),
            (Fault::NotAllowed, Trouble::Withdrawn, Trouble::Withdrawn),
            (Fault::Silent, Trouble::Silent, Trouble::Silent),
            (Fault::OtherKind, Trouble::Other, Trouble::Occupied),
        ] {
            assert_eq!((of_folder(fault), of_file(fault, path)), (folder, file));
        }
        assert_eq!(of_file(Fault::Other, "README-K7Q2MA.txt"), Trouble::Other);
    }
}
