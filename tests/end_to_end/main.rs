//! What a [`nnviz::Logger`] writes is what the real TensorBoard shows, in both of its readers.
//!
//! The tests share one logdir and a TensorBoard for each reader; see [`boards`]. A test logs runs of its own,
//! waits until both have read them to the end, and asks for the values.

mod audio;
mod boards;
mod custom_scalars;
mod embeddings;
mod graph;
mod histograms;
mod hparams;
mod images;
mod live;
mod meshes;
mod pr_curves;
mod restart;
mod rules;
mod run_control;
mod scalars;
mod tags;
mod tensors;
mod text;
#[cfg(feature = "burn")]
mod training;
mod traps;

#[path = "../support/mod.rs"]
mod support;
