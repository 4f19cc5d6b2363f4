//! Whether one patient ID stands for several people: told by names, birth dates and sexes that cannot be one person's.
//!
//! In come the identities under one ID, out come the people that they make. A changed surname, case, padding, a slip in
//! one date or a missing value make nobody else; two of the three together do, and so do other given names, names that
//! share no word where the birth date does not say that it is one person, and birth dates that are further apart than a
//! slip.

use std::fmt;

use super::identity::Identity;

/// More people than this under one ID are as many as can be told apart here.
const MOST: usize = 16;

/// One of the people whom a patient ID stands for, as written. Patient data: hidden when printed.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Person {
    /// Components parted by `^`.
    pub name: String,
    /// YYYYMMDD as written.
    pub birth_date: String,
    /// `M` or `F`.
    pub sex: Option<char>,
}

/// The people whom these identities make, each by the first in order; one, or nobody, where all can be one person.
pub fn people<'a>(identities: impl Iterator<Item = &'a Identity>) -> Vec<Person> {
    let mut in_order: Vec<&Identity> = identities.collect();
    in_order.sort_unstable();
    in_order.dedup();
    let mut groups: Vec<Vec<&Identity>> = Vec::new();
    for identity in in_order {
        let is_same = |group: &Vec<&Identity>| !group.iter().any(|known| are_two(known, identity));
        let same = groups.iter().position(is_same);
        let many = groups.len() >= MOST;
        match same.and_then(|at| groups.get_mut(at)) {
            Some(group) if group.len() < MOST => group.push(identity),
            // What is one more spelling of a person tells nobody else apart.
            Some(_) => {}
            None if many => break,
            None => groups.push(vec![identity]),
        }
    }
    groups.iter().map(|group| Person::of(group)).collect()
}

/// Whether these people under one ID make more than those who are known under it, or than one.
pub fn are_more_people<'a>(
    found: &'a [Person],
    known: impl IntoIterator<Item = &'a Person>,
) -> bool {
    let known: Vec<Identity> = known.into_iter().map(Identity::of_person).collect();
    let found: Vec<Identity> = found.iter().map(Identity::of_person).collect();
    let all = people(found.iter().chain(&known));
    all.len() > people(known.iter()).len().max(1)
}

/// Whether two identities cannot be one person's.
fn are_two(one: &Identity, other: &Identity) -> bool {
    let (births, sexes) = (one.birth().zip(other.birth()), one.sex().zip(other.sex()));
    let other_birth = births.is_some_and(|(one, other)| one != other);
    let other_sex = sexes.is_some_and(|(one, other)| one != other);
    let (name, others_name) = (one.name(), other.name());
    let other_name = name.can_be_compared(&others_name) && !name.agrees(&others_name);
    let same_birth = births.is_some() && !other_birth;
    let no_slip = births.is_some_and(|(one, other)| !is_slip(one, other));
    other_birth && (other_name || other_sex || no_slip)
        || other_name && (other_sex || name.has_other_given(&others_name))
        || name.has_nothing_of(&others_name) && !same_birth
}

/// Whether two dates of eight digits can be one, written wrongly once: a digit or two, or day and month the other way
/// round.
fn is_slip(one: &str, other: &str) -> bool {
    const SLIPS: usize = 2;
    let differ = one.bytes().zip(other.bytes());
    let differ = differ.filter(|(one, other)| one != other).count();
    let turned = |date: &str| {
        let (year, month, day) = (date.get(..4)?, date.get(4..6)?, date.get(6..8)?);
        Some([year, day, month].concat())
    };
    differ <= SLIPS || turned(one).as_deref() == Some(other)
}

