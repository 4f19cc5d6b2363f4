//! What is remembered of the samples seen so far, by the kind of their surroundings (T.87 A.2.1, A.6 and A.7.2).

use super::coding::Coding;
use super::refusal::Refusal;

/// A context of regular mode.
#[derive(Debug, Clone, Copy)]
pub struct Regular {
    /// Sum of the sizes of errors.
    a: u32,
    /// Sum of errors, kept between −N and 0.
    b: i32,
    /// Correction of the prediction.
    pub c: i32,
    /// Samples seen, halved from time to time.
    n: u32,
}

/// A context of the sample that ends a run.
#[derive(Debug, Clone, Copy)]
pub struct RunEnd {
    a: u32,
    n: u32,
    /// Negative errors seen.
    negative: u32,
    /// 1 if the samples to the left and above are alike, else 0 (RItype).
    kind: u32,
}

fn first_a(coding: &Coding) -> u32 {
    ((coding.range as u32 + 32) / 64).max(2)
}

/// The smallest k for which N · 2ᵏ reaches A.
#[inline]
fn k_of(n: u32, a: u32) -> u32 {
    let k = n.leading_zeros().saturating_sub(a.leading_zeros());
    k + u32::from((n << k) < a)
}

impl Regular {
    pub fn new(coding: &Coding) -> Self {
        Self {
            a: first_a(coding),
            b: 0,
            c: 0,
            n: 1,
        }
    }

    pub fn k(&self) -> u32 {
        k_of(self.n, self.a)
    }

    /// The code's number of an error, counted so that likely errors come first (T.87 A.5.2).
    pub fn mapped(&self, error: i32, k: u32, coding: &Coding) -> u32 {
        let error = if self.swaps(k, coding) { !error } else { error };
        ((error << 1) ^ (error >> 31)) as u32
    }

    /// The error of a number; refused if no encoder can have made it.
    pub fn unmapped(&self, mapped: u32, k: u32, coding: &Coding) -> Result<i32, Refusal> {
        if mapped > coding.range as u32 {
            return Err(Refusal::Code);
        }
        let error = (mapped >> 1) as i32 ^ -((mapped & 1) as i32);
        Ok(if self.swaps(k, coding) { !error } else { error })
    }

    /// Whether negative errors are the likelier ones.
    fn swaps(&self, k: u32, coding: &Coding) -> bool {
        k == 0 && coding.near == 0 && 2 * self.b <= -(self.n as i32)
    }

    /// Learns from an error (T.87 A.6.1 and A.6.2).
    pub fn update(&mut self, error: i32, coding: &Coding) {
        self.a += error.unsigned_abs();
        self.b += error * coding.step();
        if self.n == coding.reset {
            self.a >>= 1;
            self.b >>= 1;
            self.n >>= 1;
        }
        self.n += 1;
        let n = self.n as i32;
        if self.b <= -n {
            self.b = (self.b + n).max(1 - n);
            self.c = (self.c - 1).max(-128);
        } else if self.b > 0 {
            self.b = (self.b - n).min(0);
            self.c = (self.c + 1).min(127);
        }
    }
}

impl RunEnd {
    pub fn new(coding: &Coding, kind: u32) -> Self {
        Self {
            a: first_a(coding),
            n: 1,
            negative: 0,
            kind,
        }
    }

    pub fn k(&self) -> u32 {
        k_of(self.n, self.a + (self.n >> 1) * self.kind)
    }

    /// Whether negative errors have the odd numbers.
    fn negative_is_odd(&self, k: u32) -> bool {
        k != 0 || 2 * self.negative >= self.n
    }

    /// The code's number of an error (T.87 A.7.2.2). With `kind` 1 the error is never 0.
    pub fn mapped(&self, error: i32, k: u32) -> u32 {
        let odd = error != 0 && (error < 0) == self.negative_is_odd(k);
        (2 * error.unsigned_abs()).saturating_sub(self.kind + u32::from(odd))
    }

    /// The error of a number; refused if no encoder can have made it.
    pub fn unmapped(&self, mapped: u32, k: u32, coding: &Coding) -> Result<i32, Refusal> {
        if mapped > coding.range as u32 {
            return Err(Refusal::Code);
        }
        let doubled = mapped + self.kind;
        let odd = doubled & 1 == 1;
        let size = doubled.div_ceil(2) as i32;
        Ok(if odd == self.negative_is_odd(k) {
            -size
        } else {
            size
        })
    }

    /// Learns from an error and its number.
    pub fn update(&mut self, error: i32, mapped: u32, coding: &Coding) {
        self.negative += u32::from(error < 0);
        self.a += (mapped + 1 - self.kind) >> 1;
        if self.n == coding.reset {
            self.a >>= 1;
            self.n >>= 1;
            self.negative >>= 1;
        }
        self.n += 1;
    }
}
