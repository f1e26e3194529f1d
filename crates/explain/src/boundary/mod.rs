//! Decision regions: which class a model answers at each place of a plane, and how surely.
//!
//! A plane is that of a model's two inputs, or the one through three samples of any shape: the straight cut through the space
//! of inputs on which all three lie (as in Somepalli et al. 2022, "Can Neural Nets Learn the Same Model Twice?").

mod plane;

use burn::tensor::Tensor;

pub use plane::Plane;

use crate::colormap::blend;
use crate::model::{at_least_one, score_rows};
use crate::sketch::{Anchor, INK, MUTED, Sketch};
use crate::{Error, Heatmap, Picture};

/// The answers of a model on the points of a plane.
#[derive(Clone, Debug)]
pub struct DecisionRegions {
    side: usize,
    across: (f32, f32),
    up: (f32, f32),
    classes: Vec<usize>,
    confidence: Vec<f32>,
    marks: Vec<((f32, f32), Option<usize>)>,
}

/// Ten colours that are told apart, for ten classes; then again.
const COLOURS: [[u8; 3]; 10] = [
    [31, 119, 180],
    [255, 127, 14],
    [44, 160, 44],
    [214, 39, 40],
    [148, 103, 189],
    [140, 86, 75],
    [227, 119, 194],
    [127, 127, 127],
    [188, 189, 34],
    [23, 190, 207],
];

const SIDE: f32 = 360.0;
const MARGIN: f32 = 24.0;

impl DecisionRegions {
    /// Asks the model at `side` × `side` points of a plane, `batch` at once.
    ///
    /// ```
    /// use burn::tensor::{Device, Tensor};
    /// use nnviz_explain::{DecisionRegions, Plane};
    /// // Two classes: x above y, and below.
    /// let model = |points: Tensor<2>| Tensor::cat(vec![points.clone().narrow(1, 0, 1), points.narrow(1, 1, 1)], 1);
    /// let plane = Plane::of_two_inputs((-1.0, 1.0), (-1.0, 1.0), &Device::default())?;
    /// let regions = DecisionRegions::new(model, &plane, 11, 64)?;
    /// assert_eq!((regions.class_at(0, 0), regions.class_at(10, 10)), (1, 0)); // the upper left corner, the lower right
    /// # Ok::<(), nnviz_explain::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Option`] for no points, [`Error::Output`] for what is no row of class scores, [`Error::NotFinite`] for
    /// scores that are no numbers.
    pub fn new<const D: usize>(
        model: impl Fn(Tensor<D>) -> Tensor<2>,
        plane: &Plane<D>,
        side: usize,
        batch: usize,
    ) -> Result<Self, Error> {
        at_least_one("the number of points to a side", side)?;
        at_least_one("the batch", batch)?;
        let places: Vec<(f32, f32)> =
            (0..side * side).map(|index| plane.place(index % side, index / side, side)).collect();
        let (mut classes, mut confidence) = (Vec::new(), Vec::new());
        for some in places.chunks(batch) {
            for scores in score_rows(&model, plane.points(some))? {
                let (class, sure) = answer(&scores);
                classes.push(class);
                confidence.push(sure as f32);
            }
        }
        let marks = plane.marks().to_vec();
        Ok(Self { side, across: plane.across(), up: plane.up(), classes, confidence, marks })
    }

    /// The class at a point, counted from the left and from the top.
    ///
    /// # Panics
    /// When there is no such point, as indexing a slice does.
    pub fn class_at(&self, column: usize, row: usize) -> usize {
        self.classes[row * self.side + column]
    }

    /// How sure the model is: the softmax of the class that it answers, as a map.
    ///
    /// # Errors
    /// None that can be met: there is a value for each point.
    pub fn confidence(&self) -> Result<Heatmap, Error> {
        Heatmap::new(self.side, self.side, self.confidence.clone())
    }

    /// The share of the places at which the answer is another than it was, from 0 to 1.
    ///
    /// # Errors
    /// [`Error::Option`] when the two have not as many points to a side.
    pub fn changed_since(&self, before: &Self) -> Result<f64, Error> {
        if self.side != before.side {
            let must_be = "that of the regions before";
            return Err(Error::Option { option: "the number of points to a side", value: self.side as f64, must_be });
        }
        let others = self.classes.iter().zip(&before.classes).filter(|(now, then)| now != then).count();
        Ok(others as f64 / self.classes.len() as f64)
    }

    /// Adds points in the plane's coordinates, with the class that they truly are of.
    #[must_use]
    pub fn with_points(mut self, points: impl IntoIterator<Item = ((f32, f32), usize)>) -> Self {
        self.marks.extend(points.into_iter().map(|(at, class)| (at, Some(class))));
        self
    }

    /// The regions in the colours of their classes, paler where the model is less sure.
    pub fn picture(&self) -> Picture {
        let pixel =
            |(class, sure): (&usize, &f32)| colour(*class).map(|channel| blend(255, channel, 0.15 + 0.55 * sure));
        let rgb = self.classes.iter().zip(&self.confidence).flat_map(pixel).collect();
        Picture::trusted(self.side, self.side, rgb)
    }

