//! Plots: of Shapley values, as people know them from shap, of attention, and of maps.

mod bar;
mod beeswarm;
mod image;
mod matrix;
mod scatter;
mod text;

pub use bar::BarPlot;
pub use beeswarm::Beeswarm;
pub use image::ImagePlot;
pub use matrix::TokenMatrix;
pub use scatter::Scatter;
pub use text::HighlightedText;
