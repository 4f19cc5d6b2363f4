//! A chest in 20 slices: a phantom of ellipses with noise, in Hounsfield units.

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};

use super::header::{self, Patient};
use super::noise;
use crate::dicom::DataSetExt;

pub const SLICES: u32 = 20;
pub const SIDE: u32 = 256;
const SPACING_MM: f32 = 1.5;
const THICKNESS_MM: f32 = 10.0;
const INTERCEPT: f32 = -1024.0;

pub fn file(slice: u32) -> Vec<u8> {
    let mut header = header::start(
        Patient::SPECIMEN,
        uids::CT_IMAGE_STORAGE,
        "CT",
        2,
        slice + 1,
    );
    header::describe(&mut header, "Axial soft", "ORIGINAL\\PRIMARY\\AXIAL");
    header::grey(&mut header, SIDE, SIDE, 16, 12);
    let half = SPACING_MM * (SIDE as f32 - 1.0) / 2.0;
    let along = -20.0 - THICKNESS_MM * slice as f32;
    let position = format!("{:.2}\\{:.2}\\{along:.1}", -half, -half);
    let rows: &[(_, _, &str)] = &[
        (tags::BODY_PART_EXAMINED, VR::CS, "CHEST"),
        (tags::KVP, VR::DS, "120"),
        (tags::SLICE_THICKNESS, VR::DS, "10"),
        (tags::CONVOLUTION_KERNEL, VR::SH, "STANDARD"),
        (tags::PATIENT_POSITION, VR::CS, "HFS"),
        (tags::IMAGE_POSITION_PATIENT, VR::DS, &position),
        (tags::IMAGE_ORIENTATION_PATIENT, VR::DS, "1\\0\\0\\0\\1\\0"),
        (
            tags::FRAME_OF_REFERENCE_UID,
            VR::UI,
            "2.25.2718281828459045235360287471352662.9",
        ),
        (tags::POSITION_REFERENCE_INDICATOR, VR::LO, ""),
        (tags::PIXEL_SPACING, VR::DS, "1.5\\1.5"),
        (tags::RESCALE_INTERCEPT, VR::DS, "-1024"),
        (tags::RESCALE_SLOPE, VR::DS, "1"),
        (tags::RESCALE_TYPE, VR::LO, "HU"),
        (tags::WINDOW_CENTER, VR::DS, "40\\-500"),
        (tags::WINDOW_WIDTH, VR::DS, "400\\1500"),
        (
            tags::WINDOW_CENTER_WIDTH_EXPLANATION,
            VR::LO,
            "Soft tissue\\Lung",
        ),
    ];
    for &(tag, vr, value) in rows {
        header.put_ascii(tag, vr, value);
    }
    header::finish(&header, samples(slice))
}

fn samples(slice: u32) -> Vec<u8> {
    let body = Body::at(slice as f32 / (SLICES as f32 - 1.0));
    let mut samples = Vec::with_capacity(2 * SIDE as usize * SIDE as usize);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let (across, down) = (x as f32 - 128.0, y as f32 - 128.0);
            let noise = 14.0 * noise::around_zero(x, y, 300 + slice);
            let stored = body.density(across, down) + noise - INTERCEPT;
            samples.extend((stored.clamp(0.0, 4095.0) as u16).to_le_bytes());
        }
    }
    samples
}

/// The body at one height, 0 at the top of the chest and 1 at the top of the liver. Pixels from the middle.
struct Body {
    height: f32,
    width: f32,
    depth: f32,
    lung: f32,
    heart: f32,
    liver: f32,
}

impl Body {
    fn at(height: f32) -> Self {
        Self {
            height,
            width: 101.0 + 7.0 * height,
            depth: 68.0 + 8.0 * height,
            lung: (0.62 + 1.1 * height).min(1.0) * (1.0 - 0.45 * ((height - 0.75).max(0.0) / 0.25)),
            heart: (1.0 - ((height - 0.62) / 0.34).powi(2)).max(0.0).sqrt(),
            liver: ((height - 0.70) / 0.30).clamp(0.0, 1.0).sqrt(),
        }
    }

