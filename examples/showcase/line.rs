//! A stand-in for a library that knows nothing of nnviz: it fits a line, and tells `tracing` how that goes.

use crate::data::Digit;

/// `slope * x + offset`
#[derive(Clone, Copy)]
pub(crate) struct Line {
    slope: f64,
    offset: f64,
}

impl Line {
    pub(crate) fn at(self, x: f64) -> f64 {
        self.slope * x + self.offset
    }
}

/// For each digit how much of it is not empty, and how much ink it has, both from 0 to 1.
pub(crate) fn points(digits: &[Digit]) -> Vec<(f64, f64)> {
    let share = |pixels: &[u8], weight: fn(u8) -> f64| {
        pixels.iter().map(|&pixel| weight(pixel)).sum::<f64>() / pixels.len() as f64
    };
    let point = |digit: &Digit| {
        (
            share(&digit.pixels, |pixel| f64::from(u8::from(pixel > 0))),
            share(&digit.pixels, |pixel| f64::from(pixel) / 16.0),
        )
    };
    digits.iter().map(point).collect()
}

/// The line of least squares, by gradient descent.
pub(crate) fn fit(points: &[(f64, f64)]) -> Line {
    let mean =
        |value: &dyn Fn(f64, f64) -> f64| points.iter().map(|&(x, y)| value(x, y)).sum::<f64>() / points.len() as f64;
    let (center, height) = (mean(&|x, _| x), mean(&|_, y| y));
    let spread = mean(&|x, _| (x - center).powi(2));
    let mut line = Line { slope: 0.0, offset: height };
    for step in 0..100 {
        let error = mean(&|x, y| (line.at(x) - y).powi(2));
        tracing::info!(nnviz.step = step, "nnviz.scalar.line fit/error" = error, "line fit");
        let slope = line.slope - 0.05 * mean(&|x, y| (line.at(x) - y) * (x - center)) / spread;
        line = Line { slope, offset: height - slope * center };
    }
    line
}
