//! Birth dates that are looked for.

use std::collections::HashSet;

use crate::verify::days::{self, Day};

/// Birth dates.
#[derive(Default)]
pub struct Born {
    pub(super) days: HashSet<Day>,
    /// Years and months, if these tell.
    pub(super) months: HashSet<(u16, u8)>,
    /// Whether six digits tell.
    pub(super) is_few: bool,
}

/// Of more people some six digits are always somebody's birth date.
pub(super) const FEW_PEOPLE: usize = 60;

impl Born {
    /// Whether a DA or DT value begins with one.
    pub fn has(&self, value: &[u8]) -> bool {
        days::of_value(value).is_some_and(|date| self.days.contains(&date))
    }

    /// Whether a text in lower case names one, in any form.
    pub fn is_in(&self, text: &[u8]) -> bool {
        let is_asked = |day| self.days.contains(&day);
        !self.days.is_empty()
            && (days::finds(text, is_asked)
                || (self.is_few && days::finds_six_digits(text, is_asked))
                || days::finds_month(text, |year, month| self.months.contains(&(year, month))))
    }
}
