//! Pictures of Shapley values, as people know them from shap, and of attention.

mod bar;
mod beeswarm;
mod image;
mod matrix;

pub use bar::BarPlot;
pub use beeswarm::Beeswarm;
pub use image::ImagePlot;
pub use matrix::TokenMatrix;
