//! The layers of a model: what goes in and comes out, and what they cost.
//!
//! ```text
//!  modules and parameters (a visit) ──┐
//!  operations and their places ───────┼──> count ──> ModelSummary ──> table: for a terminal, or Markdown
//!  times, if asked for ───────────────┘
//! ```

mod count;
mod table;

use std::time::Duration;

pub(super) use count::{Forward, count};

/// What the layers of a model are and do: a table for the terminal (`Display`) or as Markdown.
///
/// Made by [`summary`](crate::summary). A module that holds others is counted with all that is inside it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ModelSummary {
    /// The modules, in the order of the model's fields, each before what is inside it. The first is the model itself.
    pub layers: Vec<Layer>,
    /// The bytes of all parameters.
    pub parameter_bytes: u64,
    /// The bytes of everything that the operations of a forward pass make.
    pub forward_bytes: u64,
    /// Why there are no shapes and no multiply-adds: the forward pass could not be captured.
    pub note: Option<String>,
}

/// One module of a model.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Layer {
    /// Its path; empty for the model itself.
    pub path: Vec<String>,
    /// Its type, such as `Conv2d`; empty where burn tells none.
    pub kind: String,
    /// The settings that burn tells of it: `ch_in: 1, ch_out: 16`.
    pub settings: String,
    /// The shape of the first tensor that comes from outside.
    pub input: Option<Vec<i64>>,
    /// The shape of the last tensor that is used outside.
    pub output: Option<Vec<i64>>,
    /// How many numbers are trained.
    pub trainable: u64,
    /// How many numbers are kept but not trained: frozen weights, running means.
    pub fixed: u64,
    /// The multiplications of matrix products, convolutions and attention whose results are added up; not what works on
    /// single elements, such as a bias, an activation or a normalisation.
    pub multiply_adds: u64,
    /// How long its operations took, if they were timed.
    pub time: Option<Duration>,
}

impl ModelSummary {
    /// The whole model.
    pub fn total(&self) -> &Layer {
        static NOTHING: Layer = Layer {
            path: Vec::new(),
            kind: String::new(),
            settings: String::new(),
            input: None,
            output: None,
            trainable: 0,
            fixed: 0,
            multiply_adds: 0,
            time: None,
        };
        self.layers.first().unwrap_or(&NOTHING)
    }

    /// The module at a path such as `encoder/layers/0`.
    pub fn layer(&self, path: &str) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.path.iter().map(String::as_str).eq(path.split('/')))
    }
}
