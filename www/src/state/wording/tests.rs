//! Lines, what is shown of them, and decisions taken back.

use super::*;
use darkroom::deid::leaving::TextKind;

fn text(before: &str, after: &str) -> LeavingText {
    LeavingText {
        kind: TextKind::Typed,
        attribute: "StudyDescription".into(),
        before: before.into(),
        after: after.into(),
    }
}

fn words_of(texts: &[(&str, &str)]) -> Words {
    let mut gathering = Gathering::default();
    for (at, (before, after)) in texts.iter().enumerate() {
        gathering.add(text(before, after), (0, at), (0, 1 << at));
    }
    let mut words = Words::default();
    words.take(gathering, false);
    words
}

#[test]
fn what_is_struck_or_looked_at_is_not_new() {
    let mut words = words_of(&[("knee", "knee"), ("hip Foo", "hip"), ("Foo", "")]);
    let catalogue = Catalogue::default();
    let unseen = |words: &Words, wordings: &Wordings| words.unseen(&catalogue, wordings);
    let (mut wording, mut wordings) = (Wording::default(), Wordings::default());
    assert_eq!(unseen(&words, &wordings), 2);
    wording.strike_text("knee", true);
    wordings.set(None, wording);
    assert_eq!(unseen(&words, &wordings), 1);
    assert!(words.is_new_to_all());
    words.look(("hip Foo".into(), "hip".into()));
    assert_eq!(words.unseen(&Catalogue::default(), &Wordings::default()), 1);
    words.look(("knee".into(), "knee".into()));
    assert_eq!(words.unseen(&Catalogue::default(), &Wordings::default()), 0);
}

#[test]
fn lines_keep_their_places_when_a_word_comes_back() {
    let mut words = words_of(&[("a Foo", "a"), ("b Bar", "b")]);
    let first = words.lines[0].clone();
    words.correct(&first.key(), "a Foo");
    assert_eq!(words.lines[0].text.after, "a Foo");
    let mut again = Gathering::default();
    again.add(text("a Foo", "a Foo"), (0, 0), (0, 1));
    again.add(text("b Bar", "b"), (0, 1), (0, 2));
    words.take(again, true);
    assert_eq!(words.lines[0].text.before, "a Foo");
    assert_eq!(words.unseen(&Catalogue::default(), &Wordings::default()), 1);
}

#[test]
fn a_text_of_several_attributes_is_one_line_and_each_image_counts_once() {
    let mut gathering = Gathering::default();
    gathering.add(text("knee", "knee"), (0, 7), (0, 0b11));
    let mut other = text("knee", "knee");
    other.attribute = "ProtocolName".into();
    gathering.add(other, (0, 7), (0, 0b10));
    gathering.add(text("knee", "knee"), (1, 9), (1, 0b1));
    let lines = gathering.lines();
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].images, lines[0].attributes.len()), (3, 2));
    assert_eq!(lines[0].cases, [(0, 7, 2), (1, 9, 1)]);
}

#[test]
fn words_that_were_brought_back_stand_by_themselves() {
    let mut wording = Wording::default();
    wording.bring_back("knee Foo, left Bar", "Foo", true);
    let shown = shown(&text("knee Foo, left Bar", "knee Foo, left"), &wording);
    assert_eq!(
        shown,
        [
            Shown::Word("knee".into()),
            Shown::Kept(" ".into()),
            Shown::Back("Foo".into()),
            Shown::Kept(", ".into()),
            Shown::Word("left".into()),
            Shown::Gone(" ".into()),
            Shown::Cut("Bar".into()),
        ]
    );
}

#[test]
fn a_word_that_is_struck_is_shown_as_such_before_and_after_all_is_read_again() {
    let mut wording = Wording::default();
    wording.strike_word("Foo", true);
    let before = shown(&text("knee Foo", "knee Foo"), &wording);
    let after = shown(&text("knee Foo", "knee"), &wording);
    for pieces in [&before, &after] {
        assert!(pieces.contains(&Shown::Struck("Foo".into())));
        assert_eq!(strikeable(pieces), ["knee", "Foo"]);
    }
}

#[test]
fn decisions_are_taken_back_one_by_one_and_made_again() {
    let with = |word: &str| {
        let (mut wording, mut wordings) = (Wording::default(), Wordings::default());
        wording.strike_word(word, true);
        wordings.set(None, wording);
        wordings
    };
    let mut words = Words::default();
    assert!(words.step(with("a"), false).is_none());
    words.decided(with("a"));
    words.decided(with("b"));
    assert!(words.step(with("c"), false) == Some(with("b")));
    assert!(words.step(with("b"), false) == Some(with("a")));
    assert!(words.step(with("a"), false).is_none());
    assert!(words.step(with("a"), true) == Some(with("b")));
    words.decided(with("b"));
    assert!(words.step(with("d"), true).is_none());
}
