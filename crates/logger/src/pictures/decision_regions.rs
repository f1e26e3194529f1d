//! Which class a model with two inputs says where, drawn over the plane.

use burn::tensor::{Device, Tensor, TensorData, activation};
use nnviz_record::Summary;
use plotters::prelude::{Circle, Color, Text, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{IntoFont, RGBColor};

use crate::figure::{Area, DrawError, draw};
use crate::worker::{Entry, Output};
use crate::{Logger, Step, Values};

/// The plane is asked at so many places along each side.
const GRID: usize = 110;
/// How large a place is drawn, in pixels.
const CELL: usize = 4;
const SIDE: i32 = (GRID * CELL) as i32;
/// The space above, for half of the highest number at the left.
const TOP: i32 = 8;
const BOTTOM: i32 = 22;
const LEFT: i32 = 44;
const INK: RGBColor = RGBColor(40, 44, 52);

/// Colours of classes, told apart by those who do not see all colours, too.
const CLASSES: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(150, 140, 20),
    RGBColor(110, 110, 110),
];

/// The part of the plane that is drawn.
#[derive(Clone, Copy)]
struct Window {
    x: (f32, f32),
    y: (f32, f32),
}

impl Window {
    /// All examples, with a tenth of their extent around them.
    fn around(examples: &[([f32; 2], usize)]) -> Self {
        let side = |axis: usize| {
            let values = || examples.iter().map(|(point, _)| point[axis]).filter(|value| value.is_finite());
            let (low, high) = (values().fold(f32::INFINITY, f32::min), values().fold(f32::NEG_INFINITY, f32::max));
            let (low, high) = if low <= high { (low, high) } else { (-1.0, 1.0) };
            let space = ((high - low) * 0.1).max(1e-3);
            (low - space, high + space)
        };
        Self { x: side(0), y: side(1) }
    }

    /// The places that are asked, row by row from the top.
    fn places(&self) -> Vec<f32> {
        let along = |(low, high): (f32, f32), at: usize| low + (high - low) * (at as f32 + 0.5) / GRID as f32;
        let row = |row: usize| (0..GRID).flat_map(move |column| [along(self.x, column), along(self.y, GRID - 1 - row)]);
        (0..GRID).flat_map(row).collect()
    }

    fn pixel(&self, [x, y]: [f32; 2]) -> (i32, i32) {
        let along = |(low, high): (f32, f32), value: f32| ((value - low) / (high - low) * SIDE as f32).round() as i32;
        (LEFT + along(self.x, x), TOP + SIDE - along(self.y, y))
    }
}

fn draw_regions(
    area: &Area<'_>,
    window: Window,
    shares: &[f32],
    examples: &[([f32; 2], usize)],
) -> Result<(), DrawError> {
    let classes = (shares.len() / (GRID * GRID)).max(1);
    for (at, shares) in shares.chunks(classes).enumerate() {
        let colour = blended(shares);
        let (x, y) = (LEFT + (at % GRID * CELL) as i32, TOP + (at / GRID * CELL) as i32);
        for pixel in 0..CELL * CELL {
            area.draw_pixel((x + (pixel % CELL) as i32, y + (pixel / CELL) as i32), &colour)?;
        }
    }
    for (point, class) in examples {
        let at = window.pixel(*point);
        area.draw(&Circle::new(at, 4, RGBColor(255, 255, 255).filled()))?;
        area.draw(&Circle::new(at, 3, CLASSES[class % CLASSES.len()].filled()))?;
    }
    for (text, at, h, v) in [
        (window.x.0, (LEFT, TOP + SIDE + 4), HPos::Left, VPos::Top),
        (window.x.1, (LEFT + SIDE, TOP + SIDE + 4), HPos::Right, VPos::Top),
        (window.y.0, (LEFT - 4, TOP + SIDE), HPos::Right, VPos::Center),
        (window.y.1, (LEFT - 4, TOP), HPos::Right, VPos::Center),
    ] {
        let style = TextStyle::from(("sans-serif", 12).into_font()).color(&INK).pos(Pos::new(h, v));
        area.draw(&Text::new(format!("{text:.1}"), at, style))?;
    }
    Ok(())
}

/// The colours of the classes by their shares, paler than those of the examples.
fn blended(shares: &[f32]) -> RGBColor {
    let mut channels = [0.0_f32; 3];
    for (class, share) in shares.iter().enumerate() {
        let RGBColor(red, green, blue) = CLASSES[class % CLASSES.len()];
        for (channel, part) in channels.iter_mut().zip([red, green, blue]) {
            *channel += share * (0.6 * f32::from(part) + 0.4 * 255.0);
        }
    }
    let [red, green, blue] = channels.map(|channel| channel.clamp(0.0, 255.0) as u8);
    RGBColor(red, green, blue)
}

impl Logger {
    /// Logs which class a model with two inputs says where, as a picture of the plane around `examples`: points, each with
    /// its class. `scores` takes points `[n, 2]` on `device` and gives a score for each class, `[n, classes]`; a single
    /// score stands for the second of two classes where it is positive.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use burn::nn::{Linear, LinearConfig};
    /// use burn::tensor::Device;
    ///
    /// let device = Device::default();
    /// let model: Linear = LinearConfig::new(2, 2).init(&device);
    /// let examples = [([0.0, 1.0], 0), ([1.0, 0.0], 1)];
    /// logger.add_decision_regions("regions", &examples, &device, |points| model.forward(points), 1);
    /// # logger.flush()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_decision_regions(
        &self,
        tag: &str,
        examples: &[([f32; 2], usize)],
        device: &Device,
        scores: impl FnOnce(Tensor<2>) -> Tensor<2>,
        step: impl Into<Step>,
    ) {
        if !self.is_enabled() {
            return;
        }
        let window = Window::around(examples);
        let scores = scores(Tensor::from_data(TensorData::new(window.places(), [GRID * GRID, 2]), device));
        let shares = match scores.dims() {
            [_, 1] => {
                let second = activation::sigmoid(scores);
                Tensor::cat(vec![second.clone().neg().add_scalar(1.0), second], 1)
            }
            _ => activation::softmax(scores, 1),
        };
        let (values, examples, tag) = (Values::from(shares), examples.to_vec(), self.tag(tag));
        self.send_heavy(tag.clone(), step.into(), values.byte_len(), move || {
            let shares = values.read()?.into_f32();
            let size = ((LEFT + SIDE + 8) as u32, (TOP + SIDE + BOTTOM) as u32);
            let picture = draw(size, |area| draw_regions(area, window, &shares, &examples))?;
            let encoded = crate::Image::from(picture).encode(&tag)?;
            Ok(Output::Entries(vec![Entry::new(tag, Summary::Image(encoded))]))
        });
    }
}
