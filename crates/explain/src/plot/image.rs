//! shap's image plot: a row an image, a column a class; red speaks for the class and blue against it.

use crate::heatmap::draw_colour_bar;
use crate::sketch::{Anchor, FAINT, INK, MUTED, Sketch};
use crate::{Blend, ColourMap, Error, Heatmap, Picture, Scale};

/// Rows of an image and its values for each class, on one scale: the 99.9th percentile of all magnitudes to both sides.
///
/// ```
/// use nnviz_explain::{Heatmap, ImagePlot, Picture};
/// let digit = Picture::grey(8, 8, &[200; 64])?;
/// let values = Heatmap::new(8, 8, vec![0.5; 64])?;
/// let sketch = ImagePlot::new(["three", "eight"]).row("3", digit, vec![values.clone(), values]).sketch()?;
/// assert!(sketch.to_svg()?.contains("eight"));
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ImagePlot {
    classes: Vec<String>,
    rows: Vec<Row>,
    scale: Option<Scale>,
}

#[derive(Clone, Debug)]
struct Row {
    label: String,
    image: Picture,
    values: Vec<Heatmap>,
}

const MARGIN: f32 = 16.0;
const CELL: f32 = 112.0;
const GAP: f32 = 8.0;
const HEADER: f32 = 26.0;
const BELOW: f32 = 6.0;
/// How strong the image shows through below the values, as in shap.
const UNDERLAY: f32 = 0.15;

impl ImagePlot {
    /// A plot with a column for each of these classes.
    pub fn new<L: Into<String>>(classes: impl IntoIterator<Item = L>) -> Self {
        Self { classes: classes.into_iter().map(Into::into).collect(), rows: Vec::new(), scale: None }
    }

    /// Adds an image with its values, one map for each class; `label` is what is written above it.
    #[must_use]
    pub fn row(mut self, label: impl Into<String>, image: Picture, values: Vec<Heatmap>) -> Self {
        self.rows.push(Row { label: label.into(), image, values });
        self
    }

    /// A fixed scale, so that plots of different steps compare.
    #[must_use]
    pub fn scale(mut self, scale: Scale) -> Self {
        self.scale = Some(scale);
        self
    }

    /// The drawing.
    ///
    /// # Errors
    /// [`Error::Size`] when a row has not a map for each class.
    pub fn sketch(&self) -> Result<Sketch, Error> {
        if let Some(row) = self.rows.iter().find(|row| row.values.len() != self.classes.len()) {
            let (shape, values) = (vec![self.classes.len()], row.values.len());
            return Err(Error::Size { what: "a map for each class", shape, values });
        }
        let all = self.rows.iter().flat_map(|row| &row.values);
        let scale = self.scale.unwrap_or_else(|| Scale::percentile(all, 99.9));
        let width = 2.0 * MARGIN + (self.classes.len() + 1) as f32 * (CELL + GAP) - GAP + GAP;
        let below = MARGIN + self.rows.len() as f32 * (CELL + HEADER + BELOW) + GAP;
        let mut sketch = Sketch::new(width, below + 56.0);
        for (index, row) in self.rows.iter().enumerate() {
            self.draw_row(&mut sketch, MARGIN + index as f32 * (CELL + HEADER + BELOW), index == 0, row, scale)?;
        }
        let length = (width - 2.0 * MARGIN).min(320.0);
        let label = "Shapley value";
        draw_colour_bar(
            &mut sketch,
            ((width - length) / 2.0, below + 10.0),
            length,
            label,
            ColourMap::RedTransparentBlue,
            scale,
        );
        Ok(sketch)
    }

    fn draw_row(&self, sketch: &mut Sketch, top: f32, first: bool, row: &Row, scale: Scale) -> Result<(), Error> {
        let at = |column: usize| MARGIN + column as f32 * (CELL + GAP) + if column > 0 { GAP } else { 0.0 };
        sketch.text(row.label.as_str(), (at(0), top + 12.0), Anchor::Start, 13.0, INK);
        place(sketch, &row.image, (at(0), top + HEADER));
        for (index, (class, values)) in self.classes.iter().zip(&row.values).enumerate() {
            if first {
                sketch.text(class.as_str(), (at(index + 1) + CELL / 2.0, top + 12.0), Anchor::Middle, 13.0, MUTED);
            }
            let pale = row.image.to_grey().faded(UNDERLAY);
            let picture = values.overlay(&pale, ColourMap::RedTransparentBlue, scale, Blend::Alpha(1.0))?;
            place(sketch, &picture, (at(index + 1), top + HEADER));
        }
        Ok(())
    }
}

/// As large as the cell allows, in the middle of it.
fn place(sketch: &mut Sketch, picture: &Picture, (left, top): (f32, f32)) {
    let scale = CELL / picture.width().max(picture.height()) as f32;
    let size = (picture.width() as f32 * scale, picture.height() as f32 * scale);
    let (left, top) = (left + (CELL - size.0) / 2.0, top + (CELL - size.1) / 2.0);
    sketch.picture(picture.clone(), (left, top), size);
    // A frame: most values are white, as the paper is.
    let (right, bottom) = (left + size.0, top + size.1);
    sketch.line(vec![(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], 0.5, FAINT);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mark;

    #[test]
    fn what_speaks_for_a_class_is_red_and_what_speaks_against_it_blue() {
        let image = Picture::grey(2, 1, &[255, 255]).unwrap();
        let values = Heatmap::new(2, 1, vec![1.0, -1.0]).unwrap();
        let sketch = ImagePlot::new(["a"]).row("", image, vec![values]).sketch().unwrap();
        let pictures: Vec<&Picture> = sketch
            .marks()
            .iter()
            .filter_map(|mark| if let Mark::Picture { picture, .. } = mark { Some(picture) } else { None })
            .collect();
        assert_eq!(pictures[1].bytes(), [255, 13, 87, 30, 136, 229]);
    }

    #[test]
    fn each_class_has_a_map() {
        let image = Picture::grey(1, 1, &[0]).unwrap();
        assert!(matches!(ImagePlot::new(["a", "b"]).row("", image, vec![]).sketch(), Err(Error::Size { .. })));
    }
}
