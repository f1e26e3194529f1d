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
