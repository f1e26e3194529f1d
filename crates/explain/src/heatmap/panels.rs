//! Pictures side by side, with titles and the legend of their colours.

use super::Scale;
use crate::sketch::{Anchor, INK, MUTED, Sketch};
use crate::{ColourMap, Picture};

/// Pictures in rows, each with a title, and one legend for all: what is shown to a reader.
///
/// ```
/// use nnviz_explain::{ColourMap, Panels, Picture, Scale};
/// let digit = Picture::grey(8, 8, &[90; 64])?;
/// let sketch = Panels::new("Occlusion")
///     .panel("input", digit.clone())
///     .panel("heat", digit)
///     .legend("drop of the score", ColourMap::Viridis, Scale::fixed(0.0, 1.0)?)
///     .sketch();
/// assert!(sketch.to_svg()?.contains("drop of the score"));
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Panels {
    title: String,
    pictures: Vec<(String, Picture)>,
    columns: Option<usize>,
    legend: Option<Legend>,
    side: Option<f32>,
}

#[derive(Clone, Debug)]
struct Legend {
    label: String,
    colours: ColourMap,
    scale: Scale,
}

const MARGIN: f32 = 16.0;
const GAP: f32 = 10.0;
const TITLE: f32 = 26.0;
const CAPTION: f32 = 20.0;
const LEGEND: f32 = 46.0;

impl Panels {
    /// No panels yet; an empty title takes no room.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Adds a picture with what is written above it.
    #[must_use]
    pub fn panel(mut self, title: impl Into<String>, picture: Picture) -> Self {
        self.pictures.push((title.into(), picture));
        self
    }

    /// How many are in a row; all, unless told.
    #[must_use]
    pub fn columns(mut self, columns: usize) -> Self {
        self.columns = Some(columns.max(1));
        self
    }

    /// The height of each panel in units; unless told, small pictures become about 160 high and large ones 240.
    #[must_use]
    pub fn height(mut self, units: f32) -> Self {
        self.side = Some(units.max(1.0));
        self
    }

    /// What the colours mean, below the panels.
    #[must_use]
    pub fn legend(mut self, label: impl Into<String>, colours: ColourMap, scale: Scale) -> Self {
        self.legend = Some(Legend { label: label.into(), colours, scale });
        self
    }

    /// The drawing.
    pub fn sketch(&self) -> Sketch {
        let columns = self.columns.unwrap_or(usize::MAX).min(self.pictures.len()).max(1);
        let (cell_width, cell_height) = self.cell();
        let rows = self.pictures.len().div_ceil(columns);
        let top = if self.title.is_empty() { MARGIN } else { MARGIN + TITLE };
        let width = 2.0 * MARGIN + columns as f32 * (cell_width + GAP) - GAP;
        let below = top + rows as f32 * (cell_height + CAPTION + GAP) - GAP;
        let legend = if self.legend.is_some() { LEGEND + GAP } else { 0.0 };
        let mut sketch = Sketch::new(width.max(120.0), below + legend + MARGIN);
        sketch.title(self.title.as_str(), (MARGIN, MARGIN + 8.0), Anchor::Start, 17.0);
        for (index, (title, picture)) in self.pictures.iter().enumerate() {
            let left = MARGIN + (index % columns) as f32 * (cell_width + GAP);
            let at = top + (index / columns) as f32 * (cell_height + CAPTION + GAP);
            sketch.text(title.as_str(), (left, at + 8.0), Anchor::Start, 13.0, INK);
            let size = fitted(picture, (cell_width, cell_height));
            sketch.picture(picture.clone(), (left, at + CAPTION), size);
        }
        if let Some(legend) = &self.legend {
            let length = (width - 2.0 * MARGIN).min(260.0);
            colour_bar(&mut sketch, (MARGIN, below + GAP + 6.0), length, legend);
        }
        sketch
    }

    /// The room for each picture: that of the largest at its height.
    fn cell(&self) -> (f32, f32) {
        let tallest = self.pictures.iter().map(|(_, picture)| picture.height()).max().unwrap_or(1);
        let side = self.side.unwrap_or(if tallest < 120 { 160.0 } else { 240.0 });
        let width = self.pictures.iter().map(|(_, picture)| picture.width() as f32 / picture.height() as f32 * side);
        (width.fold(1.0, f32::max), side)
    }
}

/// The largest size in a cell that keeps the picture's sides in proportion.
fn fitted(picture: &Picture, (width, height): (f32, f32)) -> (f32, f32) {
    let ratio = picture.width() as f32 / picture.height() as f32;
    if ratio * height <= width { (ratio * height, height) } else { (width, width / ratio) }
}

fn colour_bar(sketch: &mut Sketch, (left, top): (f32, f32), length: f32, legend: &Legend) {
    draw_colour_bar(sketch, (left, top), length, &legend.label, legend.colours, legend.scale);
}

/// A bar of all colours with the values of its ends, and of the middle for values of both signs.
pub(crate) fn draw_colour_bar(
    sketch: &mut Sketch,
    (left, top): (f32, f32),
    length: f32,
    label: &str,
    colours: ColourMap,
    scale: Scale,
) {
    let bar = (0..256).flat_map(|step| colours.rgb(step as f32 / 255.0)).collect();
    sketch.text(label, (left, top), Anchor::Start, 12.0, MUTED);
    sketch.picture(Picture::trusted(256, 1, bar), (left, top + 10.0), (length, 10.0));
    let middle = f32::midpoint(scale.low(), scale.high());
    for (share, value, anchor) in
        [(0.0, scale.low(), Anchor::Start), (0.5, middle, Anchor::Middle), (1.0, scale.high(), Anchor::End)]
    {
        sketch.text(tidy(value), (left + share * length, top + 29.0), anchor, 12.0, INK);
    }
}

/// Three figures, as they are read: `0.0412`, `12.3`, `1.2e-6`.
pub(crate) fn tidy(value: f32) -> String {
    let size = value.abs();
    if size == 0.0 || size <= f32::MIN_POSITIVE {
        return "0".to_owned();
    }
    if !(1e-3..1e5).contains(&size) {
        return format!("{value:.1e}");
    }
    let decimals = (2 - size.log10().floor() as i32).max(0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mark;

    #[test]
    fn numbers_are_short() {
        let values = [0.0, 1.0, -0.5, 0.041_234, 12.345, 1234.4, 1.2e-6, 2.5e7];
        let texts = values.map(tidy);
        assert_eq!(texts, ["0", "1", "-0.5", "0.0412", "12.3", "1234", "1.2e-6", "2.5e7"]);
    }

    #[test]
    fn panels_keep_their_proportions_and_stay_inside() {
        let wide = Picture::grey(40, 10, &[0; 400]).unwrap();
        let tall = Picture::grey(10, 40, &[0; 400]).unwrap();
        let sketch = Panels::new("both").panel("wide", wide).panel("tall", tall).columns(1).sketch();
        let (width, height) = sketch.size();
        for mark in sketch.marks() {
            let Mark::Picture { picture, at, size } = mark else { continue };
            let ratio = picture.width() as f32 / picture.height() as f32;
            assert!((size.0 / size.1 - ratio).abs() < 1e-4);
            assert!(at.0 + size.0 <= width && at.1 + size.1 <= height);
        }
    }
}
