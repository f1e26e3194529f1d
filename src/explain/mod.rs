//! What a network looks at: all of `nnviz-explain`, and explanations that are logged while a network trains.
//!
//! ```text
//!  training thread   every(n) ── due? ── within the budget? ── model.valid() ──┐ one model waits at most
//!                                            └ no: skipped, and counted        │
//!  its own thread    method ── heat maps ─┬─ over the inputs, on a fixed scale ┴─> images
//!                                         ├─ against those before ─> drift
//!                                         └─ places away, places back ─> deletion, insertion, faithfulness
//! ```

mod budget;
mod error;
mod every;
mod measures;
mod series;
mod thread;

pub use budget::Explained;
pub use error::LoggedError;
pub use every::{Explain, ExplainEvery, Explanations};
pub use nnviz_explain::*;
