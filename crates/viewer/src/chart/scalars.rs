//! Curves over steps, runs drawn over one another.

use std::borrow::Cow;
use std::ops::Range;

use plotters::prelude::{Circle, PathElement, Polygon, Text};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, RGBColor, ShapeStyle};

use super::canvas::{self, Area, label, label_width, px, shortened};
use super::legend::Legend;
use super::limits::{Limits, Ranges, clipped};
use super::smoothing::{self, SmoothingMethod};
use super::{ChartError, axis};
use crate::sample::{Point, peaks, pieces, thinned};
use crate::theme;

const SIZE: (i32, i32) = (460, 250);
/// The room beside the curves, for labels; there is more at the left if labels are long.
const LEFT: i32 = 40;
const RIGHT: i32 = 14;
const FOOT: i32 = 26;

/// A curve of more points than this is noise to the eye: it is drawn pale, with a smoothed one on top.
const NOISY: usize = 100;

/// A curve of fewer points than this has a mark at each.
const SPARSE: usize = 40;

/// Columns in which a curve is thinned: about the pixels of a chart, and fewer where many curves overlap and a page has
/// many such charts. Their peaks stay in any case.
const COLUMNS: usize = 380;
const COLUMNS_OF_ALL: usize = 6 * COLUMNS;
const FEWEST_COLUMNS: usize = 24;

/// Curves that share their axes.
#[derive(Clone, Debug, Default)]
pub struct ScalarChart {
    /// The curves; each run one.
    pub lines: Vec<Line>,
    /// What lies behind the curves.
    pub bands: Vec<Band>,
    /// Whether the value axis is logarithmic; values that are not positive are marked at its lower edge.
    pub log_y: bool,
    /// The weight of TensorBoard's smoothing, from 0 for none to just below 1. `None`: 0.6, of noisy curves alone.
    pub smoothing: Option<f64>,
    /// Steps at which a training was restarted, each with the number of its line: thin dashed lines.
    pub restarts: Vec<(f64, usize)>,
    /// What part of the plane is shown.
    pub limits: Limits,
    /// How curves are smoothed.
    pub method: SmoothingMethod,
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

/// What lies between two values over the steps.
#[derive(Clone, Debug, Default)]
pub struct Band {
    /// Step, lower and upper value; steps at which one is not finite are left out.
    pub points: Vec<(f64, f64, f64)>,
    /// Which of the theme's colours.
    pub color: usize,
}

/// Draws curves over steps.
///
/// A curve that is smoothed is drawn pale, with TensorBoard's smoothing (over all points) on top; thinning keeps every peak.
///
/// # Errors
/// [`ChartError::Empty`] when no curve has a finite value.
pub fn scalars(chart: &ScalarChart) -> Result<String, ChartError> {
    let curves: Vec<Curve> = chart.lines.iter().map(|line| Curve::new(line, chart)).collect();
    let bands: Vec<Vec<Edge>> = chart.bands.iter().map(|band| edges(band, chart)).collect();
    let finite = || {
        let of_bands = bands.iter().flatten().flat_map(|&(x, low, high)| [(x, low), (x, high)]);
        curves.iter().flat_map(|curve| pieces(&curve.points).flatten().copied()).chain(of_bands)
    };
    let Some(ranges) = chart.limits.around(finite, chart.log_y) else {
        let is_whole = chart.limits == Limits::default() && !chart.log_y;
        let what = if is_whole { "finite values" } else { "values within the limits and on these axes" };
        return Err(ChartError::Empty { what });
    };
    let names = || chart.lines.iter().map(|line| line.name.as_str());
    let legend = Legend::new(names().zip(curves.iter().map(|curve| curve.colour)), LEFT..SIZE.0);
    let size = (SIZE.0, SIZE.1 + legend.extra_height());
    let title = format!("Curves of {}", names().collect::<Vec<_>>().join(", "));
    canvas::draw(size, &shortened(&title, 200), |area| {
        legend.draw(area)?;
        let top = px(legend.height() + 8);
        let plot = Plot::new(area, ranges, top..px(size.1 - FOOT), chart).with_curves(curves.len());
        plot.draw_axes()?;
        bands.iter().zip(&chart.bands).try_for_each(|(edges, band)| plot.draw_band(edges, band.color))?;
        chart
            .restarts
            .iter()
            .try_for_each(|&(step, line)| plot.draw_restart(chart.limits.scale_x(step), &curves, line))?;
        // From the back to the front: all raw curves lie behind all smoothed ones.
        curves.iter().try_for_each(|curve| plot.draw_raw(curve))?;
        curves.iter().try_for_each(|curve| plot.draw_smoothed(curve))?;
        curves.iter().try_for_each(|curve| plot.draw_marks(curve))
    })
}

/// A step, and the lower and the upper value of a band on the scale of the value axis.
type Edge = (f64, f64, f64);

/// The edges of a band; not more than a chart has columns for, and finite all.
fn edges(band: &Band, chart: &ScalarChart) -> Vec<Edge> {
    let scale = |value: f64| if chart.log_y { value.log10() } else { value };
    let scaled = band.points.iter().map(|&(x, low, high)| (chart.limits.scale_x(x), scale(low), scale(high)));
    let finite: Vec<Edge> = scaled.filter(|(x, low, high)| [x, low, high].iter().all(|it| it.is_finite())).collect();
    let widest = |part: &[Edge]| part.iter().copied().reduce(|all, edge| (all.0, all.1.min(edge.1), all.2.max(edge.2)));
    finite.chunks(finite.len().div_ceil(COLUMNS).max(1)).filter_map(widest).collect()
}

/// A line as it is drawn.
struct Curve<'a> {
    /// On the scales of the axes; a long line is not copied where these are plain.
    points: Cow<'a, [Point]>,
    colour: RGBColor,
    /// The steps whose value is infinite or not a number.
    not_finite: Vec<f64>,
    /// The steps whose value is too small for a logarithm.
    not_positive: Vec<f64>,
    /// How much it is smoothed; 0 for not at all.
    weight: f64,
    method: SmoothingMethod,
}

