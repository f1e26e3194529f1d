//! A value for each row and step, as colour.

use plotters::prelude::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, RGBAColor};

use super::canvas::{self, Area, label, label_width, px, shortened};
use super::{ChartError, axis};
use crate::theme;

const WIDTH: i32 = 540;
const ROW: i32 = 18;
const FOOT: i32 = 24;
/// The room for the colour bar and its labels.
const BAR: i32 = 70;
/// More columns or rows than these are not told apart on a page.
const COLUMNS: usize = 120;
const ROWS: usize = 120;

/// What a heatmap shows.
#[derive(Clone, Debug, Default)]
pub struct Heatmap {
    /// The names of the rows, from top to bottom.
    pub rows: Vec<String>,
    /// The steps of the columns, from left to right.
    pub steps: Vec<i64>,
    /// `values[row][column]`; `None` where there is none.
    pub values: Vec<Vec<Option<f64>>>,
    /// Whether colours follow the logarithm; a value that is not positive has none then.
    pub log: bool,
    /// What the values are.
    pub label: String,
}

/// Draws a heatmap. Many steps are thinned to the last of each column; a cell without a value stays empty.
///
/// # Errors
/// [`ChartError::Empty`] when no cell has a finite value.
pub fn heatmap(heatmap: &Heatmap) -> Result<String, ChartError> {
    let cells = Cells::of(heatmap);
    let extent = axis::extent(cells.values.iter().flatten().flatten().copied());
    let (low, high) = extent.ok_or(ChartError::Empty { what: "finite values" })?;
    let names: Vec<String> = heatmap.rows.iter().take(ROWS).map(|name| shortened(name, 36)).collect();
    let height = FOOT + ROW * names.len().max(5) as i32 + 6;
    canvas::draw((WIDTH, height), &format!("{} by row and step", heatmap.label), |area| {
        let frame = Frame::new(&names, cells.steps.len());
        for (row, name) in names.iter().enumerate() {
            draw_row(area, &frame, row, name, &cells.values[row], (low, high))?;
        }
        draw_steps(area, &frame, &cells.steps)?;
        draw_bar(area, &frame, (low, high), heatmap)
    })
}

/// The cells as they are drawn: thinned, and on the scale of the colours.
struct Cells {
    steps: Vec<i64>,
    values: Vec<Vec<Option<f64>>>,
}

impl Cells {
    fn of(heatmap: &Heatmap) -> Self {
        let every = heatmap.steps.len().div_ceil(COLUMNS).max(1);
        let scale = |value: f64| if heatmap.log { value.log10() } else { value };
        let cell = |row: &[Option<f64>], last: usize| {
            let column = &row[(last + 1).saturating_sub(every).min(row.len())..(last + 1).min(row.len())];
            column.iter().rev().flatten().map(|&value| scale(value)).find(|value| value.is_finite())
        };
        // Columns end at the last step, which is the one people look for.
        let mut lasts: Vec<usize> = (0..heatmap.steps.len()).rev().step_by(every).collect();
        lasts.reverse();
        let empty = Vec::new();
        let rows = (0..heatmap.rows.len().min(ROWS)).map(|row| heatmap.values.get(row).unwrap_or(&empty));
        Self {
            steps: lasts.iter().map(|&last| heatmap.steps[last]).collect(),
            values: rows.map(|row| lasts.iter().map(|&last| cell(row, last)).collect()).collect(),
        }
    }
}

/// Where the cells are, in pixels of the drawing.
struct Frame {
    left: i32,
    right: i32,
    bottom: i32,
    columns: usize,
}

impl Frame {
    fn new(names: &[String], columns: usize) -> Self {
        let left = names.iter().map(|name| label_width(name)).max().unwrap_or(0) + px(10);
        Self { left, right: px(WIDTH - BAR), bottom: px(3) + px(ROW) * names.len() as i32, columns }
    }

    /// The left edge of a column; the right edge is the next one's.
    fn x(&self, column: usize) -> i32 {
        self.left + (i64::from(self.right - self.left) * column as i64 / self.columns.max(1) as i64) as i32
    }
}

fn colour(value: f64, (low, high): (f64, f64)) -> RGBAColor {
    let share = if high > low { (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0) } else { 0.5 };
    theme::heat(share).to_rgba()
}

