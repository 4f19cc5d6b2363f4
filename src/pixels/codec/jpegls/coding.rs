//! The parameters of one scan and all that follows from them (T.87 A.2 and C.2.4.1.1).

use super::refusal::Refusal;

/// What an LSE segment of type 1 sets; 0 stands for "the default" (T.87 Table C.2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Preset {
    pub maxval: i32,
    pub thresholds: [i32; 3],
    pub reset: i32,
}

/// The parameters of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coding {
    /// The highest sample.
    pub maxval: i32,
    /// The largest difference between a sample and what it is decoded to; 0 is lossless.
    pub near: i32,
    /// T1, T2 and T3: where gradients are cut into classes.
    pub thresholds: [i32; 3],
    /// After how many samples a context forgets half of what it has seen.
    pub reset: u32,
    /// How many errors of prediction are told apart.
    pub range: i32,
    /// Bits of an error that is written out in full.
    pub qbpp: u32,
    /// The longest code word.
    pub limit: u32,
}

impl Coding {
    /// Of a stream of `precision` (2 to 16) bits.
    pub fn new(precision: u8, near: i32, preset: &Preset) -> Result<Self, Refusal> {
        let highest = (1_i32 << precision.clamp(2, 16)) - 1;
        let maxval = within(preset.maxval, 1..=highest, highest)?;
        if !(0..=255.min(maxval / 2)).contains(&near) {
            return Err(Refusal::Parameter);
        }
        let defaults = default_thresholds(maxval, near);
        let [t1, t2, t3] = preset.thresholds;
        let t1 = within(t1, near + 1..=maxval, defaults[0])?;
        let t2 = within(t2, t1..=maxval, defaults[1])?;
        let t3 = within(t3, t2..=maxval, defaults[2])?;
        // Defaults beside stated ones need not be in order.
        if t1 > t2 || t2 > t3 {
            return Err(Refusal::Parameter);
        }
        let reset = within(preset.reset, 3..=255.max(maxval), 64)?;
        let range = (maxval + 2 * near) / (2 * near + 1) + 1;
        let bpp = bits_for(maxval + 1).max(2);
        Ok(Self {
            maxval,
            near,
            thresholds: [t1, t2, t3],
            reset: reset as u32,
            range,
            qbpp: bits_for(range),
            limit: 2 * (bpp + bpp.max(8)),
        })
    }

    /// Steps between the samples that errors can express.
    pub fn step(&self) -> i32 {
        2 * self.near + 1
    }

    /// The class of a gradient, −4 to 4 (T.87 A.3.3).
    pub fn class(&self, gradient: i32) -> i32 {
        let size = gradient.abs();
        let [t1, t2, t3] = self.thresholds;
        let class = i32::from(size > self.near)
            + i32::from(size >= t1)
            + i32::from(size >= t2)
            + i32::from(size >= t3);
        if gradient < 0 { -class } else { class }
    }

    /// An error of prediction in steps, reduced to the range (T.87 A.4.4 and A.4.5).
    pub fn reduced(&self, error: i32) -> i32 {
        let error = match self.near {
            0 => error,
            near if error > 0 => (error + near) / self.step(),
            near => -((near - error) / self.step()),
        };
        let error = if error < 0 { error + self.range } else { error };
        if error >= (self.range + 1) / 2 {
            error - self.range
        } else {
            error
        }
    }

    /// The sample that a prediction and an error stand for.
    pub fn restored(&self, prediction: i32, error: i32) -> i32 {
        let value = prediction + error * self.step();
        let turn = self.range * self.step();
        let value = if value < -self.near {
            value + turn
        } else if value > self.maxval + self.near {
            value - turn
        } else {
            value
        };
        value.clamp(0, self.maxval)
    }
}

/// The bits that tell `count` things apart.
fn bits_for(count: i32) -> u32 {
    32 - (count - 1).max(0).leading_zeros()
}

