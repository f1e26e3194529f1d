//! Precision over recall.

use plotters::prelude::{Circle, PathElement, Text};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, RGBColor, ShapeStyle};

use super::ChartError;
use super::canvas::{self, Area, label, px, shortened};
use super::legend::Legend;
use crate::theme;

const SIZE: (i32, i32) = (380, 290);
const LEFT: i32 = 44;
const RIGHT: i32 = 16;
const FOOT: i32 = 40;

/// The thresholds that are marked; the first one, where a classifier usually decides, is marked larger.
const MARKED: [f64; 3] = [0.5, 0.25, 0.75];

/// The curve of one classifier.
#[derive(Clone, Debug, Default)]
pub struct PrLine {
    /// What it is called in the legend, which is drawn when there are several.
    pub name: String,
    /// Which of the theme's colours.
    pub color: usize,
    /// Recall and precision at thresholds that are evenly spaced from 0 to 1; what is not finite is left out.
    pub points: Vec<(f64, f64)>,
}

/// Draws precision over recall, a curve for each classifier, with dots at the thresholds 0.25, 0.5 and 0.75.
///
/// # Errors
/// [`ChartError::Empty`] when no curve has a finite point.
pub fn pr_curves(lines: &[PrLine]) -> Result<String, ChartError> {
    if !lines.iter().flat_map(|line| &line.points).any(is_finite) {
        return Err(ChartError::Empty { what: "points" });
    }
    let legend = legend(lines);
    let size = (SIZE.0, SIZE.1 + legend.extra_height());
    let title = lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>().join(", ");
    canvas::draw(size, &shortened(&format!("Precision over recall: {title}"), 200), |area| {
        legend.draw(area)?;
        let plot = Plot { area, top: px(legend.height() + 10), bottom: px(size.1 - FOOT) };
        plot.draw_axes()?;
        lines.iter().try_for_each(|line| plot.draw_curve(line))?;
        lines.iter().try_for_each(|line| plot.draw_marks(line, lines.len() == 1))
    })
}

/// Where the plot of such a chart is, in the units of its drawing: left, right, top and bottom.
pub(crate) fn pr_plot(lines: &[PrLine]) -> [i32; 4] {
    let legend = legend(lines);
    [px(LEFT), px(SIZE.0 - RIGHT), px(legend.height() + 10), px(SIZE.1 + legend.extra_height() - FOOT)]
}

fn legend(lines: &[PrLine]) -> Legend {
    Legend::new(lines.iter().map(|line| (line.name.as_str(), theme::series(line.color))), LEFT..SIZE.0)
}

fn is_finite(point: &(f64, f64)) -> bool {
    point.0.is_finite() && point.1.is_finite()
}

/// Both axes go from 0 to 1.
struct Plot<'a, 'b> {
    area: &'a Area<'b>,
    top: i32,
    bottom: i32,
}

impl Plot<'_, '_> {
    fn place(&self, &(recall, precision): &(f64, f64)) -> (i32, i32) {
        let along =
            |share: f64, from: i32, to: i32| from + (share.clamp(0.0, 1.0) * f64::from(to - from)).round() as i32;
        (along(recall, px(LEFT), px(SIZE.0 - RIGHT)), along(precision, self.bottom, self.top))
    }

    fn draw_axes(&self) -> Result<(), ChartError> {
        for (share, text) in [(0.0, "0"), (0.25, "0.25"), (0.5, "0.5"), (0.75, "0.75"), (1.0, "1")] {
            let (x, y) = self.place(&(share, share));
            self.draw_path(vec![(px(LEFT), y), (px(SIZE.0 - RIGHT), y)], theme::GRID.stroke_width(3))?;
            self.draw_path(vec![(x, self.bottom), (x, self.bottom + px(4))], theme::GRID.stroke_width(3))?;
            self.draw_label(text, (px(LEFT) - px(7), y), theme::MUTED, HPos::Right, VPos::Center)?;
            self.draw_label(text, (x, self.bottom + px(7)), theme::MUTED, HPos::Center, VPos::Top)?;
        }
        let middle = self.place(&(0.5, 0.0)).0;
        self.draw_label("recall", (middle, self.bottom + px(24)), theme::MUTED, HPos::Center, VPos::Top)?;
        self.draw_label("precision", (px(LEFT) + px(4), self.top + px(3)), theme::MUTED, HPos::Left, VPos::Top)
    }

    fn draw_curve(&self, line: &PrLine) -> Result<(), ChartError> {
        let mut places: Vec<_> = line.points.iter().filter(|point| is_finite(point)).map(|it| self.place(it)).collect();
        places.dedup();
        self.draw_path(places, theme::series(line.color).stroke_width(5))
    }

    fn draw_marks(&self, line: &PrLine, labelled: bool) -> Result<(), ChartError> {
        let mut labels: Vec<(i32, i32)> = Vec::new();
        for threshold in MARKED {
            let at = (threshold * (line.points.len().max(1) - 1) as f64).round() as usize;
            let Some(point) = line.points.get(at).filter(|point| is_finite(point)) else { continue };
            let (x, y) = self.place(point);
            let radius = if threshold == 0.5 { px(4) } else { px(2) + 1 };
            let dot = Circle::new((x, y), radius, theme::series(line.color).filled());
            self.area.draw(&dot).map_err(ChartError::draw)?;
            let is_free = labels.iter().all(|(left, top)| (left - x).abs() > px(30) || (top - y).abs() > px(13));
            if labelled && is_free {
                labels.push((x, y));
                let text = threshold.to_string();
                self.draw_label(&text, (x - px(6), y + px(5)), theme::INK, HPos::Right, VPos::Top)?;
            }
        }
        Ok(())
    }

    fn draw_path(&self, places: Vec<(i32, i32)>, style: ShapeStyle) -> Result<(), ChartError> {
        self.area.draw(&PathElement::new(places, style)).map_err(ChartError::draw)
    }

    fn draw_label(&self, text: &str, at: (i32, i32), colour: RGBColor, h: HPos, v: VPos) -> Result<(), ChartError> {
        self.area.draw(&Text::new(text.to_owned(), at, label(colour, h, v))).map_err(ChartError::draw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_points_are_drawn() {
        let odd = [f64::NAN, f64::INFINITY, -1.0, 0.0, 0.5, 2.0];
        let points = odd.iter().flat_map(|&a| odd.iter().map(move |&b| (a, b))).collect();
        let lines = [PrLine { name: "<b>".into(), color: 9, points }, PrLine::default()];
        let svg = pr_curves(&lines).unwrap();
        assert!(!svg.contains("<b>") && svg.contains(">recall<"), "{svg}");
        assert!(matches!(pr_curves(&[PrLine::default()]), Err(ChartError::Empty { .. })));
    }
}