fn draw_row(
    area: &Area<'_>,
    frame: &Frame,
    row: usize,
    name: &str,
    values: &[Option<f64>],
    extent: (f64, f64),
) -> Result<(), ChartError> {
    let top = px(3) + px(ROW) * row as i32;
    let style = label(theme::INK, HPos::Right, VPos::Center);
    area.draw(&Text::new(name.to_owned(), (frame.left - px(8), top + px(ROW / 2)), style)).map_err(ChartError::draw)?;
    let back = Rectangle::new([(frame.left, top + 2), (frame.right, top + px(ROW) - 2)], theme::GRID.mix(0.5).filled());
    area.draw(&back).map_err(ChartError::draw)?;
    // Equal neighbours are one rectangle.
    let mut column = 0;
    while column < values.len() {
        let same = values[column..].iter().take_while(|&&value| value == values[column]).count();
        if let Some(value) = values[column] {
            let corners = [(frame.x(column), top + 2), (frame.x(column + same), top + px(ROW) - 2)];
            area.draw(&Rectangle::new(corners, colour(value, extent).filled())).map_err(ChartError::draw)?;
        }
        column += same;
    }
    Ok(())
}

fn draw_steps(area: &Area<'_>, frame: &Frame, steps: &[i64]) -> Result<(), ChartError> {
    let mut free = 0;
    for (column, step) in steps.iter().enumerate() {
        let text = axis::number(*step as f64);
        let middle = frame.x(column).midpoint(frame.x(column + 1));
        let half = label_width(&text) / 2;
        if middle - half < free {
            continue;
        }
        free = middle + half + px(28);
        let tick =
            PathElement::new([(middle, frame.bottom), (middle, frame.bottom + px(3))], theme::MUTED.stroke_width(3));
        area.draw(&tick).map_err(ChartError::draw)?;
        let style = label(theme::MUTED, HPos::Center, VPos::Top);
        area.draw(&Text::new(text, (middle, frame.bottom + px(6)), style)).map_err(ChartError::draw)?;
    }
    Ok(())
}

/// The colours and the values they stand for.
fn draw_bar(area: &Area<'_>, frame: &Frame, (low, high): (f64, f64), heatmap: &Heatmap) -> Result<(), ChartError> {
    const PARTS: i32 = 32;
    let (left, right) = (frame.right + px(12), frame.right + px(20));
    let (top, bottom) = (px(3), frame.bottom.max(px(ROW * 4)));
    let y = |part: i32| bottom - (bottom - top) * part / PARTS;
    for part in 0..PARTS {
        let share = f64::from(part) / f64::from(PARTS - 1);
        let corners = [(left, y(part + 1)), (right, y(part))];
        area.draw(&Rectangle::new(corners, theme::heat(share).filled())).map_err(ChartError::draw)?;
    }
    for (share, at, anchor) in [(0.0, bottom, VPos::Bottom), (1.0, top, VPos::Top)] {
        let value = low + (high - low) * share;
        let text = axis::number(if heatmap.log { 10f64.powf(value) } else { value });
        let style = label(theme::MUTED, HPos::Left, anchor);
        area.draw(&Text::new(text, (right + px(4), at), style)).map_err(ChartError::draw)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_step_of_many_is_kept() {
        let steps: Vec<i64> = (0..1000).collect();
        let values = vec![steps.iter().map(|&step| Some(step as f64)).collect()];
        let map = Heatmap { rows: vec!["row".into()], steps, values, ..Heatmap::default() };
        let cells = Cells::of(&map);
        assert!(cells.steps.len() <= COLUMNS);
        assert_eq!((cells.steps.last(), cells.values[0].last()), (Some(&999), Some(&Some(999.0))));
    }

    #[test]
    fn any_numbers_are_drawn() {
        let values = vec![
            vec![Some(1.0), Some(f64::NAN), None, Some(f64::MAX)],
            vec![Some(f64::MIN), Some(0.0), Some(-0.0)], // a row may be short
        ];
        for log in [false, true] {
            let rows = vec!["a".into(), "<b>".into(), "no values".into()];
            let map =
                Heatmap { rows, steps: vec![i64::MIN, 0, 1, i64::MAX], values: values.clone(), log, label: "x".into() };
            let svg = heatmap(&map).unwrap();
            assert!(svg.len() < 20_000 && !svg.contains("<b>"));
        }
        assert!(matches!(heatmap(&Heatmap::default()), Err(ChartError::Empty { .. })));
    }
}
