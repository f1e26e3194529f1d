//! Plots: of Shapley values, as people know them from shap, and of maps.

mod bar;
mod beeswarm;
mod image;
mod scatter;

pub use bar::BarPlot;
pub use beeswarm::Beeswarm;
pub use image::ImagePlot;
pub use scatter::Scatter;
