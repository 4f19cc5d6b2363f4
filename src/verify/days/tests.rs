use super::*;

#[test]
fn a_day_is_found_however_it_is_written() {
    for text in [
        "19620314",
        "14031962",
        "03141962",
        "1962-03-14",
        "14/03/1962",
        "3/14/1962",
        "14.3.62",
        "14 mar 1962",
        "born 14 march 62.",
        "march 14, 1962",
        "14-mar-1962",
        "1962/14/03",
        "62-03-14",
        "14th mar 1962",
        "14/3/'62",
        "14;3;62",
        "14|3|62",
        "14, 03 '62",
        "14 -- 3 -- 62",
        "14 \u{2013} 3 \u{2013} 62",
        "14th of 3rd 62",
        "the 14th of march, 1962",
        "62,3,14",
        "62 mar 14",
        "14.iii.1962",
        "14 marz 1962",
        "14 mars 62",
        "14 de marzo de 1962",
        "14 марта 1962",
        "fourteenth of march, 1962",
        "1962073",
        "196203141015",
        "1962年3月14日",
    ] {
        assert!(finds(text.as_bytes(), |day| day == (1962, 3, 14)), "{text}");
    }
}

#[test]
fn six_digits_are_a_day_in_any_order() {
    let found = |text: &str| finds_six_digits(text.as_bytes(), |day| day == (1962, 3, 14));
    for text in ["620314", "dob140362", "031462."] {
        assert!(found(text), "{text}");
    }
    for text in ["6203140", "320314", "abcdef", "140262"] {
        assert!(!found(text), "{text}");
    }
}

#[test]
fn other_numbers_are_no_day() {
    for text in [
        "",
        "1.5",
        "3.14",
        "119620314",
        "14 1962",
        "62",
        "1962",
        "14        3        62",
        "14 x 3 x 62",
    ] {
        assert!(
            !finds(text.as_bytes(), |day| day == (1962, 3, 14)),
            "{text}"
        );
    }
}

#[test]
fn a_month_is_found_with_its_year_and_not_among_other_numbers() {
    let found = |text: &str| finds_month(text.as_bytes(), |year, month| (year, month) == (1962, 3));
    for text in [
        "03/62",
        "born 03/1962",
        "3/1962",
        "mar 62",
        "march 1962",
        "3/'62",
        "1962-03",
    ] {
        assert!(found(text), "{text}");
    }
    for text in [
        "3.62",
        "3/62",
        "3-62",
        "3 1962",
        "12/03/1962",
        "1962-03-01",
        "3/62/1",
    ] {
        assert!(!found(text), "{text}");
    }
}

#[test]
fn days_between_dates_are_counted_over_leap_days() {
    for (before, after, days) in [
        ("20240228", "20240301", 2),
        ("20230228", "20230301", 1),
        ("19991231", "20000101", 1),
        ("20240101", "20230101", -365),
        ("19000301", "20000301", 36_525),
    ] {
        assert_eq!(between(before.as_bytes(), after.as_bytes()), Some(days));
    }
    assert_eq!(between(b"", b"20240101"), None);
}

#[test]
fn a_value_is_read_with_and_without_its_separators() {
    assert_eq!(of_value(b"1962.03.14"), Some((1962, 3, 14)));
    assert_eq!(of_value(b"19620314101500.5"), Some((1962, 3, 14)));
    assert_eq!(of_value(b"19000101"), None);
    assert_eq!(of_value(b"nonsense"), None);
}
