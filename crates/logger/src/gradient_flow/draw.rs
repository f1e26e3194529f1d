//! The gradient flow as pictures: bars for one step, and a heatmap of layers × steps.

use plotters::prelude::{Color, PathElement, Rectangle, Text, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{IntoFont, RGBColor};

use super::Flow;
use crate::Image;
use crate::figure::{Area, DrawError, draw, heat};
use crate::worker::Entry;
use nnviz_record::Summary;

const INK: RGBColor = RGBColor(40, 44, 52);
const GRID: RGBColor = RGBColor(226, 230, 236);
const MEAN: RGBColor = RGBColor(33, 102, 172);
const GREATEST: RGBColor = RGBColor(171, 205, 233);
/// What hardly gets a gradient.
const FAINT: RGBColor = RGBColor(202, 60, 40);

/// A layer's mean is marked below this share of the largest layer's: the threshold of the rule on vanishing gradients.
const NEAR_ZERO: f64 = 1e-4;

/// How many steps the heatmap shows; beyond that every second one is forgotten.
const MOST_COLUMNS: usize = 160;

/// The height of a layer's row, and of the axis below.
const ROW: i32 = 20;
const TOP: i32 = 40;
const BOTTOM: i32 = 34;
const WIDTH: u32 = 760;
const RIGHT: i32 = 60;

/// The steps so far.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    layers: Vec<String>,
    /// For each look its step and the mean |g| of the layers.
    columns: Vec<(i64, Vec<f64>)>,
    last_drawn: Option<i64>,
}

impl Pictures {
    pub(super) fn push_entries(&mut self, flow: &Flow, step: i64, every: i64, entries: &mut Vec<Entry>) {
        if flow.layers.is_empty() {
            return;
        }
        self.remember(flow, step);
        let due = self.last_drawn.is_none_or(|last| step.div_euclid(every) > last.div_euclid(every));
        if !due {
            return;
        }
        self.last_drawn = Some(step);
        let rows = flow.layers.len() as i32;
        let size = (WIDTH, (TOP + rows * ROW + BOTTOM) as u32);
        push("gradient_flow/bars", size, entries, |area| bars(area, flow, step));
        if self.columns.len() > 1 {
            push("gradient_flow/heatmap", size, entries, |area| self.heatmap(area));
        }
    }

    fn remember(&mut self, flow: &Flow, step: i64) {
        if self.layers.len() != flow.layers.len() {
            self.columns.clear();
        }
        self.layers = flow.layers.iter().map(|layer| layer.name.clone()).collect();
        self.columns.push((step, flow.layers.iter().map(super::Layer::mean).collect()));
        if self.columns.len() > MOST_COLUMNS {
            let mut index = 0;
            self.columns.retain(|_| {
                index += 1;
                index % 2 == 1
            });
        }
    }

    fn heatmap(&self, area: &Area<'_>) -> Result<(), DrawError> {
        let left = label_width(self.layers.iter());
        let values = || self.columns.iter().flat_map(|(_, means)| means.iter().copied());
        let decades = Decades::around(values());
        let width = f64::from(WIDTH as i32 - left - RIGHT) / self.columns.len() as f64;
        let x = |column: usize| left + (column as f64 * width).round() as i32;
        for (column, (_, means)) in self.columns.iter().enumerate() {
            for (row, &mean) in means.iter().enumerate() {
                let y = TOP + row as i32 * ROW;
                let colour = heat(decades.share(mean));
                area.draw(&Rectangle::new([(x(column), y), (x(column + 1), y + ROW)], colour.filled()))?;
            }
        }
        labels(area, left, self.layers.iter().map(|layer| (layer.as_str(), false)))?;
        title(area, "mean |g| of each layer over the steps, logarithmic")?;
        self.step_axis(area, &x)?;
        decades.legend(area, self.layers.len() as i32 * ROW)
    }

