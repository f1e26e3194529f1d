//! What the projector cannot show.

use thiserror::Error;

/// Why something is no file of the projector.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ProjectorError {
    /// The numbers make no rows.
    #[error("{values} values make no rows of {columns}; give at least one whole row")]
    Shape {
        /// How many numbers there are.
        values: usize,
        /// How many make a row.
        columns: usize,
    },
    /// One number that is none, and the projector draws nothing.
    #[error("row {row}, column {column} is {value}; the projector needs finite numbers")]
    Value {
        /// Which point.
        row: usize,
        /// Which of its coordinates.
        column: usize,
        /// What it is.
        value: f32,
    },
    /// A row of labels has another number of columns than the header, or than one.
    #[error("row {row} has {found} columns, not {expected}; give a header of two or more names for several columns")]
    Columns {
        /// Which row.
        row: usize,
        /// How many columns it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// TensorBoard takes a first line without a tab for a label.
    #[error("a header of {names} names is taken for a label; give two or more names, or no header")]
    Header {
        /// How many names it has.
        names: usize,
    },
    /// A tab or a line break in a label would begin another.
    #[error("the label {label:?} {place} has a tab or a line break in it; replace it")]
    Label {
        /// The label.
        label: String,
        /// Where it is.
        place: String,
    },
    /// The projector steps over blank lines: all labels below would move.
    #[error("row {row} has empty labels only, and the projector would skip it; give it a name")]
    EmptyLabel {
        /// Which row.
        row: usize,
    },
    /// The configuration is no text-format message.
    #[error("line {line} of the projector's configuration was not understood: {reason}")]
    Config {
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
}
