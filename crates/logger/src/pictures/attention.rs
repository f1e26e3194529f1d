//! Which tokens look at which: a heatmap for each head of a layer.

use burn::tensor::Tensor;
use nnviz_record::Summary;
use plotters::prelude::{Color, Rectangle, Text, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontTransform, IntoFont, RGBColor};

use super::wrong_shape;
use crate::figure::{Area, DrawError, draw, heat};
use crate::worker::{Entry, Output};
use crate::{Logger, Step, Values};

const INK: RGBColor = RGBColor(40, 44, 52);
/// Cells are this large at most, and this small at least, in pixels.
const CELLS: (usize, usize) = (28, 3);
/// What a head's map should take.
const MAP: usize = 220;
const GAP: i32 = 24;
const TITLE: i32 = 28;
/// How many letters of a token are shown.
const LETTERS: usize = 10;

/// Where the maps of all heads are, in pixels.
struct Plan {
    heads: usize,
    columns: usize,
    queries: usize,
    keys: usize,
    cell: i32,
    margin: i32,
}

impl Plan {
    fn new([heads, queries, keys]: [usize; 3], labels: &[String]) -> Self {
        let cell = (MAP / queries.max(keys).max(1)).clamp(CELLS.1, CELLS.0) as i32;
        let letters = labels.iter().map(|label| label.chars().count().min(LETTERS)).max().unwrap_or(0) as i32;
        Self { heads, columns: heads.min(4), queries, keys, cell, margin: letters * 7 + 10 }
    }

    fn map_size(&self) -> (i32, i32) {
        (self.margin + self.keys as i32 * self.cell + GAP, TITLE + self.margin + self.queries as i32 * self.cell + GAP)
    }

    fn size(&self) -> (u32, u32) {
        let (width, height) = self.map_size();
        let rows = self.heads.div_ceil(self.columns.max(1));
        ((width * self.columns as i32 + GAP) as u32, (height * rows as i32 + 4) as u32)
    }

    /// The upper left corner of a head's first cell.
    fn corner(&self, head: usize) -> (i32, i32) {
        let (width, height) = self.map_size();
        let (row, column) = ((head / self.columns) as i32, (head % self.columns) as i32);
        (GAP / 2 + column * width + self.margin, row * height + TITLE + self.margin)
    }
}

/// The maps of all heads, each with its own scale from 0 to its greatest weight.
fn draw_heads(area: &Area<'_>, plan: &Plan, weights: &[f32], labels: &[String]) -> Result<(), DrawError> {
    for (head, map) in weights.chunks(plan.queries * plan.keys).enumerate() {
        let (left, top) = plan.corner(head);
        let largest = map.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        let title = format!("head {head}  (up to {largest:.2})");
        area.draw(&Text::new(title, (left, top - plan.margin - TITLE + 8), style(13, HPos::Left, VPos::Top, false)))?;
        for (at, &weight) in map.iter().enumerate() {
            let (x, y) = (left + (at % plan.keys) as i32 * plan.cell, top + (at / plan.keys) as i32 * plan.cell);
            let corners = [(x, y), (x + plan.cell, y + plan.cell)];
            area.draw(&Rectangle::new(corners, heat(f64::from(weight / largest)).filled()))?;
        }
        draw_labels(area, plan, (left, top), labels)?;
    }
    Ok(())
}

/// Tokens that look at the left, those that are looked at above. Where cells are too small, some are left out.
fn draw_labels(area: &Area<'_>, plan: &Plan, (left, top): (i32, i32), labels: &[String]) -> Result<(), DrawError> {
    let stride = (13 / plan.cell.max(1) + 1) as usize;
    for (at, label) in labels.iter().enumerate().step_by(if plan.cell >= 12 { 1 } else { stride }) {
        let text: String = label.chars().take(LETTERS).collect();
        let middle = at as i32 * plan.cell + plan.cell / 2;
        if at < plan.queries {
            area.draw(&Text::new(text.clone(), (left - 5, top + middle), style(11, HPos::Right, VPos::Center, false)))?;
        }
        if at < plan.keys {
            // plotters anchors a text before it turns it: its left end is at the bottom then.
            area.draw(&Text::new(text, (left + middle, top - 5), style(11, HPos::Left, VPos::Center, true)))?;
        }
    }
    Ok(())
}

fn style(size: i32, h: HPos, v: VPos, upright: bool) -> TextStyle<'static> {
    let font = ("sans-serif", size).into_font();
    let font = if upright { font.transform(FontTransform::Rotate270) } else { font };
    TextStyle::from(font).color(&INK).pos(Pos::new(h, v))
}

impl Logger {
    /// Logs which tokens look at which: the weights `[batch, heads, queries, keys]` of an attention layer, of which the
    /// first example is drawn, a heatmap for each head. `tokens` names the places, and may be empty.
    ///
    /// The weights of a model that does not return them are the `Softmax` results of [`intermediates`](crate::intermediates).
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// # use burn::tensor::{Device, Tensor};
    /// let weights = Tensor::<4>::full([1, 2, 3, 3], 1.0 / 3.0, &Device::default());
    /// logger.add_attention("attention/layer0", weights, &["the", "cat", "sat"], 1);
    /// # logger.flush()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_attention<L: AsRef<str>>(&self, tag: &str, weights: Tensor<4>, tokens: &[L], step: impl Into<Step>) {
        if !self.is_enabled() {
            return;
        }
        let [batch, heads, queries, keys] = weights.dims();
        let values = Values::from(weights.narrow(0, 0, batch.min(1)));
        let labels: Vec<String> = tokens.iter().map(|token| token.as_ref().to_owned()).collect();
        let tag = self.tag(tag);
        self.send_heavy(tag.clone(), step.into(), values.byte_len(), move || {
            if heads * queries * keys == 0 {
                return Err(wrong_shape(
                    &tag,
                    format!("{heads} heads of {queries} × {keys} weights are nothing to draw"),
                ));
            }
            let plan = Plan::new([heads, queries, keys], &labels);
            let values = values.read()?.into_f32();
            let picture = draw(plan.size(), |area| draw_heads(area, &plan, &values, &labels))?;
            let encoded = crate::Image::from(picture).encode(&tag)?;
            Ok(Output::Entries(vec![Entry::new(tag, Summary::Image(encoded))]))
        });
    }
}