impl<'a> Curve<'a> {
    fn new(line: &'a Line, &ScalarChart { log_y, smoothing, method, ref limits, .. }: &ScalarChart) -> Self {
        let by_itself = if line.points.len() > NOISY { smoothing::DEFAULT } else { 0.0 };
        let steps = |is_odd: &dyn Fn(f64) -> bool| {
            let odd = line.points.iter().filter(|(x, y)| x.is_finite() && is_odd(*y));
            odd.map(|&(x, _)| limits.scale_x(x)).collect()
        };
        let scale = |&(x, y): &Point| (limits.scale_x(x), if log_y { y.log10() } else { y });
        let is_plain = !log_y && !limits.log_x;
        Self {
            points: if is_plain { (&line.points).into() } else { line.points.iter().map(scale).collect() },
            colour: theme::series(line.color),
            not_finite: steps(&|y| !y.is_finite()),
            not_positive: steps(&|y| log_y && y <= 0.0 && y.is_finite()),
            weight: smoothing.unwrap_or(by_itself),
            method,
        }
    }

    fn is_smoothed(&self) -> bool {
        self.weight > 0.0
    }

    /// The smoothed values, taken over all points; windows only where they are drawn.
    fn smoothed(&self, columns: usize) -> Vec<Point> {
        match self.method {
            SmoothingMethod::Exponential | SmoothingMethod::TimeWeighted => {
                thinned(&self.method.over(&self.points, self.weight), columns)
            }
            SmoothingMethod::Mean | SmoothingMethod::Median => {
                self.method.at(&self.points, &peaks(&self.points, columns), self.weight)
            }
        }
    }
}

