//! A matrix of tokens against tokens.

use burn::tensor::Tensor;

use crate::heatmap::draw_colour_bar;
use crate::sketch::{Anchor, INK, MUTED, Sketch};
use crate::{ColourMap, Error, Heatmap, Scale};

/// A matrix of tokens in colours: each row is a token that looks, each column one that is looked at. Rows have the tokens
/// beside them with their numbers, columns the numbers above.
///
/// ```
/// use burn::tensor::{Device, Tensor};
/// use nnviz_explain::TokenMatrix;
/// let rollout = Tensor::<2>::from_floats([[0.7, 0.3], [0.2, 0.8]], &Device::default());
/// let svg = TokenMatrix::new("attention rollout", rollout, &["hello", "world"])?.sketch().to_svg()?;
/// assert!(svg.contains("2 world"));
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct TokenMatrix {
    title: String,
    tokens: Vec<String>,
    map: Heatmap,
    colours: ColourMap,
    scale: Option<Scale>,
}

const MARGIN: f32 = 16.0;
const CELL: f32 = 22.0;
const LETTER: f32 = 7.2;
const TOP: f32 = 56.0;
const LEGEND: f32 = 60.0;

impl TokenMatrix {
    /// A square matrix, `[tokens, tokens]`, with its tokens.
    ///
    /// # Errors
    /// [`Error::Size`] when there is not one token for each row and column, [`Error::NotFinite`] for a value that is no number.
    pub fn new<L: AsRef<str>>(title: impl Into<String>, matrix: Tensor<2>, tokens: &[L]) -> Result<Self, Error> {
        let shape = matrix.dims();
        if shape != [tokens.len(); 2] || tokens.is_empty() {
            let (what, shape) = ("a token for each row and column", shape.to_vec());
            return Err(Error::Size { what, shape, values: tokens.len() });
        }
        let tokens = tokens.iter().map(|token| token.as_ref().to_owned()).collect();
        let map = Heatmap::from_tensor(matrix)?;
        Ok(Self { title: title.into(), tokens, map, colours: ColourMap::YlGnBu, scale: None })
    }

    /// The values that have the first and the last colour; unless told, 0 and the largest.
    #[must_use]
    pub fn scale(mut self, scale: Scale) -> Self {
        self.scale = Some(scale);
        self
    }

    /// The drawing.
    pub fn sketch(&self) -> Sketch {
        let count = self.tokens.len();
        let labels: Vec<String> =
            self.tokens.iter().enumerate().map(|(at, token)| format!("{} {token}", at + 1)).collect();
        let longest = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0).min(40) as f32;
        let left = MARGIN + longest * LETTER + 8.0;
        let side = count as f32 * CELL;
        let width = (left + side + MARGIN).max(MARGIN * 2.0 + self.title.chars().count() as f32 * 9.0).max(260.0);
        let mut sketch = Sketch::new(width, TOP + side + LEGEND);
        sketch.title(self.title.as_str(), (MARGIN, MARGIN + 4.0), Anchor::Start, 16.0);
        for (at, label) in labels.iter().enumerate() {
            let middle = (at as f32 + 0.5) * CELL;
            sketch.text(label.as_str(), (left - 6.0, TOP + middle), Anchor::End, 12.0, INK);
            sketch.text((at + 1).to_string(), (left + middle, TOP - 9.0), Anchor::Middle, 11.0, MUTED);
        }
        let scale = self.scale.unwrap_or_else(|| Scale::from_zero(&self.map));
        sketch.picture(self.map.paint(self.colours, scale), (left, TOP), (side, side));
        draw_colour_bar(&mut sketch, (left, TOP + side + 18.0), side.clamp(120.0, 240.0), "share", self.colours, scale);
        sketch
    }
}
