//! Gradient flow: does the gradient reach every layer?

use std::ops::Range;

use plotters::prelude::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, RGBAColor};

use super::canvas::{self, Area, label, label_width, px, shortened};
use super::{ChartError, axis};
use crate::theme;

const WIDTH: i32 = 540;
/// The height of a layer's row, of the legend above and of the axis below.
const ROW: i32 = 20;
const HEAD: i32 = 26;
const FOOT: i32 = 24;
/// More layers than this are not told apart on a page.
const MOST: usize = 120;

/// The gradient of one layer at one step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LayerFlow {
    /// The layer's name.
    pub name: String,
    /// The mean of |g| over the layer's parameters.
    pub mean: f64,
    /// The greatest |g|.
    pub max: f64,
}

/// Draws a bar for the mean and one for the greatest |g| of each layer, on a logarithmic axis, the first layer at the top.
/// A layer that has no gradient is marked, since no bar would be easy to miss.
///
/// # Errors
/// [`ChartError::Empty`] when there is no layer.
pub fn gradient_flow(layers: &[LayerFlow]) -> Result<String, ChartError> {
    if layers.is_empty() {
        return Err(ChartError::Empty { what: "layers" });
    }
    let shown = &layers[..layers.len().min(MOST)];
    let left_out = layers.len() - shown.len();
    let height = HEAD + FOOT + ROW * (shown.len() as i32 + i32::from(left_out > 0));
    canvas::draw((WIDTH, height), "Mean and greatest gradient of each layer", |area| {
        let names: Vec<String> = shown.iter().map(|layer| shortened(&layer.name, 36)).collect();
        let scale = Scale::new(shown, names.iter().map(|name| label_width(name)).max().unwrap_or(0) + px(10));
        legend(area, &scale)?;
        grid(area, &scale, shown.len())?;
        for (index, (layer, name)) in shown.iter().zip(&names).enumerate() {
            row(area, &scale, layer, name, px(HEAD + ROW * index as i32))?;
        }
        canvas::note_left_out(area, left_out, "layer", (scale.left - px(8), px(height - ROW / 2)))
    })
}

/// From |g| to pixels.
struct Scale {
    decades: Range<f64>,
    left: i32,
    right: i32,
}

impl Scale {
    fn new(layers: &[LayerFlow], left: i32) -> Self {
        let positive = layers.iter().flat_map(|layer| [layer.mean, layer.max]).filter(|value| *value > 0.0);
        let (low, high) = axis::extent(positive.map(f64::log10)).unwrap_or((-1.0, 0.0));
        // A bar needs somewhere to begin: a part of a decade below the least value.
        let decades = (low - 0.3).floor()..(high + 0.05).max(low + 0.5);
        // A bar that is warned about leaves room for the warning.
        let warned = layers.iter().filter(|layer| layer.mean > 0.0 || layer.max > 0.0).filter_map(warning);
        let room = warned.map(|text| label_width(text) + px(6)).max().unwrap_or(0);
        Self { decades, left, right: px(WIDTH) - room.max(px(16)) }
    }

    fn x(&self, decade: f64) -> i32 {
        let share = (decade - self.decades.start) / (self.decades.end - self.decades.start);
        self.left + (share.clamp(0.0, 1.0) * f64::from(self.right - self.left)) as i32
    }
}

fn legend(area: &Area<'_>, scale: &Scale) -> Result<(), ChartError> {
    let mut left = scale.left;
    for (text, colour) in [("mean |g|", mean_colour()), ("max |g|", max_colour())] {
        let swatch = [(left, px(6)), (left + px(10), px(16))];
        area.draw(&Rectangle::new(swatch, colour.filled())).map_err(ChartError::draw)?;
        let style = label(theme::MUTED, HPos::Left, VPos::Center);
        area.draw(&Text::new(text, (left + px(15), px(11)), style)).map_err(ChartError::draw)?;
        left += px(40) + label_width(text);
    }
    Ok(())
}

