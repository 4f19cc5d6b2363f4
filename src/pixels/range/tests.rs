//! Which windows show all of a picture.

use super::*;
use crate::pixels::render;

fn grey(values: &[u16], slope: f64, intercept: f64) -> Picture {
    let occupied = occupied(values);
    Picture {
        columns: values.len() as u32,
        rows: 1,
        samples: Samples::Grey {
            values: values.to_vec(),
            slope,
            intercept,
            inverted: false,
        },
        windows: vec![
            full(&occupied, slope, intercept),
            local_contrast(&occupied, slope, intercept),
        ],
        colours: None,
        grid: None,
        overlay: None,
    }
}

fn window(center: f64, width: f64) -> Window {
    Window {
        name: String::new(),
        center,
        width,
        function: WindowFunction::Linear,
    }
}

fn levels(picture: &Picture, window: &Window) -> Vec<u8> {
    let mut rgba = Vec::new();
    render(picture, window, &mut rgba);
    rgba.chunks(4).map(|pixel| pixel[0]).collect()
}

/// A computed tomography: air, tissue and bone, and `more` in it.
fn tissue(more: &[u16]) -> Vec<u16> {
    let slope = (0..3000).map(|value| value + 24);
    slope.chain(more.iter().copied()).collect()
}

#[test]
fn text_beyond_a_window_is_not_seen_in_it() {
    let bright = grey(&tissue(&[2600, 3300]), 1.0, 0.0);
    assert!(!bright.shows_all(&window(1000.0, 1600.0)));
    let dark = grey(&tissue(&[0, 20]), 1.0, -1024.0);
    assert!(!dark.shows_all(&window(40.0, 400.0)));
    for picture in [bright, dark] {
        for offered in &picture.windows {
            assert!(picture.shows_all(offered), "{}", offered.name);
        }
        let Window { center, width, .. } = picture.windows[0];
        assert!(picture.shows_all(&window(center, width + 1.0)));
        assert!(!picture.shows_all(&window(center, width * 0.97)));
        assert!(!picture.shows_all(&window(center + width / 40.0, width)));
        assert!(!picture.shows_all(&window(center, width * 2.5)));
    }
}

#[test]
fn padding_that_is_black_in_a_window_is_not_seen_in_it() {
    let padded = grey(&tissue(&[30_000, 30_001, 30_005]), -1.0, 3100.0);
    let whole = window(1500.0, 3300.0);
    assert!(!padded.shows_all(&whole));
    assert!(grey(&tissue(&[]), -1.0, 3100.0).shows_all(&whole));
    // Nor does it press the picture together.
    let full = &padded.windows[0];
    assert!(padded.shows_all(full));
    let levels = levels(&padded, full);
    assert!(levels[0] > levels[2999] && levels[2999] > levels[3000] + 100);
    assert!(levels[0] - levels[2999] > 100);
}

#[test]
fn where_every_value_has_a_level_of_its_own_nothing_is_lost() {
    let dim = grey(&[0, 1, 20, 21, 40], 1.0, 0.0);
    assert!(dim.shows_all(&window(128.0, 256.0)));
    assert!(!dim.shows_all(&window(1000.0, 4096.0)));
    assert!(grey(&[7; 9], 1.0, 0.0).shows_all(&window(128.0, 1.0)));
}

#[test]
fn tables_that_are_flat_somewhere_or_turn_back_do_not_show_all() {
    let picture = grey(&(0..256).collect::<Vec<_>>(), 1.0, 0.0);
    let table = |level: fn(u16) -> u8| Window {
        function: WindowFunction::Table {
            first: 0,
            output: (0..256).map(level).collect(),
        },
        ..window(128.0, 256.0)
    };
    assert!(picture.shows_all(&table(|value| value as u8)));
    assert!(picture.shows_all(&table(|value| 255 - value as u8)));
    assert!(!picture.shows_all(&table(|value| value.clamp(0, 235) as u8)));
    assert!(!picture.shows_all(&table(|value| if value < 128 {
        value * 2
    } else {
        511 - value * 2
    } as u8)));
    assert!(
        !picture.shows_all(&table(|value| if (90..110).contains(&value) {
            90
        } else {
            value as u8
        }))
    );
    let sigmoid = Window {
        function: WindowFunction::Sigmoid,
        ..window(128.0, 60.0)
    };
    assert!(!picture.shows_all(&sigmoid));
}

#[test]
fn colours_are_seen_in_any_window_and_the_grey_below_them_is_not() {
    let mut picture = grey(&[0, 300, 600, 1000, 1001, 1002], 1.0, 0.0);
    let colours = |table: &[[u8; 3]]| {
        Some(Colours {
            first: 1000,
            table: table.to_vec(),
        })
    };
    picture.colours = colours(&[[255, 0, 0], [0, 255, 0], [0, 0, 255]]);
    assert!(picture.shows_all(&window(500.0, 1001.0)));
    assert!(!picture.shows_all(&window(100.0, 100.0)));
    // Nor what two values of one colour show.
    picture.colours = colours(&[[255, 0, 0], [255, 0, 0]]);
    if let Samples::Grey { values, .. } = &mut picture.samples {
        values.extend([1100, 1101, 1500]);
    }
    assert!(!picture.shows_all(&window(500.0, 1001.0)));
}

#[test]
fn runs_of_values_are_found() {
    assert_eq!(
        occupied(&[5, 3, 65_535, 4, 0]),
        [(0, 0), (3, 5), (65_535, 65_535)]
    );
    assert_eq!(occupied(&[]), []);
}
