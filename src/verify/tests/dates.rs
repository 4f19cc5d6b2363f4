//! Dates, births and ages.

use super::*;

#[test]
fn a_birth_date_is_found_where_no_original_is_known_and_dates_move() {
    let needles = Needles::of(&original(), &Kept::default());
    let search = Search::among(&needles);
    let found = |tag, vr, value: &str| {
        let mut cleaned = output();
        cleaned.put_ascii(tag, vr, value);
        let kept = Kept {
            moved_dates: true,
            ..Kept::default()
        };
        let mut findings = Findings::default();
        let expect = Expect { case: CASE, kept };
        headers(None, &cleaned, &expect, &needles, &search, &mut findings);
        findings.ranked().first().map(|finding| finding.rank)
    };
    assert_eq!(
        found(Tag(0x0010, 0x0030), VR::DA, "19620314"),
        Some(Rank::Certain)
    );
    assert!(found(Tag(0x0008, 0x002A), VR::DT, "19620314101500").is_some());
    assert_eq!(found(Tag(0x0008, 0x0020), VR::DA, "20240229"), None);
}

/// What is found where dates were kept or moved: values of StudyDate, SeriesDate and ContentDate before and after.
fn dates(kept: Kept, born: &str, before: [&str; 3], after: [&str; 3]) -> bool {
    let places = [
        Tag(0x0008, 0x0020),
        Tag(0x0008, 0x0021),
        Tag(0x0008, 0x0023),
    ];
    let (mut dated, mut cleaned) = (original(), output());
    dated.put_ascii(tags::PATIENT_BIRTH_DATE, VR::DA, born);
    for ((tag, before), after) in places.into_iter().zip(before).zip(after) {
        dated.put_ascii(tag, VR::DA, before);
        cleaned.put_ascii(tag, VR::DA, after);
    }
    reread(&dated, &cleaned, &Expect { case: CASE, kept }).is_err()
}

#[test]
fn a_moved_date_may_fall_on_the_day_of_the_birth_and_a_planted_one_is_found() {
    let kept = Kept {
        moved_dates: true,
        ..Kept::default()
    };
    let born = "20240229";
    let before = ["20240301"; 3];
    assert!(!dates(kept, born, before, [born; 3]));
    assert!(dates(kept, born, before, [born, "20240225", "20240225"]));
    let adult = "19620314";
    let moved = ["20240225", "20240225", "20240225"];
    assert!(!dates(kept, adult, before, moved));
    assert!(dates(kept, adult, before, [adult, "20240225", "20240225"]));
    assert!(dates(kept, adult, before, [adult, "", ""]));
}

#[test]
fn a_kept_date_may_be_the_day_of_the_birth() {
    let kept = Kept {
        full_dates: true,
        ..Kept::default()
    };
    let day = "20240229";
    assert!(!dates(kept, day, [day; 3], [day; 3]));
    assert!(dates(kept, "19620314", [day; 3], [day, day, "19620314"]));
}

#[test]
fn ages_over_89_are_found_and_90_stands_for_them_all() {
    let age = |value: &[u8]| kind(Tag(0x0010, 0x1010), VR::AS, value);
    for value in [&b"092Y"[..], b"1200M", b"5000W", b"40000D"] {
        assert_eq!(age(value), Some(Kind::GreatAge));
    }
    for value in [&b"090Y"[..], b"045Y", b"012M", b""] {
        assert_eq!(age(value), None);
    }
}

#[test]
fn original_uids_and_dates_are_found_and_new_ones_are_not() {
    assert_eq!(
        kind(Tag(0x0020, 0x000D), VR::UI, b"2.25.31415\0"),
        Some(Kind::OriginalUid)
    );
    assert_eq!(
        kind(Tag(0x0020, 0x000D), VR::UI, b"1.3.6.1.4"),
        Some(Kind::OriginalUid)
    );
    assert_eq!(
        kind(Tag(0x0008, 0x0016), VR::UI, b"1.2.840.10008.5.1.4.1.1.2\0"),
        None
    );
    assert_eq!(kind(Tag(0x0020, 0x000D), VR::UI, b"2.25.27182"), None);
    assert_eq!(
        kind(Tag(0x0008, 0x002A), VR::DT, b"20240229101500.0"),
        Some(Kind::OriginalDate)
    );
    assert_eq!(kind(Tag(0x0008, 0x0021), VR::DA, b"19000101"), None);
}
