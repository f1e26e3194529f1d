<<<<<<< HEAD
//! Plots: of Shapley values, as people know them from shap, and of maps.
=======
//! Pictures of Shapley values, as people know them from shap, and of attention.
>>>>>>> next

mod bar;
mod beeswarm;
mod image;
<<<<<<< HEAD
mod scatter;
=======
mod matrix;
>>>>>>> next

pub use bar::BarPlot;
pub use beeswarm::Beeswarm;
pub use image::ImagePlot;
<<<<<<< HEAD
pub use scatter::Scatter;
=======
pub use matrix::TokenMatrix;
>>>>>>> next
