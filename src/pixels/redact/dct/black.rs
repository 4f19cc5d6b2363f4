//! Which coefficient makes a block black.

use libjpeg_turbo_rs::JpegCoefficients;

use super::super::super::black;
use super::super::super::codec::jpeg::Header;
use super::super::super::error::PixelError;
use super::super::super::format::FrameFormat;
use crate::dicom::DataSet;

/// Black of one frame.
pub struct Black {
    /// The format of the decoded frame.
    pub format: FrameFormat,
    /// Words of a black pixel in the decoded frame.
    pub words: Vec<u64>,
    /// The first coefficient of a black block, for each component; all others are 0.
    pub dc: Vec<i16>,
}

impl Black {
    /// `None` if no coefficient gives exactly that black: a look-up table may make any value the darkest.
    pub fn of(
        header: &Header,
        coefficients: &JpegCoefficients,
        data_set: &DataSet,
        format: &FrameFormat,
        frame: u32,
    ) -> Result<Option<Self>, PixelError> {
        let decoded = header.decoded_format(format);
        let mask = u64::MAX >> (64 - decoded.bits_allocated.clamp(1, 64));
        let words = black::words(data_set, &decoded, frame, None)?;
        let words: Vec<u64> = words.into_iter().map(|word| word & mask).collect();
        let precision = u32::from(header.precision);
        let middle = 1_i64 << (precision - 1);
        let samples = match (words.as_slice(), coefficients.components.len()) {
            // The decoder extends the sign of what the frame holds; what it cannot have made is not made here.
            ([word], 1) => {
                let unused = 64 - precision;
                let sample = word << unused >> unused;
                let back = match decoded.signed {
                    true => ((sample << unused) as i64 >> unused) as u64 & mask,
                    false => sample,
                };
                match back == *word {
                    true => vec![sample as i64],
                    false => return Ok(None),
                }
            }
            // No red, no green and no blue; or no light and no colour.
            (_, 3) if header.is_ycbcr(format.photometric) => vec![0, middle, middle],
            (_, 3) => vec![0; 3],
            _ => return Ok(None),
        };
        let quantisers = coefficients.components.iter().map(|component| {
            let table = usize::from(component.quant_table_index);
            coefficients.quant_tables.get(table).map(|table| table[0])
        });
        let dc = samples
            .into_iter()
            .zip(quantisers)
            .map(|(sample, quantiser)| level(sample, middle, i64::from(quantiser?)))
            .collect::<Option<Vec<i16>>>();
        Ok(dc.map(|dc| Self {
            format: decoded,
            words,
            dc,
        }))
    }
}

/// The quantised first coefficient of a block in which every sample is `sample` of `2 × middle`. The inverse
/// transform of such a block is exact: an eighth of the coefficient, rounded, about the middle, clamped to what a
/// sample holds (ITU-T T.81 A.3.3). For either end the coefficient may thus lie beyond it.
fn level(sample: i64, middle: i64, quantiser: i64) -> Option<i16> {
    // Coarser than the whole range: some decoders wrap instead of clamping.
    if quantiser < 1 || quantiser > middle * 8 {
        return None;
    }
    let wanted = (sample - middle) * 8;
    let is_end = sample == 0 || sample == middle * 2 - 1;
    let level = match is_end {
        true => (wanted.abs() + quantiser - 1) / quantiser * wanted.signum(),
        false => (wanted + quantiser / 2).div_euclid(quantiser),
    };
    let made = (middle + ((level * quantiser + 4) >> 3)).clamp(0, middle * 2 - 1);
    (made == sample)
        .then(|| i16::try_from(level).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_and_the_middle_are_exact_with_every_usual_quantiser() {
        for (middle, quantisers) in [(128, 1..=1024), (2048, 1..=16_384)] {
            for quantiser in quantisers {
                for sample in [0, middle, middle * 2 - 1] {
                    let level = level(sample, middle, quantiser).unwrap();
                    let made = middle + ((i64::from(level) * quantiser + 4) >> 3);
                    assert_eq!(made.clamp(0, middle * 2 - 1), sample);
                    assert!(made.abs() <= middle * 4);
                }
            }
        }
    }

    #[test]
    fn a_level_that_no_coefficient_makes_is_refused() {
        assert_eq!(level(100, 128, 64), None);
        assert_eq!(level(100, 128, 1), Some(-224));
        assert_eq!(level(0, 128, 0), None);
        assert_eq!(level(0, 128, 60_000), None);
    }
}
