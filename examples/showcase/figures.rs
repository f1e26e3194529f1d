//! Drawings: *Images*, drawn with plotters.

use nnviz::figure::{self, Area, DrawError};
use nnviz::prelude::*;
use plotters::prelude::*;

use crate::data::Digits;
use crate::evaluation::{Evaluation, NAMES};
use crate::line::{self, Line};

const INK: RGBColor = RGBColor(33, 102, 172);
const FIT: RGBColor = RGBColor(202, 80, 40);

/// A drawing that comes with the crate.
pub(crate) fn confusion(valid: &Logger, evaluation: &Evaluation) {
    let counts = evaluation.confusion();
    valid.add_figure("confusion", (520, 520), evaluation.step, move |area| {
        figure::confusion_matrix(area, &counts, &NAMES)
    });
}

/// A drawing of one's own.
pub(crate) fn regression(logger: &Logger, digits: &Digits, line: Line) {
    let points = line::points(&digits.train);
    logger.add_figure("regression", (640, 420), 0, move |area| draw(area, &points, line));
}

fn draw(area: &Area<'_>, points: &[(f64, f64)], line: Line) -> Result<(), DrawError> {
    let mut chart = ChartBuilder::on(area)
        .margin(16)
        .caption("Ink of a digit", ("sans-serif", 20))
        .x_label_area_size(44)
        .y_label_area_size(52)
        .build_cartesian_2d(0.3..0.8, 0.15..0.45)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc("share of the pixels that are not empty")
        .y_desc("mean ink")
        .label_style(("sans-serif", 14))
        .draw()?;
    chart.draw_series(points.iter().map(|&point| Circle::new(point, 3, INK.mix(0.25).filled())))?;
    let ends = [0.32, 0.78].map(|x| (x, line.at(x)));
    chart.draw_series(LineSeries::new(ends, FIT.stroke_width(3)))?;
    Ok(())
}
