//! What a network looks at: all of `nnviz-explain`, and explanations that are logged while a network trains.
//!
//! ```text
//!  training thread   every(n) ── due? ── within the budget? ── model.valid() ──┐ one model waits at most
//!                                            └ no: skipped, and counted        │
//!  its own thread    method ── heat maps ─┬─ over the inputs, on a fixed scale ┴─> images
//!                                         ├─ against those before ─> drift
//!                                         └─ places away, places back ─> deletion, insertion, faithfulness
//!                     features ── map, warm-started ──> images, movement, trustworthiness
//!                     plane ── its class and how sure, everywhere ──> images, confidence, changed
//! ```

mod budget;
mod error;
mod every;
mod heat;
mod maps;
mod measures;
mod probes;
mod regions;
mod thread;

use nnviz_logger::Pixels;

pub use budget::Explained;
pub use error::LoggedError;
pub use every::{Explain, ExplainEvery};
pub use maps::Embed;
pub use nnviz_explain::*;
pub use regions::Decide;
pub use thread::Explanations;

/// A picture as the logger takes it.
fn pixels(picture: &Picture) -> Result<Pixels, Error> {
    let (width, height) = (picture.width() as u32, picture.height() as u32);
    Pixels::rgb(width, height, picture.bytes().to_vec()).map_err(|error| Error::Draw { reason: error.to_string() })
}