fn grid(area: &Area<'_>, scale: &Scale, layers: usize) -> Result<(), ChartError> {
    let bottom = px(HEAD + ROW * layers as i32);
    let decades = axis::decade_ticks(&scale.decades, 8);
    for (&decade, text) in decades.iter().zip(axis::decade_labels(&decades)) {
        let x = scale.x(decade);
        let line = PathElement::new([(x, px(HEAD) - px(2)), (x, bottom + px(4))], theme::GRID.stroke_width(3));
        area.draw(&line).map_err(ChartError::draw)?;
        let style = label(theme::MUTED, HPos::Center, VPos::Top);
        area.draw(&Text::new(text, (x, bottom + px(7)), style)).map_err(ChartError::draw)?;
    }
    Ok(())
}

fn row(area: &Area<'_>, scale: &Scale, layer: &LayerFlow, name: &str, top: i32) -> Result<(), ChartError> {
    let middle = top + px(ROW / 2);
    let style = label(theme::INK, HPos::Right, VPos::Center);
    area.draw(&Text::new(name.to_owned(), (scale.left - px(8), middle), style)).map_err(ChartError::draw)?;
    // The mean lies in front: it is never greater than the maximum.
    let mut end = scale.left;
    for (value, colour, half) in [(layer.max, max_colour(), px(7)), (layer.mean, mean_colour(), px(4))] {
        if value > 0.0 && value.is_finite() {
            let corners = [(scale.left, middle - half), (scale.x(value.log10()), middle + half)];
            area.draw(&Rectangle::new(corners, colour.filled())).map_err(ChartError::draw)?;
            end = end.max(corners[1].0);
        }
    }
    let Some(warning) = warning(layer) else { return Ok(()) };
    let style = label(theme::WARN, HPos::Left, VPos::Center);
    area.draw(&Text::new(warning, (end + px(4), middle), style)).map_err(ChartError::draw)
}

/// What is wrong with a layer's gradient, if anything is.
fn warning(layer: &LayerFlow) -> Option<&'static str> {
    match (layer.mean.is_finite(), layer.max.is_finite()) {
        (false, false) => Some("no finite value"),
        (false, true) => Some("mean: not finite"),
        (true, false) => Some("max: not finite"),
        (true, true) => (layer.max <= 0.0).then_some("0: no gradient arrives"),
    }
}

fn mean_colour() -> RGBAColor {
    theme::ACCENT.to_rgba()
}

fn max_colour() -> RGBAColor {
    theme::ACCENT.mix(0.3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(name: &str, mean: f64, max: f64) -> LayerFlow {
        LayerFlow { name: name.to_owned(), mean, max }
    }

    #[test]
    fn a_layer_without_a_gradient_is_marked() {
        let svg = gradient_flow(&[layer("stem", 1e-3, 1e-2), layer("head", 0.0, 0.0)]).unwrap();
        assert!(svg.contains("no gradient arrives"));
        insta::assert_snapshot!(svg.replace('>', ">\n"));
    }

    #[test]
    fn any_numbers_are_drawn() {
        let odd = [f64::NAN, f64::INFINITY, -1.0, 0.0, 5e-324, 1e300, f64::MAX];
        for &mean in &odd {
            for &max in &odd {
                let svg = gradient_flow(&[layer("<x>", mean, max), layer("y", 1.0, 2.0)]).unwrap();
                assert!(!svg.contains("<x>") && !svg.contains("NaN"));
            }
        }
        assert!(matches!(gradient_flow(&[]), Err(ChartError::Empty { .. })));
    }

    #[test]
    fn layers_that_there_is_no_room_for_are_counted() {
        let svg = gradient_flow(&vec![layer("x", 0.1, 0.2); MOST + 7]).unwrap();
        assert!(svg.contains("7 more layers"));
    }
}