/// The part of the area where curves are, and its axes.
struct Plot<'a, 'b> {
    area: &'a Area<'b>,
    x: Range<f64>,
    y: Range<f64>,
    /// The left edge, and the upper and the lower one, in pixels of the drawing.
    left: i32,
    height: Range<i32>,
    limits: &'a Limits,
    /// Where lines of the grid are, and what they are called.
    ticks: Vec<(f64, String)>,
    /// In how many columns each curve is thinned.
    columns: usize,
}

impl<'a, 'b> Plot<'a, 'b> {
    fn new(area: &'a Area<'b>, (x, y): Ranges, height: Range<i32>, chart: &'a ScalarChart) -> Self {
        let ticks = if chart.log_y { log_ticks(&y) } else { labelled(axis::ticks(&y, 5)) };
        let widest = ticks.iter().map(|(_, text)| label_width(text)).max().unwrap_or(0);
        Self {
            area,
            x,
            y,
            left: (widest + px(9)).max(px(LEFT)),
            height,
            limits: &chart.limits,
            ticks,
            columns: COLUMNS,
        }
    }

    /// Makes room for so many curves.
    fn with_curves(self, count: usize) -> Self {
        Self { columns: (COLUMNS_OF_ALL / count.max(1)).clamp(FEWEST_COLUMNS, COLUMNS), ..self }
    }

    fn place(&self, (x, y): Point) -> (i32, i32) {
        let share =
            |value: f64, range: &Range<f64>| ((value - range.start) / (range.end - range.start)).clamp(0.0, 1.0);
        let (width, height) = (px(SIZE.0 - RIGHT) - self.left, self.height.end - self.height.start);
        let right = (share(x, &self.x) * f64::from(width)).round() as i32;
        let down = ((1.0 - share(y, &self.y)) * f64::from(height)).round() as i32;
        (self.left + right, self.height.start + down)
    }

    /// Few labels, and thin lines for the values only.
    fn draw_axes(&self) -> Result<(), ChartError> {
        for (tick, text) in &self.ticks {
            let (_, y) = self.place((self.x.start, *tick));
            self.draw_path([(self.left, y), (px(SIZE.0 - RIGHT), y)], theme::GRID.stroke_width(3))?;
            self.draw_label(text, (self.left - px(7), y), HPos::Right, VPos::Center)?;
        }
        self.draw_steps()
    }

    /// The labels of steps that do not touch, and what they are.
    fn draw_steps(&self) -> Result<(), ChartError> {
        let bottom = self.height.end;
        let ticks = if self.limits.log_x { log_ticks(&self.x) } else { labelled(axis::step_ticks(&self.x, 6)) };
        let mut labels: Vec<Range<i32>> = Vec::new();
        for (tick, text) in &ticks {
            let (x, _) = self.place((*tick, self.y.start));
            self.draw_path([(x, bottom), (x, bottom + px(4))], theme::GRID.stroke_width(3))?;
            let half = label_width(text) / 2;
            let middle = x.min(px(SIZE.0) - half);
            if labels.last().is_none_or(|last| middle - half > last.end + px(6)) {
                self.draw_label(text, (middle, bottom + px(7)), HPos::Center, VPos::Top)?;
                labels.push(middle - half..middle + half);
            }
        }
        let Some((x, anchor)) = self.place_of_unit(&labels) else { return Ok(()) };
        self.draw_label("step", (x, bottom + px(7)), anchor, VPos::Top)
    }

    /// Where it is said that the labels are steps: before the first, or behind the last, or in the first gap that is wide
    /// enough. The first label of a logarithmic axis often stands at its very edge.
    fn place_of_unit(&self, labels: &[Range<i32>]) -> Option<(i32, HPos)> {
        let (edge, gap, width) = (self.left - px(10), px(4), label_width("step"));
        let (first, last) = (labels.first()?, labels.last()?);
        if first.start > edge + gap {
            return Some((edge, HPos::Right));
        }
        if px(SIZE.0) - last.end > width + gap {
            return Some((px(SIZE.0), HPos::Right));
        }
        let between = labels.windows(2).find(|pair| pair[1].start - pair[0].end > width + 2 * gap)?;
        Some((i32::midpoint(between[0].end, between[1].start), HPos::Center))
    }