impl Person {
    /// The fullest name and the first birth date.
    fn of(group: &[&Identity]) -> Self {
        let fullest = group.iter().max_by_key(|it| it.name().fullness());
        let born = group.iter().find(|it| it.birth().is_some());
        Self {
            name: fullest.map_or_else(String::new, |it| it.written.name.clone()),
            birth_date: born.map_or_else(String::new, |it| it.written.birth_date.clone()),
            sex: group.iter().find_map(|it| it.sex()),
        }
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Person(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::summary;
    use super::*;

    fn people_of(says: &[(&str, &str, &str)]) -> usize {
        let identities: Vec<Identity> = says
            .iter()
            .map(|(name, born, sex)| {
                let mut summary = summary("CT");
                summary.patient_name = (*name).to_owned();
                summary.patient_birth_date = (*born).to_owned();
                summary.patient_sex = (*sex).to_owned();
                Identity::of(&summary)
            })
            .collect();
        let found = people(identities.iter()).len();
        assert_eq!(people(identities.iter().rev()).len(), found);
        found
    }

    #[test]
    fn two_people_under_one_id_are_told_apart() {
        for says in [
            [
                ("DOE^JANE", "19500304", "F"),
                ("OKONKWO^ADA", "19710112", "F"),
            ],
            [("DOE^JANE", "19500304", "F"), ("DOE^JOHN", "19520304", "M")],
            [("DOE^JANE", "19500304", ""), ("DOE^JOHN", "19520304", "")],
            [("DOE^J", "19500304", "F"), ("DOE^J", "19520304", "M")],
            [("", "19500304", "F"), ("", "19520304", "M")],
            // Two of one name, and two of none.
            [
                ("SMITH^JOHN", "19500304", ""),
                ("SMITH^JOHN", "19831127", ""),
            ],
            [("", "19500304", ""), ("", "19831127", "")],
            [("DOE^JANE", "", ""), ("OKONKWO^ADA", "", "")],
            [
                ("DOE^JANE", "19500304", "F"),
                ("OKONKWO^PETER", "19500304", "M"),
            ],
            // Of one birth date, or none; the sexes tell names apart that one letter does not; and twins.
            [("DOE^JANE", "19500304", "F"), ("DOE^JOHN", "19500304", "M")],
            [("DOE^JANE", "", ""), ("DOE^JOHN", "", "")],
            [("DOE^JOAN", "19500304", "F"), ("DOE^JOHN", "19500304", "M")],
            [("DOE JANE", "19500304", "F"), ("DOE JOHN", "19500304", "M")],
            [
                ("DOE^ANNA", "19500304", "F"),
                ("DOE^BERTA", "19500304", "F"),
            ],
        ] {
            assert_eq!(people_of(&says), 2, "{says:?}");
        }
    }

    #[test]
    fn one_person_written_in_several_ways_is_one() {
        for says in [
            // A changed surname, and case and padding.
            [
                ("DOE^JANE", "19500304", "F"),
                ("Smith^Jane ", "19500304", "F"),
            ],
            [
                ("DOE^JANE", "19500304", "F"),
                ("SMITH^JANE", "1950-03-04", "female"),
            ],
            // A slip in the birth date, or in the sex.
            [("DOE^JANE", "19500304", "F"), ("DOE^JANE", "19500403", "F")],
            [("DOE^JANE", "19501123", ""), ("DOE^JANE", "19502311", "")],
            [("DOE^JANE", "19500304", "F"), ("DOE^JANE", "19590314", "F")],
            [("DOE^JANE", "19500304", "F"), ("DOE^JANE", "19500304", "M")],
            // What is not said.
            [("DOE^JANE", "19500304", "F"), ("", "", "")],
            [
                ("DOE^JANE", "19500304", "F"),
                ("SMITH^JANE", "19000101", "O"),
            ],
            [("Yamada^Tarou", "19500304", "M"), ("山田^太郎", "", "M")],
        ] {
            assert_eq!(people_of(&says), 1, "{says:?}");
        }
    }

    #[test]
    fn a_value_that_is_missing_once_does_not_make_two_people_one() {
        let says = [
            ("", "", ""),
            ("DOE^JANE", "19500304", "F"),
            ("OKONKWO^ADA", "19710112", "F"),
        ];
        assert_eq!(people_of(&says), 2);
    }
}
