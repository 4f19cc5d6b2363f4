//! The words that are written as one, and the names that are made of such words.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::standard::rows::lines;

/// `data/glued.txt`
pub(super) struct Data {
    /// Words of three letters or more.
    pub words: HashSet<&'static str>,
    /// Of two letters, which begin a token.
    pub first: HashSet<&'static str>,
    /// Of two letters, which end one.
    pub last: HashSet<&'static str>,
    /// What is somebody's name, though it is made of such words.
    pub names: HashSet<&'static str>,
    /// What is somebody's name, though it is made of such words with the `t` of `T1` or the `b` of a weight behind it.
    pub cut: Vec<&'static str>,
    /// What is somebody's name, and stands among such words across where one ends.
    pub inside: HashSet<&'static str>,
}

impl Data {
    pub fn is_part(&self, word: &str) -> bool {
        self.words.contains(word) || self.first.contains(word) || self.last.contains(word)
    }
}

pub(super) fn data() -> &'static Data {
    static DATA: OnceLock<Data> = OnceLock::new();
    DATA.get_or_init(|| {
        let of = |kind: &'static str| {
            lines(include_str!("../../data/glued.txt"))
                .filter_map(move |line| line.strip_prefix(kind)?.strip_prefix(' '))
                .flat_map(|line| line.split(' '))
        };
        Data {
            words: of("word").collect(),
            first: of("first").collect(),
            last: of("last").collect(),
            names: of("name").collect(),
            cut: of("cut").collect(),
            inside: of("inside").collect(),
        }
    })
}