    fn draw_band(&self, edges: &[Edge], color: usize) -> Result<(), ChartError> {
        let edges: Vec<Edge> =
            edges.iter().copied().filter(|edge| self.x.contains(&edge.0) || edge.0 == self.x.end).collect();
        let below = edges.iter().map(|&(x, low, _)| self.place((x, low)));
        let above = edges.iter().rev().map(|&(x, _, high)| self.place((x, high)));
        let outline: Vec<(i32, i32)> = below.chain(above).collect();
        let style = theme::series(color).mix(0.18).filled();
        self.area.draw(&Polygon::new(outline, style)).map_err(ChartError::draw)
    }

    fn draw_restart(&self, step: f64, curves: &[Curve], line: usize) -> Result<(), ChartError> {
        let Some(curve) = curves.get(line).filter(|_| self.x.contains(&step)) else { return Ok(()) };
        let (x, _) = self.place((step, self.y.start));
        let style = curve.colour.mix(0.6).stroke_width(3);
        for dash in self.height.clone().step_by(px(6) as usize) {
            self.draw_path([(x, dash), (x, (dash + px(3)).min(self.height.end))], style)?;
        }
        Ok(())
    }

    fn draw_raw(&self, curve: &Curve) -> Result<(), ChartError> {
        let (opacity, width) = if curve.is_smoothed() { (0.28, 3) } else { (1.0, 5) };
        let points = thinned(&curve.points, self.columns);
        for piece in pieces(&points) {
            self.draw_curve(piece, curve.colour.mix(opacity).stroke_width(width))?;
            let marks = if curve.points.len() <= SPARSE || piece.len() == 1 { piece } else { &[] };
            for &point in marks.iter().filter(|point| self.holds(point)) {
                let dot = Circle::new(self.place(point), px(2) + 1, curve.colour.filled());
                self.area.draw(&dot).map_err(ChartError::draw)?;
            }
        }
        Ok(())
    }

    fn draw_smoothed(&self, curve: &Curve) -> Result<(), ChartError> {
        let points = if curve.is_smoothed() { curve.smoothed(self.columns) } else { Vec::new() };
        pieces(&points).try_for_each(|piece| self.draw_curve(piece, curve.colour.stroke_width(5)))
    }

    /// A cross at the upper edge where a value is infinite or not a number; an arrow at the lower edge where it is below
    /// what a logarithm reaches.
    fn draw_marks(&self, curve: &Curve) -> Result<(), ChartError> {
        let (above, below) = ((self.y.end, VPos::Top, "×"), (self.y.start, VPos::Bottom, "▾"));
        for (steps, (y, anchor, mark)) in [(&curve.not_finite, above), (&curve.not_positive, below)] {
            let mut free = i32::MIN;
            let inside = steps.iter().filter(|x| self.limits.take_step(**x));
            for place in inside.map(|&x| self.place((x, y))).filter(|(x, _)| self.left <= *x) {
                if place.0 >= free {
                    let style = label(curve.colour, HPos::Center, anchor);
                    self.area.draw(&Text::new(mark, place, style)).map_err(ChartError::draw)?;
                    free = place.0 + px(6);
                }
            }
        }
        Ok(())
    }

    fn draw_curve(&self, points: &[Point], style: ShapeStyle) -> Result<(), ChartError> {
        let place = |points: &[Point]| points.iter().map(|&point| self.place(point)).collect::<Vec<_>>();
        if points.iter().all(|point| self.holds(point)) {
            return self.draw_path(place(points), style);
        }
        clipped(points, (&self.x, &self.y)).iter().try_for_each(|part| self.draw_path(place(part), style))
    }

    fn holds(&self, &(x, y): &Point) -> bool {
        (self.x.start..=self.x.end).contains(&x) && (self.y.start..=self.y.end).contains(&y)
    }

    fn draw_path(&self, places: impl Into<Vec<(i32, i32)>>, style: ShapeStyle) -> Result<(), ChartError> {
        self.area.draw(&PathElement::new(places.into(), style)).map_err(ChartError::draw)
    }

