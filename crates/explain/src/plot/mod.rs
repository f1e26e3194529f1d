//! Pictures of Shapley values, as people know them from shap.

mod bar;
mod beeswarm;
mod image;

pub use bar::BarPlot;
pub use beeswarm::Beeswarm;
pub use image::ImagePlot;
