//! shap's bar plot: how much each feature matters, the most important above.

use super::beeswarm::{order, rest};
use crate::Error;
use crate::colormap::{BLUE, RED};
use crate::heatmap::tidy;
use crate::sketch::{Anchor, FAINT, INK, MUTED, Sketch};

/// Bars of one value a feature. For one input its Shapley values, red above zero and blue below; for many,
/// [`BarPlot::of_means`] of their magnitudes.
#[derive(Clone, Debug)]
pub struct BarPlot {
    features: Vec<String>,
    values: Vec<f64>,
    label: String,
    most: usize,
}

const WIDTH: f32 = 560.0;
const LEFT: f32 = 170.0;
const RIGHT: f32 = 70.0;
const ROW: f32 = 26.0;
const TOP: f32 = 14.0;

impl BarPlot {
    /// A value for each feature.
    ///
    /// # Errors
    /// [`Error::Size`] when there is not one value for each feature.
    pub fn new<L: Into<String>>(features: impl IntoIterator<Item = L>, values: &[f64]) -> Result<Self, Error> {
        let features: Vec<String> = features.into_iter().map(Into::into).collect();
        if features.len() != values.len() || values.is_empty() {
            return Err(Error::Size {
                what: "a value for each feature",
                shape: vec![features.len()],
                values: values.len(),
            });
        }
        Ok(Self { features, values: values.to_vec(), label: "Shapley value".to_owned(), most: 10 })
    }

    /// The mean magnitude of each feature over many inputs: `values[input][feature]`.
    ///
    /// # Errors
    /// [`Error::Size`] when an input has not one value for each feature.
    pub fn of_means<L: Into<String>>(
        features: impl IntoIterator<Item = L>,
        values: &[Vec<f64>],
    ) -> Result<Self, Error> {
        let features: Vec<String> = features.into_iter().map(Into::into).collect();
        if let Some(row) = values.iter().find(|row| row.len() != features.len()) {
            return Err(Error::Size {
                what: "a value for each feature",
                shape: vec![features.len()],
                values: row.len(),
            });
        }
        let mean =
            |feature: usize| values.iter().map(|row| row[feature].abs()).sum::<f64>() / values.len().max(1) as f64;
        let means: Vec<f64> = (0..features.len()).map(mean).collect();
        Ok(Self { label: "mean |Shapley value|".to_owned(), ..Self::new(features, &means)? })
    }

    /// What the lengths of the bars are; Shapley values, unless told.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// How many features are shown; the others become one bar (10, as shap's).
    #[must_use]
    pub fn most(mut self, features: usize) -> Self {
        self.most = features.max(1);
        self
    }

    /// The drawing.
    pub fn sketch(&self) -> Sketch {
        let bars = self.bars();
        let bottom = TOP + bars.len() as f32 * ROW;
        let mut sketch = Sketch::new(WIDTH, bottom + 44.0);
        let low = bars.iter().map(|(_, value)| *value).fold(0.0, f64::min);
        let high = bars.iter().map(|(_, value)| *value).fold(0.0, f64::max);
        // Room for the numbers beside the bars of both sides.
        let left = if low < 0.0 { LEFT + RIGHT } else { LEFT };
        let length = WIDTH - left - RIGHT;
        let at = |value: f64| left + ((value - low) / (high - low).max(f64::MIN_POSITIVE)) as f32 * length;
        for (index, (feature, value)) in bars.iter().enumerate() {
            let middle = TOP + (index as f32 + 0.5) * ROW;
            let (from, to) = (at(value.min(0.0)), at(value.max(0.0)));
            sketch.text(feature.as_str(), (LEFT - 12.0, middle), Anchor::End, 13.0, INK);
            sketch.rectangle((from, middle - 8.0), ((to - from).max(1.0), 16.0), if *value < 0.0 { BLUE } else { RED });
            let (beside, anchor, sign) = if *value < 0.0 {
                (from - 6.0, Anchor::End, "")
            } else {
                (to + 6.0, Anchor::Start, if low < 0.0 { "+" } else { "" })
            };
            sketch.text(format!("{sign}{}", tidy(*value as f32)), (beside, middle), anchor, 12.0, MUTED);
        }
        sketch.line(vec![(at(0.0), TOP), (at(0.0), bottom)], 1.0, MUTED);
        sketch.line(vec![(left, bottom + 6.0), (left + length, bottom + 6.0)], 1.0, FAINT);
        sketch.text(self.label.as_str(), (left + length / 2.0, bottom + 24.0), Anchor::Middle, 12.0, MUTED);
        sketch
    }

    /// The most important features, and the sum of the others.
    fn bars(&self) -> Vec<(String, f64)> {
        let order = order(&self.values);
        let (shown, others) = order.split_at(rest(order.len(), self.most));
        let mut bars: Vec<_> = shown.iter().map(|index| (self.features[*index].clone(), self.values[*index])).collect();
        if !others.is_empty() {
            bars.push((format!("{} others", others.len()), others.iter().map(|index| self.values[*index]).sum()));
        }
        bars
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_important_are_above_and_the_others_are_one() {
        let plot = BarPlot::new(["a", "b", "c", "d"], &[0.1, -3.0, 2.0, 0.3]).unwrap().most(3);
        let bars = plot.bars();
        let names: Vec<&str> = bars.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["b", "c", "2 others"]);
        assert!((bars[2].1 - 0.4).abs() < 1e-12);
        assert!(plot.sketch().to_svg().unwrap().contains("-3"));
    }

    #[test]
    fn means_are_of_magnitudes() {
        let plot = BarPlot::of_means(["a", "b"], &[vec![1.0, 0.0], vec![-3.0, 1.0]]).unwrap();
        assert_eq!(plot.bars(), [("a".to_owned(), 2.0), ("b".to_owned(), 0.5)]);
        assert!(BarPlot::of_means(["a"], &[vec![1.0, 2.0]]).is_err());
    }
}