    fn draw_label(&self, text: &str, at: (i32, i32), h: HPos, v: VPos) -> Result<(), ChartError> {
        self.area.draw(&Text::new(text, at, label(theme::MUTED, h, v))).map_err(ChartError::draw)
    }
}

fn labelled(ticks: Vec<f64>) -> Vec<(f64, String)> {
    let labels = axis::labels(&ticks);
    ticks.into_iter().zip(labels).collect()
}

/// Powers of ten; in a short range their doubles and fives too, in a shorter one whatever is round.
fn log_ticks(range: &Range<f64>) -> Vec<(f64, String)> {
    let decades = axis::decade_ticks(range, 5);
    if decades.len() > 2 {
        let labels = axis::decade_labels(&decades);
        return decades.into_iter().zip(labels).collect();
    }
    let powers = (range.start.floor() as i32..=range.end.floor() as i32).map(|decade| 10f64.powi(decade));
    let values: Vec<f64> = powers.flat_map(|power| [power, 2.0 * power, 5.0 * power]).collect();
    let inside = |value: &&f64| range.contains(&value.log10());
    if values.iter().filter(inside).count() > 1 {
        return values.iter().filter(inside).map(|&value| (value.log10(), axis::number(value))).collect();
    }
    let values = axis::ticks(&(10f64.powf(range.start)..10f64.powf(range.end)), 5);
    let positive = labelled(values).into_iter().filter(|(value, _)| *value > 0.0);
    positive.map(|(value, text)| (value.log10(), text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(points: Vec<Point>) -> ScalarChart {
        ScalarChart { lines: vec![Line { name: "run".into(), points, color: 0 }], ..ScalarChart::default() }
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
                    match scalars(&ScalarChart { lines, log_y, ..ScalarChart::default() }) {
                        Ok(svg) => assert!(svg.len() < 20_000 && !svg.contains("<a&"), "{svg}"),
                        Err(error) => assert!(matches!(error, ChartError::Empty { .. }), "{a} {b}: {error}"),
                    }
                }
            }
        }
    }

    #[test]
    fn a_long_series_stays_small() {
        let broken = |x: i32| if x % 3 == 0 { f64::NAN } else { f64::from(x % 977) };
        for value in [|x: i32| f64::from(x % 977), broken] {
            let points = (0..200_000).map(|x| (f64::from(x), value(x))).collect();
            let svg = scalars(&chart(points)).unwrap();
            assert!(svg.len() < 150_000, "{} bytes", svg.len());
        }
    }

    #[test]
    fn a_zero_on_a_logarithmic_axis_is_not_called_infinite() {
        let points = vec![(0.0, 1.0), (1.0, 0.0), (2.0, 10.0), (3.0, f64::NAN)];
        let svg = scalars(&ScalarChart { log_y: true, ..chart(points) }).unwrap();
        assert_eq!((svg.matches('▾').count(), svg.matches('×').count()), (1, 1));
    }

    #[test]
    fn the_axis_of_steps_says_so_on_any_scale() {
        for log_x in [false, true] {
            for last in [10, 100, 1000, 100_000] {
                let points = (1..=last).map(|x| (f64::from(x), 1.0 / f64::from(x))).collect();
                let limits = Limits { log_x, ..Limits::default() };
                let svg = scalars(&ScalarChart { limits, ..chart(points) }).unwrap();
                assert_eq!(svg.matches(">step<").count(), 1, "to {last}, logarithmic: {log_x}");
            }
        }
    }

    #[test]
    fn labels_tell_close_values_apart() {
        let svg = scalars(&chart((0..60).map(|x| (1e6 + f64::from(x), 98.0 + f64::from(x) * 1e-5)).collect())).unwrap();
        for label in ["98.0002", "98.0004", "1000010", "1000020"] {
            assert!(svg.contains(&format!(">{label}<")), "{label} in {svg}");
        }
    }
}
