//! shap's beeswarm: for each feature of a table a dot an input, placed by its Shapley value and coloured by the feature's.

use crate::colormap::{BLUE, RED, blend};
use crate::heatmap::{percentile, tidy};
use crate::sketch::{Anchor, FAINT, INK, MUTED, Sketch};
use crate::{Error, Picture};

/// A row of dots for each feature, the most important above.
#[derive(Clone, Debug)]
pub struct Beeswarm {
    features: Vec<String>,
    /// `[feature][input]`: Shapley value, and value of the feature.
    dots: Vec<Vec<(f64, f32)>>,
    most: usize,
}

const WIDTH: f32 = 620.0;
const LEFT: f32 = 170.0;
const RIGHT: f32 = 90.0;
const ROW: f32 = 34.0;
const TOP: f32 = 14.0;
const RADIUS: f32 = 2.6;

impl Beeswarm {
    /// Shapley values and the features' own: `[input][feature]` both.
    ///
    /// # Errors
    /// [`Error::Size`] when a row has not one value for each feature, or the two have not the same inputs.
    pub fn new<L: Into<String>>(
        features: impl IntoIterator<Item = L>,
        shapley: &[Vec<f64>],
        values: &[Vec<f32>],
    ) -> Result<Self, Error> {
        let features: Vec<String> = features.into_iter().map(Into::into).collect();
        let lengths = shapley.iter().map(Vec::len).chain(values.iter().map(Vec::len));
        let wrong = lengths.into_iter().find(|length| *length != features.len());
        if let Some(values) = wrong {
            return Err(Error::Size { what: "a value for each feature", shape: vec![features.len()], values });
        }
        if shapley.len() != values.len() || shapley.is_empty() {
            return Err(Error::Size { what: "the inputs' features", shape: vec![shapley.len()], values: values.len() });
        }
        let pairs =
            |feature: usize| shapley.iter().zip(values).map(|(row, values)| (row[feature], values[feature])).collect();
        let dots = (0..features.len()).map(pairs).collect();
        Ok(Self { features, dots, most: 10 })
    }

    /// How many features are shown; the others become one row of their sums (10, as shap's).
    #[must_use]
    pub fn most(mut self, features: usize) -> Self {
        self.most = features.max(1);
        self
    }

    /// The drawing.
    pub fn sketch(&self) -> Sketch {
        let rows = self.rows();
        let bottom = TOP + rows.len() as f32 * ROW;
        let mut sketch = Sketch::new(WIDTH, bottom + 48.0);
        let all = || rows.iter().flat_map(|row| &row.dots).map(|dot| dot.0);
        let (low, high) = (all().fold(0.0, f64::min), all().fold(0.0, f64::max));
        let length = WIDTH - LEFT - RIGHT;
        let at = |value: f64| LEFT + ((value - low) / (high - low).max(f64::MIN_POSITIVE)) as f32 * length;
        for (index, row) in rows.iter().enumerate() {
            let middle = TOP + (index as f32 + 0.5) * ROW;
            sketch.line(vec![(LEFT, middle), (LEFT + length, middle)], 1.0, FAINT);
            sketch.text(row.label.as_str(), (LEFT - 12.0, middle), Anchor::End, 13.0, INK);
            draw_row(&mut sketch, row, middle, at);
        }
        sketch.line(vec![(at(0.0), TOP), (at(0.0), bottom)], 1.0, MUTED);
        for (value, anchor) in [(low, Anchor::Start), (0.0, Anchor::Middle), (high, Anchor::End)] {
            sketch.text(tidy(value as f32), (at(value), bottom + 14.0), anchor, 12.0, INK);
        }
        sketch.text("Shapley value", (LEFT + length / 2.0, bottom + 34.0), Anchor::Middle, 12.0, MUTED);
        legend(&mut sketch, (LEFT + length + 24.0, TOP + 14.0), (bottom - TOP - 28.0).max(30.0));
        sketch
    }

    fn rows(&self) -> Vec<Row> {
        let weights: Vec<f64> = self.dots.iter().map(|dots| dots.iter().map(|dot| dot.0.abs()).sum()).collect();
        let order = order(&weights);
        let (shown, others) = order.split_at(rest(order.len(), self.most));
        let row = |index: &usize| Row { label: self.features[*index].clone(), dots: coloured(&self.dots[*index]) };
        let mut rows: Vec<Row> = shown.iter().map(row).collect();
        if !others.is_empty() {
            let sum = |input: usize| others.iter().map(|index| self.dots[*index][input].0).sum();
            let dots = (0..self.dots[0].len()).map(|input| (sum(input), None)).collect();
            rows.push(Row { label: format!("{} others", others.len()), dots });
        }
        rows
    }
}

