//! Which classes a classifier takes for which.

use plotters::prelude::{Color, Rectangle, Text, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, FontTransform, IntoFont, RGBColor};

use super::{Area, DrawError};

const INK: RGBColor = RGBColor(40, 44, 52);
const PALE: RGBColor = RGBColor(247, 249, 252);
/// The right answers, on the diagonal.
const RIGHT: RGBColor = RGBColor(33, 102, 172);
/// The mistakes, everywhere else.
const WRONG: RGBColor = RGBColor(202, 80, 40);

/// Draws `counts[truth][prediction]`: a row for each true class, a column for each predicted one.
///
/// Cells are shaded by their share of the row, so that classes of different sizes compare; mistakes have another colour
/// than right answers, and a stronger shade, since they are few.
///
/// # Errors
/// What plotters says, and counts that are not square or do not have a label each.
pub fn confusion_matrix<L: AsRef<str>>(area: &Area<'_>, counts: &[Vec<u64>], labels: &[L]) -> Result<(), DrawError> {
    let classes = labels.len();
    if classes == 0 || counts.len() != classes || counts.iter().any(|row| row.len() != classes) {
        return Err(format!("a confusion matrix of {classes} labels needs {classes} rows and columns").into());
    }
    let grid = Grid::new(area.dim_in_pixel(), classes);
    for (truth, row) in counts.iter().enumerate() {
        let total = row.iter().sum::<u64>().max(1) as f64;
        for (prediction, &count) in row.iter().enumerate() {
            draw_cell(area, &grid, (truth, prediction), count, count as f64 / total)?;
        }
    }
    draw_labels(area, &grid, labels)
}

/// Where the cells are, in pixels.
struct Grid {
    left: i32,
    top: i32,
    cell: i32,
    classes: usize,
}

impl Grid {
    fn new((width, height): (u32, u32), classes: usize) -> Self {
        let side = width.min(height) as i32;
        let margin = (side / 8).max(24);
        let cell = ((side - margin - 8) / classes as i32).max(1);
        Self { left: margin, top: margin, cell, classes }
    }

    /// The upper left corner of a cell.
    fn corner(&self, row: usize, column: usize) -> (i32, i32) {
        (self.left + column as i32 * self.cell, self.top + row as i32 * self.cell)
    }

    fn middle(&self, index: usize) -> i32 {
        index as i32 * self.cell + self.cell / 2
    }

    fn font(&self) -> FontDesc<'static> {
        FontDesc::new(FontFamily::SansSerif, (f64::from(self.cell) * 0.38).clamp(9.0, 20.0), FontStyle::Normal)
    }
}

fn draw_cell(
    area: &Area<'_>,
    grid: &Grid,
    (truth, prediction): (usize, usize),
    count: u64,
    share: f64,
) -> Result<(), DrawError> {
    let (full, strength) = if truth == prediction { (RIGHT, share) } else { (WRONG, share.sqrt()) };
    let (x, y) = grid.corner(truth, prediction);
    let corners = [(x, y), (x + grid.cell - 1, y + grid.cell - 1)];
    area.draw(&Rectangle::new(corners, mix(PALE, full, strength).filled()))?;
    if count > 0 {
        let ink = if strength > 0.55 { PALE } else { INK };
        let style = TextStyle::from(grid.font()).color(&ink).pos(Pos::new(HPos::Center, VPos::Center));
        area.draw(&Text::new(count.to_string(), (x + grid.cell / 2, y + grid.cell / 2), style))?;
    }
    Ok(())
}

fn draw_labels<L: AsRef<str>>(area: &Area<'_>, grid: &Grid, labels: &[L]) -> Result<(), DrawError> {
    let style = |font: FontDesc<'static>, h, v| TextStyle::from(font).color(&INK).pos(Pos::new(h, v));
    for (index, label) in labels.iter().enumerate() {
        let (along, label) = (grid.middle(index), label.as_ref().to_owned());
        let above = (grid.left + along, grid.top - 6);
        area.draw(&Text::new(label.clone(), above, style(grid.font(), HPos::Center, VPos::Bottom)))?;
        let beside = (grid.left - 8, grid.top + along);
        area.draw(&Text::new(label, beside, style(grid.font(), HPos::Right, VPos::Center)))?;
    }
    let middle = grid.classes as i32 * grid.cell / 2;
    let axis = ("sans-serif", 15).into_font();
    area.draw(&Text::new("predicted", (grid.left + middle, 4), style(axis.clone(), HPos::Center, VPos::Top)))?;
    let upright = axis.transform(FontTransform::Rotate270);
    area.draw(&Text::new("true", (4, grid.top + middle), style(upright, HPos::Center, VPos::Top)))?;
    Ok(())
}

fn mix(from: RGBColor, to: RGBColor, share: f64) -> RGBColor {
    let channel = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
    RGBColor(channel(from.0, to.0), channel(from.1, to.1), channel(from.2, to.2))
}
