//! A map of samples: a dot each, coloured by its label.

use nnviz_projection::Embedding;

use crate::Error;
use crate::embedding::{centre, extent};
use crate::sketch::{Anchor, FAINT, INK, MUTED, Sketch};

/// Dots on a plane of fixed extent, so that the maps of all steps of a training compare: the centre of the map is in the middle,
/// and the edge lies at 2.5 times the root mean square of the distances from it. What lies beyond is drawn on the edge.
///
/// ```
/// use nnviz_explain::Scatter;
/// use nnviz_projection::Embedding;
/// let map = Embedding::new(vec![0.0, 0.0, 3.0, 4.0, -3.0, 1.0], 2).unwrap();
/// let sketch = Scatter::new(&map, ["a", "b", "a"])?.title("step 500").sketch();
/// assert!(sketch.to_svg()?.contains("step 500"));
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Scatter {
    title: String,
    /// −1 to 1 from edge to edge.
    places: Vec<[f32; 2]>,
    /// Which of the names each has.
    labels: Vec<usize>,
    names: Vec<String>,
}

const SIDE: f32 = 360.0;
const MARGIN: f32 = 16.0;
const TITLE: f32 = 26.0;
const RADIUS: f32 = 3.0;
const ROW: f32 = 18.0;
const LEGEND: f32 = 96.0;
/// Times the root mean square of the distances.
const EXTENT: f64 = 2.5;

/// Told apart by those who do not see all colours, too, as far as eight go (Okabe & Ito 2008); two more for ten digits. More
/// labels than these take them in turn.
const COLOURS: [[u8; 3]; 10] = [
    [0, 114, 178],
    [213, 94, 0],
    [0, 158, 115],
    [204, 121, 167],
    [230, 159, 0],
    [86, 180, 233],
    [150, 140, 20],
    [110, 110, 110],
    [120, 60, 160],
    [150, 20, 40],
];

impl Scatter {
    /// The first two dimensions of a map, and a label for each of its places.
    ///
    /// # Errors
    /// [`Error::Size`] when there is not a label for each place, or the map has one dimension only.
    pub fn new<L: ToString>(map: &Embedding, labels: impl IntoIterator<Item = L>) -> Result<Self, Error> {
        let labels: Vec<String> = labels.into_iter().map(|label| label.to_string()).collect();
        if labels.len() != map.rows() {
            return Err(Error::Size { what: "the labels of a map", shape: vec![map.rows()], values: labels.len() });
        }
        if map.dimensions() < 2 {
            return Err(Error::Size { what: "a map", shape: vec![map.rows(), 2], values: map.values().len() });
        }
        let mut names = labels.clone();
        names.sort_by(|one, other| (one.len(), one).cmp(&(other.len(), other))); // 9 before 10
        names.dedup();
        let index = |label: &String| names.iter().position(|name| name == label).unwrap_or(0);
        let labels = labels.iter().map(index).collect();
        Ok(Self { title: String::new(), places: placed(map), labels, names })
    }

    /// What is written above.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The drawing.
    pub fn sketch(&self) -> Sketch {
        let top = if self.title.is_empty() { MARGIN } else { MARGIN + TITLE };
        let legend = if self.names.len() > 1 { LEGEND } else { 0.0 };
        let height = (top + SIDE).max(top + self.names.len() as f32 * ROW) + MARGIN;
        let mut sketch = Sketch::new(2.0 * MARGIN + SIDE + legend, height);
        sketch.title(self.title.as_str(), (MARGIN, MARGIN + 8.0), Anchor::Start, 15.0);
        let (right, bottom) = (MARGIN + SIDE, top + SIDE);
        let frame = vec![(MARGIN, top), (right, top), (right, bottom), (MARGIN, bottom), (MARGIN, top)];
        sketch.line(frame, 1.0, FAINT);
        for (place, label) in self.places.iter().zip(&self.labels) {
            let at = |axis: usize| f32::midpoint(place[axis], 1.0) * (SIDE - 2.0 * RADIUS) + RADIUS;
            sketch.dot((MARGIN + at(0), bottom - at(1)), RADIUS, COLOURS[label % COLOURS.len()]);
        }
        if legend > 0.0 {
            self.legend(&mut sketch, (right + 18.0, top + 8.0));
        }
        sketch
    }

    fn legend(&self, sketch: &mut Sketch, (left, top): (f32, f32)) {
        for (index, name) in self.names.iter().enumerate() {
            let middle = top + index as f32 * ROW;
            sketch.dot((left, middle), RADIUS + 1.0, COLOURS[index % COLOURS.len()]);
            let colour = if name.is_empty() { MUTED } else { INK };
            sketch.text(name.as_str(), (left + 12.0, middle), Anchor::Start, 13.0, colour);
        }
    }
}

/// The places from edge to edge, as −1 to 1.
fn placed(map: &Embedding) -> Vec<[f32; 2]> {
    let centre = centre(map);
    let extent = EXTENT * extent(map, &centre);
    let share = |value: f64| if extent > 0.0 { (value / extent).clamp(-1.0, 1.0) as f32 } else { 0.0 };
    map.iter().map(|place| [0, 1].map(|axis| share(f64::from(place[axis]) - centre[axis]))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mark;

    fn map(times: f32) -> Embedding {
        let places = [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 9.0, -9.0].map(|value| 5.0 + times * value);
        Embedding::new(places.to_vec(), 2).unwrap()
    }

    #[test]
    fn a_map_twice_as_large_is_drawn_alike() {
        let (one, other) = (placed(&map(1.0)), placed(&map(2.0)));
        for (one, other) in one.iter().flatten().zip(other.iter().flatten()) {
            assert!((one - other).abs() < 1e-6);
        }
    }

    #[test]
    fn dots_lie_in_the_frame_and_labels_in_their_order() {
        let scatter = Scatter::new(&map(1.0), ["10", "9", "9", "0"]).unwrap();
        assert_eq!(scatter.names, ["0", "9", "10"]);
        let sketch = scatter.sketch();
        let (width, height) = sketch.size();
        let dots =
            sketch.marks().iter().filter_map(|mark| if let Mark::Dot { at, .. } = mark { Some(*at) } else { None });
        let dots: Vec<_> = dots.collect();
        assert_eq!(dots.len(), 4 + 3);
        assert!(dots.iter().all(|(x, y)| (0.0..width).contains(x) && (0.0..height).contains(y)));
    }

    #[test]
    fn each_place_needs_a_label() {
        assert!(matches!(Scatter::new(&map(1.0), ["a"]), Err(Error::Size { values: 1, .. })));
    }
}
