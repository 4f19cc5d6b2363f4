//! Single values: what they must look like, and what becomes of them.
//!
//! | file | job |
//! |---|---|
//! | `forms` | whether a value has its VR's form |
//! | `code_strings` | code strings, by the values that the standard gives them |
//! | `dummy` | values for attributes that must not be empty |
//! | `times` | dates and times under a policy |
//! | `icc` | colour profiles without their words |

pub(crate) mod code_strings;
pub(crate) mod dummy;
pub(crate) mod forms;
pub(crate) mod icc;
pub(crate) mod times;