    /// The regions with points, axes and the names of the classes that are there; without names, their numbers.
    pub fn sketch(&self, title: &str, names: &[&str]) -> Sketch {
        let top = MARGIN + 26.0;
        let mut sketch = Sketch::new(SIDE + 2.0 * MARGIN + 120.0, top + SIDE + MARGIN + 18.0);
        sketch.title(title, (MARGIN, MARGIN), Anchor::Start, 16.0);
        sketch.picture(self.picture(), (MARGIN, top), (SIDE, SIDE));
        for (place, class) in &self.marks {
            self.draw_point(&mut sketch, *place, *class, top);
        }
        let axis = [(self.across.0, MARGIN, Anchor::Start), (self.across.1, MARGIN + SIDE, Anchor::End)];
        for (value, left, anchor) in axis {
            sketch.text(crate::heatmap::tidy(value), (left, top + SIDE + 14.0), anchor, 12.0, MUTED);
        }
        let mut there: Vec<usize> = self.classes.clone();
        there.sort_unstable();
        there.dedup();
        for (index, class) in there.iter().enumerate() {
            let y = top + 10.0 + index as f32 * 20.0;
            let name = names.get(*class).map_or_else(|| class.to_string(), |name| (*name).to_owned());
            sketch.rectangle((MARGIN + SIDE + 16.0, y - 6.0), (12.0, 12.0), colour(*class));
            sketch.text(name, (MARGIN + SIDE + 36.0, y), Anchor::Start, 13.0, INK);
        }
        sketch
    }

    fn draw_point(&self, sketch: &mut Sketch, (x, y): (f32, f32), class: Option<usize>, top: f32) {
        let share = |value: f32, (low, high): (f32, f32)| (value - low) / (high - low);
        let (right, down) = (share(x, self.across), 1.0 - share(y, self.up));
        if (0.0..=1.0).contains(&right) && (0.0..=1.0).contains(&down) {
            let at = (MARGIN + right * SIDE, top + down * SIDE);
            let radius = if class.is_some() { 3.0 } else { 5.0 };
            sketch.dot(at, radius + 1.0, [255; 3]);
            sketch.dot(at, radius, class.map_or(INK, colour));
        }
    }
}

/// The class with the highest score, and its softmax.
fn answer(scores: &[f64]) -> (usize, f64) {
    let best = (0..scores.len()).max_by(|one, other| scores[*one].total_cmp(&scores[*other])).unwrap_or(0);
    (best, 1.0 / scores.iter().map(|score| (score - scores[best]).exp()).sum::<f64>())
}

fn colour(class: usize) -> [u8; 3] {
    COLOURS[class % COLOURS.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    #[test]
    fn the_softmax_of_the_best_is_the_confidence() {
        assert_eq!(answer(&[0.0, 0.0]), (1, 0.5));
        let (class, sure) = answer(&[1000.0, 0.0]);
        assert_eq!((class, sure), (0, 1.0));
    }

    #[test]
    fn a_line_that_moved_changed_the_places_that_it_passed() {
        let plane = Plane::of_two_inputs((0.0, 1.0), (0.0, 1.0), &Device::default()).unwrap();
        let split = |at: f32, side| {
            let model = |points: Tensor<2>| {
                let right = points.narrow(1, 0, 1) - at;
                Tensor::cat(vec![right.clone().neg(), right], 1)
            };
            DecisionRegions::new(model, &plane, side, 64).unwrap()
        };
        // Of the columns at 0, 0.1, … 1, three lie between 0.25 and 0.55.
        assert_eq!(split(0.55, 11).changed_since(&split(0.25, 11)).unwrap(), 3.0 / 11.0);
        assert_eq!(split(0.55, 11).changed_since(&split(0.55, 11)).unwrap(), 0.0);
        assert!(matches!(split(0.5, 11).changed_since(&split(0.5, 12)), Err(Error::Option { .. })));
    }

    #[test]
    fn three_samples_lie_in_their_regions() {
        let device = Device::default();
        // Three points of a space of four dimensions; the model answers the nearest.
        let corners =
            Tensor::<2>::from_data([[1.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0], [0.0, 0.0, 3.0, 1.0]], &device);
        let nearest = |points: Tensor<2>| {
            let squares = |rows: Tensor<2>| rows.powi_scalar(2).sum_dim(1);
            squares(corners.clone()).transpose() * -1.0 + points.matmul(corners.clone().transpose()) * 2.0
        };
        let plane = Plane::through(corners.clone()).unwrap();
        let regions = DecisionRegions::new(nearest, &plane, 41, 100).unwrap();
        assert_eq!(regions.marks.len(), 3);
        for (class, ((x, y), _)) in regions.marks.iter().enumerate() {
            let column = ((x - regions.across.0) / (regions.across.1 - regions.across.0) * 40.0).round() as usize;
            let row = ((regions.up.1 - y) / (regions.up.1 - regions.up.0) * 40.0).round() as usize;
            assert_eq!(regions.class_at(column, row), class);
        }
        assert!(regions.sketch("plane", &["a", "b", "c"]).to_svg().unwrap().contains(">c<"));
    }
}
