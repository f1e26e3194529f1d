//! One box on a picture.

/// A box on a picture, in pixels from the upper left corner, with what it shows.
///
/// ```
/// use nnviz_logger::LabelledBox;
/// let cat = LabelledBox::new(24.0, 30.0, 180.0, 200.0).label("cat 0.93");
/// let truth = LabelledBox::new(20.0, 28.0, 176.0, 204.0).colour([255, 255, 255]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledBox {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
    pub(super) label: Option<String>,
    pub(super) colour: Option<[u8; 3]>,
}

impl LabelledBox {
    /// A box without a label.
    pub fn new(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self { left, top, right, bottom, label: None, colour: None }
    }

    /// What the box shows: written above it. Boxes of one label have one colour.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Red, green and blue, instead of the colour that its label gives the box.
    #[must_use]
    pub fn colour(mut self, rgb: [u8; 3]) -> Self {
        self.colour = Some(rgb);
        self
    }

    pub(super) fn is_sound(&self) -> bool {
        let finite = [self.left, self.top, self.right, self.bottom].iter().all(|edge| edge.is_finite());
        finite && self.left <= self.right && self.top <= self.bottom
    }
}

/// Left, top, right, bottom.
impl From<[f32; 4]> for LabelledBox {
    fn from([left, top, right, bottom]: [f32; 4]) -> Self {
        Self::new(left, top, right, bottom)
    }
}
