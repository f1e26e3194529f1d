//! A value for each row and step, as colour.

use plotters::prelude::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, RGBColor};

use super::canvas::{self, Area, label, label_width, px, shortened};
use super::{ChartError, axis};
use crate::theme;

const WIDTH: i32 = 540;
const ROW: i32 = 18;
const FOOT: i32 = 26;
/// The room for the colour bar and its labels.
const BAR: i32 = 84;
/// More columns or rows than these are not told apart on a page.
const COLUMNS: usize = 160;
const ROWS: usize = 120;
/// More colours than these look the same. Cells of one colour are one element of the SVG.
const LEVELS: usize = 64;

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
    let left_out = heatmap.rows.len() - names.len();
    let height = FOOT + ROW * (names.len().max(5) as i32 + i32::from(left_out > 0)) + 6;
    canvas::draw((WIDTH, height), &format!("{} by row and step", heatmap.label), |area| {
        let frame = Frame::new(&names, cells.steps.len());
        draw_names(area, &frame, &names)?;
        draw_cells(area, &frame, &cells.values, (low, high))?;
        canvas::note_left_out(area, left_out, "row", (px(WIDTH), px(height - ROW / 2)))?;
        draw_steps(area, &frame, &cells.steps)?;
        draw_bar(area, &frame, (low, high), heatmap.log)
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

/// The upper and the lower edge of a row, in pixels of the drawing.
fn row_edges(row: usize) -> (i32, i32) {
    let top = px(3) + px(ROW) * row as i32;
    (top + 2, top + px(ROW) - 2)
}

/// Which of the colours a value has.
fn level(value: f64, (low, high): (f64, f64)) -> usize {
    let share = if high > low { (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0) } else { 0.5 };
    (share.clamp(0.0, 1.0) * (LEVELS - 1) as f64).round() as usize
}

fn colour(level: usize) -> RGBColor {
    theme::heat(level as f64 / (LEVELS - 1) as f64)
}

/// The names of the rows, and grey under the cells: it is seen where there is no value.
fn draw_names(area: &Area<'_>, frame: &Frame, names: &[String]) -> Result<(), ChartError> {
    for (row, name) in names.iter().enumerate() {
        let (top, bottom) = row_edges(row);
        let style = label(theme::INK, HPos::Right, VPos::Center);
        let text = Text::new(name.as_str(), (frame.left - px(8), top.midpoint(bottom)), style);
        area.draw(&text).map_err(ChartError::draw)?;
    }
    for (top, bottom) in (0..names.len()).map(row_edges) {
        let empty = Rectangle::new([(frame.left, top), (frame.right, bottom)], theme::GRID.filled());
        area.draw(&empty).map_err(ChartError::draw)?;
    }
    Ok(())
}

/// Colour by colour, since cells of one colour that follow one another are one element.
fn draw_cells(area: &Area<'_>, frame: &Frame, rows: &[Vec<Option<f64>>], extent: (f64, f64)) -> Result<(), ChartError> {
    let mut places: Vec<Vec<[(i32, i32); 2]>> = vec![Vec::new(); LEVELS];
    for (row, values) in rows.iter().enumerate() {
        let levels: Vec<Option<usize>> = values.iter().map(|value| value.map(|value| level(value, extent))).collect();
        let (top, bottom) = row_edges(row);
        let mut column = 0;
        // Equal neighbours are one rectangle.
        for equal in levels.chunk_by(|one, next| one == next) {
            let corners = [(frame.x(column), top), (frame.x(column + equal.len()), bottom)];
            column += equal.len();
            if let Some(level) = equal[0] {
                places[level].push(corners);
            }
        }
    }
    for (level, places) in places.iter().enumerate() {
        for &corners in places {
            area.draw(&Rectangle::new(corners, colour(level).filled())).map_err(ChartError::draw)?;
        }
    }
    Ok(())
}

fn draw_steps(area: &Area<'_>, frame: &Frame, steps: &[i64]) -> Result<(), ChartError> {
    let place = (frame.left - px(8), frame.bottom + px(6));
    let style = label(theme::MUTED, HPos::Right, VPos::Top);
    area.draw(&Text::new("step", place, style)).map_err(ChartError::draw)?;
    let mut free = px(WIDTH);
    // From the last step: its label is always there.
    for (column, step) in steps.iter().enumerate().rev() {
        let text = axis::number(*step as f64);
        let middle = frame.x(column).midpoint(frame.x(column + 1));
        let half = label_width(&text) / 2;
        if middle + half > free || middle - half < frame.left {
            continue;
        }
        free = middle - half - px(28);
        let tick =
            PathElement::new([(middle, frame.bottom), (middle, frame.bottom + px(3))], theme::MUTED.stroke_width(3));
        area.draw(&tick).map_err(ChartError::draw)?;
        let style = label(theme::MUTED, HPos::Center, VPos::Top);
        area.draw(&Text::new(text, (middle, frame.bottom + px(6)), style)).map_err(ChartError::draw)?;
    }
    Ok(())
}

/// The colours and the values they stand for.
fn draw_bar(area: &Area<'_>, frame: &Frame, (low, high): (f64, f64), log: bool) -> Result<(), ChartError> {
    const PARTS: usize = LEVELS / 2;
    let (left, right) = (frame.right + px(12), frame.right + px(20));
    let (top, bottom) = (px(3), frame.bottom.max(px(ROW * 4)));
    let y = |share: f64| bottom - (f64::from(bottom - top) * share) as i32;
    for part in 0..PARTS {
        let (from, to) = (part as f64 / PARTS as f64, (part + 1) as f64 / PARTS as f64);
        let corners = [(left, y(to)), (right, y(from))];
        let colour = theme::heat(part as f64 / (PARTS - 1) as f64);
        area.draw(&Rectangle::new(corners, colour.filled())).map_err(ChartError::draw)?;
    }
    for (share, text) in bar_labels((low, high), log, ((bottom - top) / px(26)) as usize) {
        let place = (right, y(share));
        let tick = PathElement::new([place, (right + px(3), place.1)], theme::MUTED.stroke_width(3));
        area.draw(&tick).map_err(ChartError::draw)?;
        let style = label(theme::MUTED, HPos::Left, VPos::Center);
        let inside = place.1.max(px(canvas::LABEL / 2 + 1)); // the upper half of a label at the very top is cut off
        area.draw(&Text::new(text, (right + px(6), inside), style)).map_err(ChartError::draw)?;
    }
    Ok(())
}

/// Round values and where on the bar they are, 0 to 1; at least one.
fn bar_labels((low, high): (f64, f64), log: bool, wanted: usize) -> Vec<(f64, String)> {
    let share = |value: f64| (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
    let value = |scaled: f64| if log { 10f64.powf(scaled) } else { scaled };
    let range = low..high;
    let ticks = if log { axis::decade_ticks(&range, wanted) } else { axis::ticks(&range, wanted.clamp(3, 6)) };
    let labels = if log { axis::decade_labels(&ticks) } else { axis::labels(&ticks) };
    if low >= high {
        vec![(0.5, axis::number(value(low)))]
    } else if ticks.len() < 2 {
        [0.05, 0.95].map(|share| (share, axis::number(value(low * (1.0 - share) + high * share)))).to_vec()
    } else {
        ticks.into_iter().map(share).zip(labels).collect()
    }
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

    #[test]
    fn the_bar_has_labels_whatever_the_range() {
        let texts = |extent, log| bar_labels(extent, log, 8).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        assert_eq!(texts((-3.2, 0.4), true), ["0.001", "0.01", "0.1", "1"]);
        assert_eq!(texts((2.0, 2.0), false), ["2"]);
        assert_eq!(texts((0.1, 0.3), true).len(), 2);
        assert!(texts((f64::MIN, f64::MAX), false).iter().all(|text| !text.contains("NaN")));
    }

    #[test]
    fn rows_that_there_is_no_room_for_are_counted() {
        let rows = ROWS + 1;
        let map = Heatmap {
            rows: vec!["row".into(); rows],
            steps: vec![1],
            values: vec![vec![Some(1.0)]; rows],
            ..Heatmap::default()
        };
        assert!(heatmap(&map).unwrap().contains("1 more row<"));
    }
}
