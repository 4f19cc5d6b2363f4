//! Everything a person sees. In come the signals of [`Session`], out go calls of its methods.
//!
//! Views are made with builder functions, not with the `view!` macro: the macro turns markup without dynamic parts into
//! `innerHTML`, which the page's Trusted Types rule forbids. Nothing here writes a `style` attribute either; sizes and
//! places that change are set as properties. All text about patients reaches the page as text nodes only.
//!
//! | file | what is seen |
//! |---|---|
//! | [`shell`], [`foot`], [`help`], [`guide`], [`news`], [`theme`] | the frame: steps, counts and the next action, what can be checked, the guide |
//! | [`add`], [`lists`], [`lines`], [`locked`], [`open_key`] | Add: drops, and where every file went |
//! | [`case_list`] | the list for the PACS manager, and what of it came |
//! | [`check`] | a second look at what was delivered |
//! | [`this_browser`] | what this browser allows |
//! | [`look`], [`tree`], [`contact_sheet`], [`viewer`], [`panel`] | Look: the series, their pictures, what is painted |
//! | [`slides`] | pictures that are marked for slides |
//! | [`rules`] | Rules |
//! | [`save`], [`certificate`] | Save: the run, and what came of it |
//! | [`focus`] | where the focus goes when what had it goes |
//! | [`found`] | what was found of burned-in text, in words |
//! | [`icons`], [`thumb`], [`in_view`] | small things that many use |

mod add;
mod case_list;
mod certificate;
mod check;
mod contact_sheet;
mod focus;
mod foot;
mod found;
mod guide;
mod help;
mod icons;
mod in_view;
mod lines;
mod lists;
mod locked;
mod look;
mod news;
mod open_key;
mod panel;
mod people;
mod rules;
mod save;
mod shell;
mod slides;
mod theme;
mod this_browser;
mod thumb;
mod tree;
mod viewer;

use crate::state::Session;
use crate::state::ui::Ui;

/// Mounts the page.
pub fn mount(session: Session) {
    leptos::mount::mount_to_body(move || shell::shell(Ui::new(session)));
}
