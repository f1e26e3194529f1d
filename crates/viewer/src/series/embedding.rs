//! The points of the embedding projector.

/// Points in many dimensions, with labels.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Embedding {
    /// Its name in the projector's configuration.
    pub name: String,
    /// How many points its file holds.
    pub points: usize,
    /// The points that were kept, evenly spread over the file; all have the same, finite number of coordinates.
    pub rows: Vec<Vec<f32>>,
    /// The columns of labels, each with a label for each of `rows`.
    pub columns: Vec<LabelColumn>,
    /// A picture for each point of the file.
    pub sprite: Option<Sprite>,
}

/// Small pictures of one size, in rows, in one large picture: that of the point `i` is the `i`-th, with as many in a row
/// as in a column, or one more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sprite {
    /// The large picture, encoded.
    pub encoded: Vec<u8>,
    /// Width and height of a small one, in pixels.
    pub size: [u32; 2],
}

impl Embedding {
    /// Which point of the file each of `rows` is.
    pub fn file_row(&self, row: usize) -> usize {
        row * self.points.div_ceil(self.rows.len().max(1)).max(1)
    }
}

/// One label for each point.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct LabelColumn {
    /// Its name; empty for the only column of a file.
    pub name: String,
    /// The labels.
    pub labels: Vec<String>,
}
