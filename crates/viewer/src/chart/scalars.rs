//! Curves over steps, runs drawn over one another.

use std::ops::Range;

use plotters::prelude::{Circle, PathElement, Text};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, RGBColor, ShapeStyle};

use super::canvas::{self, Area, label, label_width, px, shortened};
use super::sample::{Point, pieces, smoothed, thinned};
use super::{ChartError, axis};
use crate::theme;

const SIZE: (i32, i32) = (460, 250);
/// The room beside the curves, for labels.
const LEFT: i32 = 48;
const RIGHT: i32 = 14;
const FOOT: i32 = 24;
/// The height of the legend.
const LEGEND: i32 = 20;

/// A curve of more points than this is noise to the eye: it is drawn pale, with a smoothed one on top.
const NOISY: usize = 100;

/// A curve of fewer points than this has a mark at each.
const SPARSE: usize = 40;

/// Columns in which a curve is thinned: about the pixels of a chart.
const COLUMNS: usize = 380;

/// Curves that share their axes.
#[derive(Clone, Debug, Default)]
pub struct ScalarChart {
    /// The curves; each run one.
    pub lines: Vec<Line>,
    /// Whether the value axis is logarithmic; values that are not positive are left out then.
    pub log_y: bool,
}

/// One curve.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// What it is called in the legend, which is drawn when there are several.
    pub name: String,
    /// Step and value. A value that is not finite breaks the line and is marked at the upper edge.
    pub points: Vec<(f64, f64)>,
    /// Which of the theme's colours.
    pub color: usize,
}

/// Draws curves over steps.
///
/// A noisy curve is drawn pale, with TensorBoard's smoothing (0.6, over all points) on top; thinning keeps every peak.
///
/// # Errors
/// [`ChartError::Empty`] when no curve has a finite value.
pub fn scalars(chart: &ScalarChart) -> Result<String, ChartError> {
    let scale = |&(x, y): &Point| (x, if chart.log_y { y.log10() } else { y });
    let lines: Vec<(&Line, Vec<Point>)> =
        chart.lines.iter().map(|line| (line, line.points.iter().map(scale).collect())).collect();
    let finite = || lines.iter().flat_map(|(_, points)| pieces(points).flatten());
    let (Some(x), Some(y)) = (axis::extent(finite().map(|point| point.0)), axis::extent(finite().map(|point| point.1)))
    else {
        return Err(ChartError::Empty { what: "finite values" });
    };
    let names: Vec<_> = chart.lines.iter().map(|line| line.name.as_str()).collect();
    canvas::draw(SIZE, &format!("Curves of {}", names.join(", ")), |area| {
        let several = lines.len() > 1;
        if several {
            legend(area, &chart.lines)?;
        }
        let top = if several { LEGEND } else { 0 } + 8;
        let plot = Plot { area, x: axis::padded(x, 0.0), y: axis::padded(y, 0.06), top: px(top) };
        plot.draw_axes(chart.log_y)?;
        // From the back to the front: all raw curves lie behind all smoothed ones.
        for (line, points) in &lines {
            plot.draw_raw(points, theme::series(line.color))?;
        }
        for (line, points) in lines.iter().filter(|(_, points)| points.len() > NOISY) {
            plot.draw_smoothed(points, theme::series(line.color))?;
        }
        lines.iter().try_for_each(|(line, points)| plot.mark_not_finite(points, theme::series(line.color)))
    })
}

/// The names above the curves.
fn legend(area: &Area<'_>, lines: &[Line]) -> Result<(), ChartError> {
    let (mut left, middle) = (px(LEFT), px(LEGEND / 2));
    for line in lines {
        let name = shortened(&line.name, 32);
        let style = label(theme::MUTED, HPos::Left, VPos::Center);
        if left + px(14) + label_width(&name) > px(SIZE.0) {
            return area.draw(&Text::new("…", (left, middle), style)).map_err(ChartError::draw);
        }
        let colour = theme::series(line.color);
        area.draw(&Circle::new((left + px(4), middle), px(4), colour.filled())).map_err(ChartError::draw)?;
        area.draw(&Text::new(name.clone(), (left + px(12), middle), style)).map_err(ChartError::draw)?;
        left += px(28) + label_width(&name);
    }
    Ok(())
}

/// The part of the area where curves are, and its axes.
struct Plot<'a, 'b> {
    area: &'a Area<'b>,
    x: Range<f64>,
    y: Range<f64>,
    /// The upper edge, in pixels of the drawing.
    top: i32,
}

impl Plot<'_, '_> {
    fn place(&self, (x, y): Point) -> (i32, i32) {
        let share =
            |value: f64, range: &Range<f64>| ((value - range.start) / (range.end - range.start)).clamp(0.0, 1.0);
        let (width, height) = (px(SIZE.0 - LEFT - RIGHT), px(SIZE.1 - FOOT) - self.top);
        let right = (share(x, &self.x) * f64::from(width)).round() as i32;
        let down = ((1.0 - share(y, &self.y)) * f64::from(height)).round() as i32;
        (px(LEFT) + right, self.top + down)
    }

