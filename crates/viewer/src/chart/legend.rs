//! The names of curves, above them: in rows, since runs may be many and their names long.

use std::ops::Range;

use plotters::prelude::{Circle, Text};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, RGBColor};

use super::ChartError;
use super::canvas::{Area, label, label_width, px, shortened};
use crate::theme;

/// The height of a row.
const ROW: i32 = 20;
/// How many rows there are at most; the last one then says how many names are left out.
const ROWS: i32 = 6;
/// From a dot to its name, and from a name to the next dot.
const DOT: i32 = 12;
const GAP: i32 = 16;
const LONGEST: usize = 32;

/// Which name is where. Lengths are in pixels as shown.
pub(super) struct Legend {
    names: Vec<Name>,
    left_out: usize,
    left: i32,
}

struct Name {
    text: String,
    colour: RGBColor,
    row: i32,
    /// In pixels of the drawing.
    left: i32,
}

impl Legend {
    /// A single curve needs no legend: the chart's own title says what it is.
    pub(super) fn new<'a>(curves: impl Iterator<Item = (&'a str, RGBColor)>, sides: Range<i32>) -> Self {
        let curves: Vec<_> = curves.collect();
        let several = if curves.len() > 1 { &curves[..] } else { &[] };
        let (mut row, mut left) = (0, px(sides.start));
        let mut names: Vec<Name> = Vec::new();
        for &(name, colour) in several {
            let text = shortened(name, LONGEST);
            let width = px(DOT) + label_width(&text);
            if left + width > px(sides.end) && left > px(sides.start) {
                (row, left) = (row + 1, px(sides.start));
            }
            names.push(Name { text, colour, row, left });
            left += width + px(GAP);
            if row >= ROWS {
                break;
            }
        }
        if row >= ROWS {
            names.retain(|name| name.row < ROWS - 1);
        }
        Self { left_out: several.len() - names.len(), names, left: sides.start }
    }

    pub(super) fn height(&self) -> i32 {
        ROW * self.rows()
    }

    /// What is more than one row: a chart grows by it.
    pub(super) fn extra_height(&self) -> i32 {
        ROW * (self.rows() - 1).max(0)
    }

    fn rows(&self) -> i32 {
        self.names.last().map_or(0, |name| name.row + 1) + i32::from(self.left_out > 0)
    }

    pub(super) fn draw(&self, area: &Area<'_>) -> Result<(), ChartError> {
        let style = || label(theme::MUTED, HPos::Left, VPos::Center);
        let middle = |row: i32| px(ROW * row + ROW / 2);
        for name in &self.names {
            let dot = Circle::new((name.left + px(4), middle(name.row)), px(4), name.colour.filled());
            area.draw(&dot).map_err(ChartError::draw)?;
            let text = Text::new(name.text.as_str(), (name.left + px(DOT), middle(name.row)), style());
            area.draw(&text).map_err(ChartError::draw)?;
        }
        if self.left_out > 0 {
            let note = format!("and {} more", self.left_out);
            area.draw(&Text::new(note, (px(self.left), middle(self.rows() - 1)), style())).map_err(ChartError::draw)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::chart::{Line, ScalarChart, scalars};

    #[test]
    fn every_run_is_in_the_legend_or_counted() {
        let line = |index: usize| Line { name: format!("run {index}"), points: vec![(0.0, 1.0)], color: index };
        let with =
            |runs| scalars(&ScalarChart { lines: (0..runs).map(line).collect(), ..ScalarChart::default() }).unwrap();
        assert!((0..12).all(|index| with(12).contains(&format!(">run {index}<"))));
        let svg = with(200);
        let named = (0..200).filter(|index| svg.contains(&format!(">run {index}<"))).count();
        assert!(svg.contains(&format!(">and {} more<", 200 - named)), "{named} named");
    }
}
