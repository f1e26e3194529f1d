//! What a logdir holds, decoded: runs, and in each run the values of every tag over the steps.
//!
//! ```text
//!  Run "digits/train" ─┬─ Series "loss"                 Data::Scalars(TimeSeries<f32>)
//!                      ├─ Series "weights/conv1.weight"  Data::Histograms(TimeSeries<Histogram>)
//!                      ├─ Series "samples"               Data::Images(TimeSeries<Images>)
//!                      ├─ Series "settings"              Data::Texts(TimeSeries<String>)
//!                      ├─ … audio, precision-recall curves, parts of meshes
//!                      └─ of the whole run: Session (hyperparameters) · Layout · Graph · Embedding
//! ```
//!
//! Series stand in the order in which the files first name them. A logger names layers in the order of the forward pass,
//! so this is the order of the layers wherever one is shown.

mod data;
mod dropped;
mod embedding;
mod merged;
mod run;
mod session;
mod time_series;

pub use data::Data;
pub use embedding::{Embedding, LabelColumn, Sprite};
pub use run::{Run, Series};
pub use session::Session;
pub use time_series::{Point, TimeSeries};
