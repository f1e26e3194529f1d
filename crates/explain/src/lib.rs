//! What a neural network looks at: attribution methods for any burn model, and pictures of what they find.
#![allow(clippy::doc_markdown, reason = "OpenCV, KernelSHAP and GradientSHAP are names, not code")]
#![allow(clippy::needless_pass_by_value, reason = "a tensor is a handle, which burn's own methods take by value")]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

mod adam;
mod attention;
mod attribution;
mod boundary;
pub mod cam;
mod colormap;
mod deep_lift;
mod embedding;
mod error;
mod features;
mod gradient;
mod heatmap;
mod insight;
mod method;
mod model;
mod occlusion;
mod picture;
mod plot;
mod progress;
mod quality;
mod random;
mod replay;
mod shapley;
mod sketch;
mod style;
mod tensor;

pub use attention::{Attention, AttentionLayer, HeadFusion};
pub use attribution::Attribution;
pub use boundary::{DecisionRegions, Plane};
pub use cam::{Cam, EigenCam, GradCam, GradCamPlusPlus, LayerCam, ScoreCam};
pub use colormap::ColourMap;
pub use deep_lift::{DeepLift, DeepShap};
pub use embedding::{FeatureMap, Method};
pub use error::Error;
pub use features::{ActivationMaximisation, DeepDream, DreamStep, MaximiseStep, Maximised, Target};
pub use gradient::{
    Baseline, Deconvolution, GuidedBackpropagation, InputTimesGradient, IntegratedGradients, Quadrature, Saliency,
    SmoothGrad, Smoothing,
};
pub use heatmap::{Blend, Heatmap, Panels, Scale};
pub use insight::{Insight, Layers, Look, Looks, Tapped};
pub use method::{PictureMethod, PictureModel};
/// PCA, t-SNE and UMAP, with their settings.
pub use nnviz_projection as projection;
pub use occlusion::Occlusion;
pub use picture::Picture;
pub use plot::{BarPlot, Beeswarm, HighlightedText, ImagePlot, Scatter, TokenMatrix};
pub use progress::Progress;
pub use quality::{Curve, Curves, Infidelity, Randomised, Sensitivity, randomise_from_the_top, rank_correlation};
pub use replay::{Gradients, Inputs, Node, Replay, Rules, Run};
pub use shapley::{GradientShap, GradientShapValues, Groups, KernelShap, PermutationShap, ShapleyValues};
pub use sketch::{Anchor, Mark, Sketch};
pub use style::{Features, StyleLoss, StyleOptimiser, StyleStep, StyleTransfer, Styled};
