//! What can be wrong with a request for a projection.

use thiserror::Error;

/// Why there is no projection. Each message names what to change.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum Error {
    /// The values do not fill whole rows.
    #[error("{values} values are not rows of {columns} columns: pass rows × columns values, and at least one column")]
    Shape {
        /// How many values there are.
        values: usize,
        /// How many columns they were said to have.
        columns: usize,
    },
    /// A value is NaN or infinite. Leave its row out, or find out where it comes from.
    #[error("the value at row {row}, column {column} is {value}: points must be finite")]
    NotFinite {
        /// The row, counted from 0.
        row: usize,
        /// The column, counted from 0.
        column: usize,
        /// The value itself.
        value: f32,
    },
    /// A method needs more points than there are.
    #[error("{rows} points are too few for {what}: at least {needed} are needed")]
    TooFewPoints {
        /// How many points there are.
        rows: usize,
        /// How many would do.
        needed: usize,
        /// What needs them, with its value.
        what: String,
    },
    /// An option has a value that no computation can follow.
    #[error("{option} is {value}: it must be {must_be}")]
    Option {
        /// The option.
        option: &'static str,
        /// What it was set to.
        value: f64,
        /// What it may be.
        must_be: &'static str,
    },
    /// Two tables that belong together differ in size: the layout to start from, or points and their projection.
    #[error("{what} has {actual_rows} rows of {actual_columns}, not {expected_rows} of {expected_columns}")]
    Mismatch {
        /// Which of the tables.
        what: &'static str,
        /// Its rows.
        actual_rows: usize,
        /// Its columns.
        actual_columns: usize,
        /// The rows that it should have.
        expected_rows: usize,
        /// The columns that it should have.
        expected_columns: usize,
    },
    /// There are more points than 32-bit indices can name.
    #[error("{rows} points are more than the 2³²−1 that can be projected: take a sample")]
    TooManyPoints {
        /// How many points there are.
        rows: usize,
    },
    /// The progress callback asked to stop before there was any layout to return.
    #[error("stopped before there was a layout")]
    Stopped,
}