    /// Few labels, and thin lines for the values only.
    fn draw_axes(&self, log_y: bool) -> Result<(), ChartError> {
        let decades = if log_y { axis::decade_ticks(&self.y, 5) } else { Vec::new() };
        let ticks = if decades.len() < 2 { axis::ticks(&self.y, 5) } else { decades };
        for tick in ticks {
            let (_, y) = self.place((self.x.start, tick));
            self.draw_path([(px(LEFT), y), (px(SIZE.0 - RIGHT), y)], theme::GRID.stroke_width(3))?;
            let value = axis::number(if log_y { 10f64.powf(tick) } else { tick });
            self.draw_label(value, (px(LEFT - 7), y), HPos::Right, VPos::Center)?;
        }
        let bottom = px(SIZE.1 - FOOT);
        for tick in axis::step_ticks(&self.x, 6) {
            let (x, _) = self.place((tick, self.y.start));
            self.draw_path([(x, bottom), (x, bottom + px(4))], theme::GRID.stroke_width(3))?;
            self.draw_label(axis::number(tick), (x, bottom + px(7)), HPos::Center, VPos::Top)?;
        }
        Ok(())
    }

    fn draw_raw(&self, points: &[Point], colour: RGBColor) -> Result<(), ChartError> {
        let (opacity, width) = if points.len() > NOISY { (0.28, 3) } else { (1.0, 5) };
        for piece in pieces(points) {
            self.draw_curve(&thinned(piece, COLUMNS), colour.mix(opacity).stroke_width(width))?;
            let marks = if points.len() <= SPARSE || piece.len() == 1 { piece } else { &[] };
            for &point in marks {
                let dot = Circle::new(self.place(point), px(2) + 1, colour.filled());
                self.area.draw(&dot).map_err(ChartError::draw)?;
            }
        }
        Ok(())
    }

    fn draw_smoothed(&self, points: &[Point], colour: RGBColor) -> Result<(), ChartError> {
        pieces(points)
            .try_for_each(|piece| self.draw_curve(&thinned(&smoothed(piece), COLUMNS), colour.stroke_width(5)))
    }

    /// A cross at the upper edge where a value is infinite or not a number.
    fn mark_not_finite(&self, points: &[Point], colour: RGBColor) -> Result<(), ChartError> {
        let odd = points.iter().filter(|(x, y)| x.is_finite() && !y.is_finite());
        let marks: Vec<Point> = odd.map(|&(x, _)| (x, self.y.end)).collect();
        for mark in thinned(&marks, 40) {
            let style = label(colour, HPos::Center, VPos::Top);
            self.area.draw(&Text::new("×", self.place(mark), style)).map_err(ChartError::draw)?;
        }
        Ok(())
    }

    fn draw_curve(&self, points: &[Point], style: ShapeStyle) -> Result<(), ChartError> {
        let places: Vec<(i32, i32)> = points.iter().map(|&point| self.place(point)).collect();
        self.draw_path(places, style)
    }

    fn draw_path(&self, places: impl Into<Vec<(i32, i32)>>, style: ShapeStyle) -> Result<(), ChartError> {
        self.area.draw(&PathElement::new(places.into(), style)).map_err(ChartError::draw)
    }

    fn draw_label(&self, text: String, at: (i32, i32), h: HPos, v: VPos) -> Result<(), ChartError> {
        self.area.draw(&Text::new(text, at, label(theme::MUTED, h, v))).map_err(ChartError::draw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(points: Vec<Point>) -> ScalarChart {
        ScalarChart { lines: vec![Line { name: "run".into(), points, color: 0 }], log_y: false }
    }

    #[test]
    fn two_points_are_a_line_with_marks() {
        let svg = scalars(&chart(vec![(0.0, 1.0), (10.0, 0.5)])).unwrap();
        insta::assert_snapshot!(svg.replace('>', ">\n"));
    }

    #[test]
    fn any_numbers_are_drawn() {
        let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, 1e300, -1e300, f64::MAX, f64::MIN, 5e-324];
        for &a in &odd {
            for &b in &odd {
                for log_y in [false, true] {
                    let lines = vec![
                        Line { name: "<a&\u{0}b>".into(), points: vec![(0.0, a), (9.2e18, b)], color: 99 },
                        Line { name: "x".repeat(500), points: vec![(f64::NAN, a)], color: 1 },
                    ];
                    match scalars(&ScalarChart { lines, log_y }) {
                        Ok(svg) => assert!(svg.len() < 20_000 && !svg.contains("<a&"), "{svg}"),
                        Err(error) => assert!(matches!(error, ChartError::Empty { .. }), "{a} {b}: {error}"),
                    }
                }
            }
        }
    }

    #[test]
    fn a_long_series_stays_small() {
        let points = (0..200_000).map(|x| (f64::from(x), f64::from(x % 977))).collect();
        let svg = scalars(&chart(points)).unwrap();
        assert!(svg.len() < 40_000, "{} bytes", svg.len());
    }
}