fn within(
    value: i32,
    allowed: std::ops::RangeInclusive<i32>,
    default: i32,
) -> Result<i32, Refusal> {
    match value {
        0 => Ok(default),
        value if allowed.contains(&value) => Ok(value),
        _ => Err(Refusal::Parameter),
    }
}

/// T.87 C.2.4.1.1.1.
fn default_thresholds(maxval: i32, near: i32) -> [i32; 3] {
    let [mut t1, mut t2, mut t3] = [3, 7, 21];
    if maxval >= 128 {
        let factor = (maxval.min(4095) + 128) / 256;
        t1 = factor * (t1 - 2) + 2;
        t2 = factor * (t2 - 3) + 3;
        t3 = factor * (t3 - 4) + 4;
        (t1, t2, t3) = (t1 + 3 * near, t2 + 5 * near, t3 + 7 * near);
    } else {
        let factor = 256 / (maxval + 1);
        t1 = (t1 / factor + 3 * near).max(2);
        t2 = (t2 / factor + 5 * near).max(3);
        t3 = (t3 / factor + 7 * near).max(4);
    }
    let clamped = |value: i32, lowest: i32| {
        if value > maxval || value < lowest {
            lowest
        } else {
            value
        }
    };
    let t1 = clamped(t1, near + 1);
    let t2 = clamped(t2, t1);
    [t1, t2, clamped(t3, t2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_those_of_the_standards_table() {
        // T.87 Table C.3: MAXVAL 255 and 4095, lossless; the others by the formulas.
        for (precision, near, expected) in [
            (8, 0, [3, 7, 21]),
            (12, 0, [18, 67, 276]),
            (16, 0, [18, 67, 276]),
            (8, 3, [12, 22, 42]),
            (2, 0, [2, 3, 3]),
        ] {
            let coding = Coding::new(precision, near, &Preset::default()).unwrap();
            assert_eq!(coding.thresholds, expected, "{precision} bits, {near}");
        }
    }

    #[test]
    fn ranges_and_limits_follow_from_the_precision() {
        for (precision, near, expected) in [
            (8, 0, (256, 8, 32)),
            (16, 0, (65_536, 16, 64)),
            (2, 0, (4, 2, 20)),
            (8, 3, (38, 6, 32)),
        ] {
            let coding = Coding::new(precision, near, &Preset::default()).unwrap();
            assert_eq!((coding.range, coding.qbpp, coding.limit), expected);
        }
    }

    #[test]
    fn impossible_parameters_are_refused() {
        let preset = |maxval, thresholds, reset| Preset {
            maxval,
            thresholds,
            reset,
        };
        for (near, preset) in [
            (0, preset(256, [0; 3], 0)),
            (0, preset(0, [300, 0, 0], 0)),
            (0, preset(0, [9, 8, 20], 0)),
            (0, preset(0, [0, 0, 2], 0)),
            (0, preset(0, [30, 0, 0], 0)),
            (0, preset(0, [0; 3], 2)),
            (0, preset(0, [0; 3], 256)),
            (128, preset(0, [0; 3], 0)),
            (2, preset(3, [0; 3], 0)),
            (4, preset(0, [4, 8, 20], 0)),
        ] {
            assert_eq!(Coding::new(8, near, &preset), Err(Refusal::Parameter));
        }
    }

    #[test]
    fn every_error_that_is_reduced_restores_its_sample() {
        for near in [0, 1, 3, 7] {
            for precision in [4, 8] {
                let coding = Coding::new(precision, near, &Preset::default()).unwrap();
                for sample in 0..=coding.maxval {
                    for prediction in 0..=coding.maxval {
                        let error = coding.reduced(sample - prediction);
                        assert!(2 * error.abs() <= coding.range);
                        let restored = coding.restored(prediction, error);
                        assert!((restored - sample).abs() <= near);
                    }
                }
            }
        }
    }
}
