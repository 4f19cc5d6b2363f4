//! From the surroundings of a sample to its code, and back: the walk along a line in regular mode (T.87 A.3 to A.6).
//!
//! Lines go in and come out decoded; with a pen that writes, they go in as they are and come out as a decoder will
//! see them.

use super::coding::Coding;
use super::context::{Regular, RunEnd};
use super::pen::{Golomb, Pen};
use super::refusal::Refusal;

/// Contexts of regular mode; number 0 is used where components are interleaved by sample and only some are flat.
const CONTEXTS: usize = 365;

/// The line of one component and the one above it, each with a sample more at either end.
#[derive(Debug, Clone)]
pub struct Lines {
    pub above: Vec<i32>,
    pub here: Vec<i32>,
}

/// The samples around one, as T.87 Figure 3 names them: a to the left, b above, c before and d after b.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    pub a: i32,
    pub b: i32,
    pub c: i32,
    pub d: i32,
}

/// All that is learnt in a scan.
pub struct Model {
    pub(super) coding: Coding,
    regular: Vec<Regular>,
    pub(super) run_ends: [RunEnd; 2],
}

impl Lines {
    /// Zeros, as they are above the first line.
    pub fn new(width: usize) -> Self {
        Self {
            above: vec![0; width + 2],
            here: vec![0; width + 2],
        }
    }

    /// Goes on to the next line: what was here is above.
    pub fn advance(&mut self) {
        std::mem::swap(&mut self.above, &mut self.here);
    }

    /// Gives both lines their ends (T.87 A.2.1): b stands for a at the start and for d at the end, and c at the start
    /// is what a was one line before.
    fn begin(&mut self) {
        let width = self.here.len() - 2;
        self.above[width + 1] = self.above[width];
        self.here[0] = self.above[1];
    }

    /// The samples around sample `x`, counted from 1.
    #[inline]
    pub fn around(&self, x: usize) -> Around {
        Around {
            a: self.here[x - 1],
            b: self.above[x],
            c: self.above[x - 1],
            d: self.above[x + 1],
        }
    }
}

impl Model {
    pub fn new(coding: Coding) -> Self {
        Self {
            coding,
            regular: vec![Regular::new(&coding); CONTEXTS],
            run_ends: [RunEnd::new(&coding, 0), RunEnd::new(&coding, 1)],
        }
    }

    /// One line of one component.
    pub fn line<P: Pen>(
        &mut self,
        pen: &mut P,
        lines: &mut Lines,
        run_index: &mut usize,
    ) -> Result<(), Refusal> {
        lines.begin();
        let width = lines.here.len() - 2;
        let mut x = 1;
        while x <= width {
            let around = lines.around(x);
            let context = self.context(&around);
            if context == 0 {
                x = self.run(pen, std::slice::from_mut(lines), x, run_index)?;
            } else {
                lines.here[x] = self.regular(pen, context, &around, lines.here[x])?;
                x += 1;
            }
        }
        Ok(())
    }

    /// One line of all components, interleaved by sample.
    pub fn line_by_sample<P: Pen>(
        &mut self,
        pen: &mut P,
        components: &mut [Lines],
        run_index: &mut usize,
    ) -> Result<(), Refusal> {
        let width = components.first().map_or(2, |lines| lines.here.len()) - 2;
        components.iter_mut().for_each(Lines::begin);
        let mut x = 1;
        while x <= width {
            let is_flat = components
                .iter()
                .all(|lines| self.context(&lines.around(x)) == 0);
            if is_flat {
                x = self.run(pen, components, x, run_index)?;
            } else {
                for lines in components.iter_mut() {
                    let around = lines.around(x);
                    let context = self.context(&around);
                    lines.here[x] = self.regular(pen, context, &around, lines.here[x])?;
                }
                x += 1;
            }
        }
        Ok(())
    }

    /// The number of a context, −364 to 364; 0 is flat.
    #[inline]
    fn context(&self, around: &Around) -> i32 {
        let class = |gradient| self.coding.class(gradient);
        81 * class(around.d - around.b)
            + 9 * class(around.b - around.c)
            + class(around.c - around.a)
    }

    #[inline]
    fn regular<P: Pen>(
        &mut self,
        pen: &mut P,
        context: i32,
        around: &Around,
        sample: i32,
    ) -> Result<i32, Refusal> {
        let coding = &self.coding;
        let sign = if context < 0 { -1 } else { 1 };
        let context = &mut self.regular[context.unsigned_abs() as usize];
        let prediction = (edge(around) + sign * context.c).clamp(0, coding.maxval);
        let k = context.k();
        let mut mapped = 0;
        if P::WRITES {
            let error = coding.reduced(sign * (sample - prediction));
            mapped = context.mapped(error, k, coding);
        }
        let mapped = pen.golomb(mapped, Golomb::new(k, coding.limit, coding.qbpp))?;
        let error = context.unmapped(mapped, k, coding)?;
        context.update(error, coding);
        Ok(coding.restored(prediction, sign * error))
    }
}

/// The prediction by the edge that may pass here (T.87 A.4.1).
#[inline]
fn edge(around: &Around) -> i32 {
    let Around { a, b, c, .. } = *around;
    if c >= a.max(b) {
        a.min(b)
    } else if c <= a.min(b) {
        a.max(b)
    } else {
        a + b - c
    }
}
