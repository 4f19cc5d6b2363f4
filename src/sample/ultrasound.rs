//! A kidney in two frames: a fan of speckle, with the name, number and date that the machine burns in.

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};

use super::canvas::Canvas;
use super::header::{self, Patient};
use super::noise;
use crate::dicom::DataSetExt;

const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;
const FRAMES: u32 = 2;

/// The fan: its apex above the picture, in pixels, and its half angle.
const APEX_X: f32 = 330.0;
const APEX_Y: f32 = -6.0;
const NEAR: f32 = 92.0;
const FAR: f32 = 438.0;
const HALF_ANGLE: f32 = 0.62;

pub fn file() -> Vec<u8> {
    let mut header = header::start(
        Patient::SAMPLE,
        uids::ULTRASOUND_MULTI_FRAME_IMAGE_STORAGE,
        "US",
        1,
        1,
    );
    header::describe(&mut header, "Right kidney", "ORIGINAL\\PRIMARY\\ABDOMINAL");
    header::rgb(&mut header, WIDTH, HEIGHT, FRAMES);
    header.put_ascii(tags::FRAME_TIME, VR::DS, "45.5");
    header.put_raw(
        tags::FRAME_INCREMENT_POINTER,
        VR::AT,
        [0x18, 0x00, 0x63, 0x10],
    );
    header.put_ascii(tags::LOSSY_IMAGE_COMPRESSION, VR::CS, "00");
    let frames = (0..FRAMES).flat_map(|frame| colours(&frame_of(frame)));
    header::finish(&header, frames.collect())
}

/// The banner is bluish, everything else grey.
fn colours(canvas: &Canvas) -> impl Iterator<Item = u8> + use<> {
    let banner = WIDTH as usize * BANNER as usize;
    let values = canvas.values.clone();
    values
        .into_iter()
        .enumerate()
        .flat_map(move |(at, value)| match at < banner {
            true => [value, value.saturating_add(4), value.saturating_add(12)],
            false => [value; 3],
        })
}

const BANNER: u32 = 36;

fn frame_of(frame: u32) -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, 0);
    for y in BANNER..HEIGHT {
        for x in 0..WIDTH {
            if let Some(value) = echo(x as f32, y as f32, frame) {
                canvas.set(x, y, value);
            }
        }
    }
    write_on(&mut canvas);
    canvas
}

/// The echo at a place; `None` outside the fan.
fn echo(x: f32, y: f32, frame: u32) -> Option<u8> {
    let (across, down) = (x - APEX_X, y - APEX_Y);
    let depth = length(across, down);
    if !(NEAR..=FAR).contains(&depth) {
        return None;
    }
    let angle = across.atan2(down);
    if angle.abs() > HALF_ANGLE {
        return None;
    }
    // Speckle is fine along the beam and wider across it the deeper it lies.
    let fine = noise::smooth(depth / 1.6, angle * 88.0, 11 + frame);
    let coarse = noise::smooth(depth / 5.0, angle * 34.0, 23 + frame);
    let speckle = 0.12 + 1.25 * fine * fine + 0.5 * coarse * coarse;
    let near = (depth - NEAR) / (FAR - NEAR);
    let gain = 0.92 - 0.38 * near;
    let skin = if depth < NEAR + 14.0 { 1.5 } else { 1.0 };
    let brightness = 225.0 * speckle * gain * skin * tissue(x, y + 1.5 * frame as f32, angle, near);
    Some(brightness.clamp(3.0, 250.0) as u8)
}

/// How strongly the tissue at a place echoes: liver around a kidney, with the diaphragm behind it.
fn tissue(x: f32, y: f32, angle: f32, depth: f32) -> f32 {
    let (across, down) = (x - 335.0, y - 252.0);
    let (sine, cosine) = (-0.20_f32).sin_cos();
    let (along, beside) = (across * cosine + down * sine, down * cosine - across * sine);
    let wobble = 0.06 * (noise::smooth(x / 22.0, y / 22.0, 5) - 0.5);
    let kidney = length(along / 122.0, beside / 58.0) + wobble;
    let sinus = length(along / 70.0, beside / 21.0) + 3.0 * wobble;
    let diaphragm = (across / 420.0).powi(2) + (y - 110.0) / 262.0;
    let liver = 0.56 + 0.26 * noise::smooth(x / 34.0, y / 30.0, 3);
    // A rib's shadow.
    let shadow = if (0.33..0.40).contains(&(angle + 0.05 * depth)) {
        0.45
    } else {
        1.0
    };
    let strength = if sinus < 1.0 {
        1.15 - 0.45 * sinus
    } else if (0.965..1.03).contains(&kidney) {
        1.15
    } else if kidney < 1.0 {
        // The pyramids of the marrow lie darker around the middle.
        let pyramids = (beside / 58.0).atan2(along / 122.0) * 9.0;
        0.40 - if kidney < 0.78 {
            0.16 * pyramids.sin().max(0.0)
        } else {
            0.0
        }
    } else if (0.988..1.012).contains(&diaphragm) {
        1.7
    } else {
        liver
    };
    strength * shadow
}

fn write_on(canvas: &mut Canvas) {
    const BRIGHT: u8 = 225;
    const DIM: u8 = 150;
    let patient = Patient::SAMPLE;
    canvas.fill(0, 0, WIDTH, BANNER, 40);
    canvas.text(8, 4, 2, BRIGHT, "MARLPIT GENERAL");
    canvas.text(8, 24, 1, DIM, "ACC RMP2603120441");
    canvas.text(470, 4, 1, BRIGHT, "12/03/2026 14:07:31");
    canvas.text(470, 18, 1, DIM, "C5-1 ABDOMEN 22HZ");
    canvas.text(8, 44, 2, BRIGHT, patient.shown_name);
    canvas.text(8, 64, 2, BRIGHT, &format!("ID {}", patient.shown_id));
    canvas.text(8, 84, 1, DIM, &format!("BORN {}", patient.shown_birth_date));
    for (row, words) in (0..).zip(["MI 1.2 TIS 0.4", "GN 54 DR 60", "DEPTH 16.0 CM"]) {
        canvas.text(544, 48 + row * 14, 1, DIM, words);
    }
    for step in 0..17 {
        let length = if step % 5 == 0 { 9 } else { 5 };
        canvas.fill(622, 90 + step * 22, length, 1, DIM);
    }
    for step in 0..96 {
        canvas.fill(14, 150 + step, 8, 1, 250 - 2 * step as u8);
    }
    canvas.text(430, 452, 2, BRIGHT, "RT KIDNEY LS");
}

/// The square root is one instruction everywhere; `hypot` is not.
fn length(x: f32, y: f32) -> f32 {
    (x * x + y * y).sqrt()
}
