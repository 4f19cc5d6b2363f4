//! The plan: what happens to every attribute of one header, and why, as data.
//!
//! | file | job |
//! |---|---|
//! | `planner` | makes the plan |
//! | [`planned`] | the plan itself |
//! | `action` | how compound action codes come out by attribute type |
//! | `options` | what the options keep or clean |
//! | `no_row` | attributes that the table does not name |
//! | `private` | private attributes that the standard lists as safe |
//! | `segments` | labels of segments that say nothing have numbers
//! | `struck` | what a person struck out goes |
//! | [`leaving`] | the texts that leave, and what was cut out of them |
//! | `subject_age` | ages over 89 in reports |
//! | `kept_form` | the form of what is to stay |
//! | [`comparison`](mod@comparison) | before and after, side by side, for a person to read |

pub(crate) mod action;
pub mod comparison;
mod kept_form;
pub mod leaving;
pub(crate) mod no_row;
mod options;
pub(crate) mod planned;
mod planner;
pub(crate) mod private;
mod segments;
mod struck;
mod subject_age;

pub use comparison::comparison;
pub use planned::Why;
#[cfg(test)]
pub(crate) use planned::{Plan, PlannedAction};
#[cfg(test)]
pub(crate) use planner::plan;
pub(crate) use planner::plan_of;
