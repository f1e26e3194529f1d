//! A sound at a glance: between which values it swings, from its beginning to its end.

use plotters::prelude::{PathElement, Rectangle};
use plotters::style::Color;

use super::ChartError;
use super::canvas::{self, px};
use crate::theme;

const WIDTH: i32 = 400;
/// The height of a channel.
const HEIGHT: i32 = 44;

/// Draws the outline of each channel below the one before it: the least and the greatest value of each of any number of
/// equal parts, from −1 to 1.
///
/// # Errors
/// [`ChartError::Empty`] when no channel has a part.
pub fn waveform(channels: &[Vec<(f32, f32)>]) -> Result<String, ChartError> {
    if channels.iter().all(Vec::is_empty) {
        return Err(ChartError::Empty { what: "samples" });
    }
    canvas::draw((WIDTH, HEIGHT * channels.len() as i32), "The outline of the sound", |area| {
        for (number, parts) in channels.iter().enumerate() {
            let middle = px(HEIGHT * number as i32 + HEIGHT / 2);
            let silence = PathElement::new([(0, middle), (px(WIDTH), middle)], theme::GRID.stroke_width(3));
            area.draw(&silence).map_err(ChartError::draw)?;
            let x = |part: usize| (part as f64 / parts.len() as f64 * f64::from(px(WIDTH))).round() as i32;
            let y = |value: f32| middle - (f64::from(value) * f64::from(px(HEIGHT / 2 - 2))).round() as i32;
            for (part, &(low, high)) in parts.iter().enumerate().filter(|(_, (low, high))| high > low) {
                let bar = Rectangle::new([(x(part), y(high)), (x(part + 1) - 1, y(low))], theme::ACCENT.filled());
                area.draw(&bar).map_err(ChartError::draw)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_a_line_and_nothing_is_an_error() {
        let svg = waveform(&[vec![(0.0, 0.0); 9], vec![(-0.5, 0.5); 9]]).unwrap();
        assert!(svg.contains("<svg") && svg.len() < 1_500, "{svg}");
        assert!(matches!(waveform(&[]), Err(ChartError::Empty { .. })));
    }
}
