//! Run mode: where all is flat, the number of samples that stay so, and the one that does not (T.87 A.7).

use super::model::{Lines, Model};
use super::pen::{Golomb, Pen};
use super::refusal::Refusal;

/// Binary logarithms of the lengths of runs that one bit stands for (J, T.87 A.2.1).
const J: [u32; 32] = [
    0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13,
    14, 15,
];

impl Model {
    /// From sample `x` on, counted from 1; gives back the first sample that is not done.
    pub(super) fn run<P: Pen>(
        &mut self,
        pen: &mut P,
        components: &mut [Lines],
        x: usize,
        run_index: &mut usize,
    ) -> Result<usize, Refusal> {
        let width = components.first().map_or(2, |lines| lines.here.len()) - 2;
        let left = width + 1 - x;
        let mut length = 0;
        if P::WRITES {
            length = (x..=width)
                .take_while(|&at| self.stays(components, x, at))
                .count();
        }
        let length = run_length(pen, length, left, run_index)?;
        for lines in components.iter_mut() {
            let value = lines.here[x - 1];
            lines.here[x..x + length].fill(value);
        }
        let x = x + length;
        if length == left {
            return Ok(x);
        }
        let several = components.len() > 1;
        for lines in components {
            lines.here[x] = self.run_end(pen, lines, x, several, *run_index)?;
        }
        *run_index = run_index.saturating_sub(1);
        Ok(x + 1)
    }

    /// Whether the samples at `at` are those before `x`, or near enough.
    fn stays(&self, components: &[Lines], x: usize, at: usize) -> bool {
        components
            .iter()
            .all(|lines| (lines.here[at] - lines.here[x - 1]).abs() <= self.coding.near)
    }

    /// The sample that ends a run. Components that are interleaved by sample share one context.
    fn run_end<P: Pen>(
        &mut self,
        pen: &mut P,
        lines: &Lines,
        x: usize,
        several: bool,
        run_index: usize,
    ) -> Result<i32, Refusal> {
        let coding = &self.coding;
        let (a, b) = (lines.here[x - 1], lines.above[x]);
        let alike = !several && (a - b).abs() <= coding.near;
        let (prediction, sign) = match alike {
            true => (a, 1),
            false if a > b => (b, -1),
            false => (b, 1),
        };
        let context = &mut self.run_ends[usize::from(alike)];
        let k = context.k();
        let mut mapped = 0;
        if P::WRITES {
            let error = coding.reduced(sign * (lines.here[x] - prediction));
            mapped = context.mapped(error, k);
        }
        let limit = coding.limit - J[run_index & 31] - 1;
        let mapped = pen.golomb(mapped, Golomb::new(k, limit, coding.qbpp))?;
        let error = context.unmapped(mapped, k, coding)?;
        context.update(error, mapped, coding);
        Ok(coding.restored(prediction, sign * error))
    }
}

/// A run's length, of at most `left` samples to the end of the line (T.87 A.7.1).
fn run_length<P: Pen>(
    pen: &mut P,
    length: usize,
    left: usize,
    run_index: &mut usize,
) -> Result<usize, Refusal> {
    let mut done = 0;
    while done < left {
        let j = J[*run_index & 31];
        let block = 1 << j;
        let piece = block.min(left - done);
        let more = P::WRITES && length - done >= piece;
        if pen.bits(u32::from(more), 1)? == 0 {
            let rest = if P::WRITES { length - done } else { 0 };
            done += pen.bits(rest as u32, j)? as usize;
            return if done <= left {
                Ok(done)
            } else {
                Err(Refusal::Code)
            };
        }
        done += piece;
        if piece == block {
            *run_index = (*run_index + 1).min(31);
        }
    }
    Ok(done)
}