    /// Hounsfield units.
    fn density(&self, x: f32, y: f32) -> f32 {
        let skin = ellipse(x, y, 0.0, 0.0, self.width, self.depth);
        if skin > 1.0 {
            let table = (y - (self.depth + 9.0) + 0.0012 * x * x).abs() < 2.0 && x.abs() < 118.0;
            return if table { -180.0 } else { -1000.0 };
        }
        if let Some(bone) = self.bone(x, y) {
            return bone;
        }
        if let Some(inside) = self.chest(x, y) {
            return inside;
        }
        match skin {
            0.90.. => -100.0 + 12.0 * noise::smooth(x / 6.0, y / 6.0, 41),
            _ => 52.0 + 14.0 * noise::smooth(x / 5.0, y / 5.0, 42),
        }
    }

    fn bone(&self, x: f32, y: f32) -> Option<f32> {
        let spine = self.depth * 0.55;
        if ellipse(x, y, 0.0, spine, 15.0, 12.0) < 1.0 {
            let rim = ellipse(x, y, 0.0, spine, 12.5, 9.5) > 1.0;
            return Some(if rim {
                620.0
            } else {
                210.0 + 90.0 * noise::smooth(x / 2.0, y / 2.0, 43)
            });
        }
        if ellipse(x, y, 0.0, spine + 18.0, 6.0, 4.5) < 1.0 {
            return Some(28.0);
        }
        if (ellipse(x, y, 0.0, spine + 18.0, 11.0, 8.0) < 1.0)
            || (x.abs() < 3.0 && (spine + 24.0..spine + 34.0).contains(&y))
        {
            return Some(540.0);
        }
        if ellipse(x, y, 0.0, -self.depth * 0.80, 11.0, 4.0) < 1.0 {
            return Some(380.0);
        }
        self.rib(x, y)
    }

    /// Ribs cross the slice as short arcs just outside the lungs, further round in each slice.
    fn rib(&self, x: f32, y: f32) -> Option<f32> {
        let ring = ellipse(x, y, 0.0, 0.0, self.width * 0.845, self.depth * 0.845);
        let turn = (y / self.depth).atan2((x / self.width).abs()) * 5.0 + 9.0 * self.height;
        let within = (0.955..1.045).contains(&ring) && turn.sin() > 0.42 && x.abs() > 16.0;
        within.then(|| {
            if (0.98..1.02).contains(&ring) {
                330.0
            } else {
                700.0
            }
        })
    }

    fn chest(&self, x: f32, y: f32) -> Option<f32> {
        let heart = ellipse(x, y, 13.0, -14.0, 40.0 * self.heart, 34.0 * self.heart);
        if self.heart > 0.0 && heart < 1.0 {
            return Some(if heart < 0.55 { 150.0 } else { 95.0 });
        }
        if ellipse(x, y, 15.0, 22.0, 10.0, 10.0) < 1.0 {
            return Some(165.0); // the aorta going down, with contrast
        }
        if ellipse(x, y, 0.0, 6.0, 8.0, 7.0) < 1.0 && self.height < 0.45 {
            return Some(-990.0); // the windpipe
        }
        if self.liver > 0.0 && ellipse(x, y, -46.0, 2.0, 44.0 * self.liver, 40.0 * self.liver) < 1.0
        {
            return Some(108.0 + 10.0 * noise::smooth(x / 4.0, y / 4.0, 44));
        }
        let lung = |middle: f32| ellipse(x, y, middle, 2.0, 37.0 * self.lung, 50.0 * self.lung);
        let lung = lung(-48.0).min(lung(50.0));
        (lung < 1.0).then(|| self.lung_tissue(x, y, lung))
    }

    /// Air with vessels that thin out to the rim.
    fn lung_tissue(&self, x: f32, y: f32, from_middle: f32) -> f32 {
        let branch = noise::smooth(x / 5.0, y / 5.0, 500 + (self.height * 19.0) as u32);
        let vessel = branch > 0.74 + 0.16 * from_middle;
        if vessel {
            -60.0
        } else {
            -860.0 + 45.0 * noise::smooth(x / 3.0, y / 3.0, 46)
        }
    }
}

/// Below 1 within the ellipse.
fn ellipse(x: f32, y: f32, middle_x: f32, middle_y: f32, half_width: f32, half_height: f32) -> f32 {
    let (across, down) = ((x - middle_x) / half_width, (y - middle_y) / half_height);
    (across * across + down * down).sqrt()
}