struct Row {
    label: String,
    /// Shapley value, and how high the feature is, 0 to 1; `None` for a sum of features.
    dots: Vec<(f64, Option<f32>)>,
}

/// From the 5th percentile of the feature to the 95th, as shap does: outliers would make all others alike.
fn coloured(dots: &[(f64, f32)]) -> Vec<(f64, Option<f32>)> {
    let mut sorted: Vec<f32> = dots.iter().map(|dot| dot.1).collect();
    sorted.sort_by(f32::total_cmp);
    let (mut low, mut high) = (percentile(&sorted, 5.0), percentile(&sorted, 95.0));
    if low == high {
        (low, high) = (percentile(&sorted, 0.0), percentile(&sorted, 100.0));
    }
    let position = |value: f32| if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
    dots.iter().map(|dot| (dot.0, Some(position(dot.1)))).collect()
}

/// Dots that would lie on each other are stacked, above and below the line in turn; full rows grow denser.
fn draw_row(sketch: &mut Sketch, row: &Row, middle: f32, at: impl Fn(f64) -> f32) {
    let mut columns: std::collections::BTreeMap<i32, Vec<(f32, [u8; 3])>> = std::collections::BTreeMap::new();
    for (value, position) in &row.dots {
        let x = at(*value);
        columns.entry((x / (1.5 * RADIUS)) as i32).or_default().push((x, colour(*position)));
    }
    let tallest = columns.values().map(Vec::len).max().unwrap_or(1);
    let spacing = ((ROW - 2.0 * RADIUS - 4.0) / tallest as f32).min(1.8 * RADIUS);
    for dots in columns.values() {
        for (index, (x, colour)) in dots.iter().enumerate() {
            let step = index.div_ceil(2) as f32 * spacing;
            let y = if index % 2 == 0 { middle + step } else { middle - step };
            sketch.dot((*x, y), RADIUS, *colour);
        }
    }
}

fn colour(position: Option<f32>) -> [u8; 3] {
    position.map_or([150, 150, 150], |share| [0, 1, 2].map(|channel| blend(BLUE[channel], RED[channel], share)))
}

fn legend(sketch: &mut Sketch, (left, top): (f32, f32), height: f32) {
    let bar = (0..64).flat_map(|step| colour(Some(1.0 - step as f32 / 63.0))).collect();
    sketch.picture(Picture::trusted(1, 64, bar), (left, top), (8.0, height));
    sketch.text("high", (left + 14.0, top + 5.0), Anchor::Start, 12.0, MUTED);
    sketch.text("low", (left + 14.0, top + height - 5.0), Anchor::Start, 12.0, MUTED);
}

/// Indices from the largest magnitude to the smallest.
pub(super) fn order(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*other].abs().total_cmp(&values[*one].abs()));
    order
}

/// How many are shown by themselves, when the others need a row too.
pub(super) fn rest(count: usize, most: usize) -> usize {
    if count <= most { count } else { most - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_order_and_dots_inside() {
        let shapley: Vec<Vec<f64>> = (0..40).map(|input| vec![0.1, f64::from(input % 5) - 2.0]).collect();
        let values: Vec<Vec<f32>> = (0..40).map(|input| vec![input as f32, 1.0]).collect();
        let plot = Beeswarm::new(["weak", "strong"], &shapley, &values).unwrap();
        assert_eq!(plot.rows().iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), ["strong", "weak"]);
        let sketch = plot.sketch();
        let (width, height) = sketch.size();
        let dots = sketch
            .marks()
            .iter()
            .filter_map(|mark| if let crate::Mark::Dot { at, .. } = mark { Some(*at) } else { None });
        let dots: Vec<_> = dots.collect();
        assert_eq!(dots.len(), 80);
        assert!(dots.iter().all(|(x, y)| (0.0..width).contains(x) && (0.0..height).contains(y)));
    }

    #[test]
    fn tables_must_fit() {
        assert!(Beeswarm::new(["a"], &[vec![1.0]], &[]).is_err());
        assert!(Beeswarm::new(["a"], &[vec![1.0, 2.0]], &[vec![1.0]]).is_err());
    }
}