    fn step_axis(&self, area: &Area<'_>, x: &impl Fn(usize) -> i32) -> Result<(), DrawError> {
        let bottom = TOP + self.layers.len() as i32 * ROW;
        let count = self.columns.len();
        for tick in 0..5.min(count) {
            let column = tick * (count - 1) / 4.min(count - 1).max(1);
            let Some((step, _)) = self.columns.get(column) else { continue };
            let middle = i32::midpoint(x(column), x(column + 1));
            area.draw(&PathElement::new(vec![(middle, bottom), (middle, bottom + 4)], INK.stroke_width(1)))?;
            area.draw(&Text::new(step.to_string(), (middle, bottom + 6), style(12, &INK, HPos::Center, VPos::Top)))?;
        }
        let end = (WIDTH as i32 - 6, bottom + 6);
        Ok(area.draw(&Text::new("step", end, style(12, &INK, HPos::Right, VPos::Top)))?)
    }
}

/// A picture that cannot be drawn is left out: the numbers are there beside it.
fn push(
    tag: &str,
    size: (u32, u32),
    entries: &mut Vec<Entry>,
    drawing: impl FnOnce(&Area<'_>) -> Result<(), DrawError>,
) {
    match draw(size, drawing).and_then(|pixels| Image::from(pixels).encode(tag)) {
        Ok(encoded) => entries.push(Entry::new(tag, Summary::Image(encoded))),
        Err(error) => tracing::warn!(%error, tag, "nnviz: a picture of the gradient flow"),
    }
}

/// Mean and greatest |g| of each layer, from the first at the top; those near zero are marked.
fn bars(area: &Area<'_>, flow: &Flow, step: i64) -> Result<(), DrawError> {
    let left = label_width(flow.layers.iter().map(|layer| &layer.name));
    let decades = Decades::around(flow.layers.iter().flat_map(|layer| [layer.mean(), layer.max_abs]));
    let largest = flow.layers.iter().map(super::Layer::mean).fold(0.0, f64::max);
    let x = |value: f64| left + (decades.share(value) * f64::from(WIDTH as i32 - left - RIGHT)).round() as i32;
    let bottom = TOP + flow.layers.len() as i32 * ROW;
    for decade in decades.shown() {
        let at = x(10_f64.powi(decade));
        area.draw(&PathElement::new(vec![(at, TOP), (at, bottom)], GRID.stroke_width(1)))?;
        let text = format!("1e{decade}");
        area.draw(&Text::new(text, (at, bottom + 6), style(12, &INK, HPos::Center, VPos::Top)))?;
    }
    let faint = |layer: &super::Layer| layer.mean() <= NEAR_ZERO * largest;
    for (row, layer) in flow.layers.iter().enumerate() {
        let y = TOP + row as i32 * ROW;
        let bar = |value, colour: RGBColor, inset| {
            Rectangle::new([(left, y + inset), (x(value).max(left + 1), y + ROW - inset)], colour.filled())
        };
        area.draw(&bar(layer.max_abs, if faint(layer) { heat_of_faint() } else { GREATEST }, 3))?;
        area.draw(&bar(layer.mean(), if faint(layer) { FAINT } else { MEAN }, 6))?;
        if faint(layer) {
            let beside = (x(layer.max_abs).max(left + 1) + 6, y + ROW / 2);
            area.draw(&Text::new("near zero", beside, style(12, &FAINT, HPos::Left, VPos::Center)))?;
        }
    }
    labels(area, left, flow.layers.iter().map(|layer| (layer.name.as_str(), faint(layer))))?;
    title(area, &format!("mean (dark) and greatest (light) |g| of each layer at step {step}"))
}

/// The light colour of a layer near zero.
fn heat_of_faint() -> RGBColor {
    RGBColor(244, 196, 186)
}

/// The powers of ten that an axis spans.
struct Decades {
    low: i32,
    high: i32,
}

impl Decades {
    /// At most fifteen of them, below the greatest value.
    fn around(values: impl Iterator<Item = f64>) -> Self {
        let logs = values.filter(|value| value.is_finite() && *value > 0.0).map(f64::log10);
        let (low, high) =
            logs.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), log| (low.min(log), high.max(log)));
        if low > high {
            return Self { low: -1, high: 0 };
        }
        let high = high.ceil() as i32;
        Self { low: (low.floor() as i32).clamp(high - 15, high - 1), high }
    }

    /// Where a value lies, from 0 to 1.
    fn share(&self, value: f64) -> f64 {
        let log = if value > 0.0 { value.log10() } else { f64::NEG_INFINITY };
        ((log - f64::from(self.low)) / f64::from(self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Those that are written at the axis.
    fn shown(&self) -> impl Iterator<Item = i32> + use<> {
        let stride = ((self.high - self.low) / 8 + 1) as usize;
        (self.low..=self.high).rev().step_by(stride)
    }

    /// A strip of the colours, at the right.
    fn legend(&self, area: &Area<'_>, height: i32) -> Result<(), DrawError> {
        let x = WIDTH as i32 - RIGHT + 10;
        let height = height.min(160);
        for y in 0..height {
            let colour = heat(1.0 - f64::from(y) / f64::from(height));
            area.draw(&Rectangle::new([(x, TOP + y), (x + 10, TOP + y + 1)], colour.filled()))?;
        }
        let most = (height / 16).max(1);
        let stride = ((self.high - self.low) / most + 1) as usize;
        for decade in (self.low..=self.high).rev().step_by(stride) {
            let y = TOP + ((1.0 - self.share(10_f64.powi(decade))) * f64::from(height)).round() as i32;
            area.draw(&Text::new(format!("1e{decade}"), (x + 14, y), style(11, &INK, HPos::Left, VPos::Center)))?;
        }
        Ok(())
    }
}

fn title(area: &Area<'_>, text: &str) -> Result<(), DrawError> {
    Ok(area.draw(&Text::new(text.to_owned(), (10, 10), style(14, &INK, HPos::Left, VPos::Top)))?)
}

/// The names of the layers, beside their rows.
fn labels<'a>(area: &Area<'_>, left: i32, layers: impl Iterator<Item = (&'a str, bool)>) -> Result<(), DrawError> {
    for (row, (layer, faint)) in layers.enumerate() {
        let at = (left - 8, TOP + row as i32 * ROW + ROW / 2);
        let colour = if faint { FAINT } else { INK };
        area.draw(&Text::new(shortened(layer), at, style(12, &colour, HPos::Right, VPos::Center)))?;
    }
    Ok(())
}

/// How many letters of a name are shown: its end tells more than its beginning.
const LETTERS: usize = 34;

fn shortened(name: &str) -> String {
    let count = name.chars().count();
    if count <= LETTERS {
        name.to_owned()
    } else {
        format!("…{}", name.chars().skip(count - LETTERS).collect::<String>())
    }
}

fn label_width<'a>(layers: impl Iterator<Item = &'a String>) -> i32 {
    let letters = layers.map(|layer| layer.chars().count().min(LETTERS + 1)).max().unwrap_or(0);
    (letters as i32 * 7 + 16).max(60)
}

fn style(size: i32, colour: &RGBColor, h: HPos, v: VPos) -> TextStyle<'_> {
    TextStyle::from(("sans-serif", size).into_font()).color(colour).pos(Pos::new(h, v))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decades_hold_the_values() {
        let decades = Decades::around([3e-5, 0.0, 2.0, f64::NAN].into_iter());
        assert_eq!((decades.low, decades.high), (-5, 1));
        assert_eq!((decades.share(0.0), decades.share(10.0)), (0.0, 1.0));
        assert!((decades.share(1e-2) - 0.5).abs() < 1e-12);
        let nothing = Decades::around([0.0].into_iter());
        assert_eq!((nothing.low, nothing.high), (-1, 0));
    }

    #[test]
    fn a_long_training_keeps_its_first_and_last_columns() {
        let mut pictures = Pictures::default();
        let layer = super::super::Layer { name: "fc".to_owned(), sum_abs: 1.0, count: 1, max_abs: 1.0 };
        let flow = Flow { layers: vec![layer], ..Flow::default() };
        let mut entries = Vec::new();
        for step in 0..1000 {
            pictures.push_entries(&flow, step, 400, &mut entries);
        }
        assert!(pictures.columns.len() <= MOST_COLUMNS);
        assert_eq!(pictures.columns.first().map(|(step, _)| *step), Some(0));
        assert_eq!(pictures.columns.last().map(|(step, _)| *step), Some(999));
        let tags: Vec<_> = entries.iter().map(|entry| entry.tag.as_str()).collect();
        let (bars, heatmap) = ("gradient_flow/bars", "gradient_flow/heatmap");
        assert_eq!(tags, [bars, bars, heatmap, bars, heatmap], "at steps 0, 400 and 800");
    }
}
