//! Charts, drawn with plotters, as SVG for a page.
//!
//! | function | shows |
//! |---|---|
//! | [`scalars()`] | curves over steps |
//! | [`histograms()`] | how a distribution changes over steps |
//! | [`percentile_bands()`] | the same, as bands between percentiles |
//! | [`gradient_flow()`] | mean and greatest gradient of each layer |
//! | [`heatmap()`] | a value for each row and step |
//! | [`parallel_coordinates()`], [`scatter_matrix()`] | runs by their hyperparameters and results |
//! | [`pr_curves()`] | precision over recall |
//! | [`mesh()`] | a mesh or a cloud of points, as PNG |
//! | [`scatter()`] | points on a plane, by class |
//! | [`waveform()`] | the outline of a sound |
//! | [`graph()`] | the operations of a model and the modules they belong to |
//! | [`live_graph()`] | the same, for a page whose script opens and shuts modules |
//!
//! A graph is also a file of its own: [`graph_svg()`], `graph_png()` with the feature `png`, [`graph_dot()`].
//!
//! Numbers and names come from files, so anything is taken: what is not finite is marked or left out, what is long is
//! shortened.

mod axis;
mod canvas;
mod gradient_flow;
mod graph;
mod heatmap;
mod histograms;
mod hparams;
mod legend;
mod limits;
mod mesh;
mod percentiles;
mod pr_curve;
mod scalars;
mod scatter;
pub(crate) mod smoothing;
pub(crate) mod smoothing_window;
mod title;
mod waveform;

use thiserror::Error;

pub use gradient_flow::{LayerFlow, gradient_flow};
#[cfg(feature = "png")]
pub use graph::graph_png;
pub use graph::{GraphStyle, Opening, Repeats, graph, graph_dot, graph_svg, live_graph};
pub use heatmap::{Heatmap, heatmap};
pub use histograms::histograms;
pub use hparams::{HparamAxis, HparamCell, HparamRun, parallel_coordinates, scatter_matrix};
pub use limits::Limits;
pub use mesh::{Solid, mesh, mesh_bounds};
pub use percentiles::percentile_bands;
pub(crate) use percentiles::percentile_chart;
pub(crate) use pr_curve::pr_plot;
pub use pr_curve::{PrLine, pr_curves};
pub use scalars::{Band, Line, ScalarChart, scalars};
pub(crate) use scatter::scatter_places;
pub use scatter::{SCATTER_CLASSES, ScatterPoint, scatter};
pub use smoothing::SmoothingMethod;
pub(crate) use title::titled;
pub use waveform::waveform;

/// Why a chart was not drawn.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ChartError {
    /// There is nothing to draw.
    #[error("there are no {what} to draw")]
    Empty {
        /// What is missing.
        what: &'static str,
    },
    /// The drawing failed.
    #[error("the chart cannot be drawn: {source}")]
    Draw {
        /// What the drawing said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl ChartError {
    /// For errors of plotters, whose types name the backend.
    pub(crate) fn draw(error: impl std::fmt::Display) -> Self {
        Self::Draw { source: error.to_string().into() }
    }
}
