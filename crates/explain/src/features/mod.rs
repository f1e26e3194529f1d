//! What a network has learned to see: pictures that are made for it, and pictures as it dreams them.
//!
//! | | begins with | moves | climbs |
//! |---|---|---|---|
//! | [`ActivationMaximisation`] | noise | waves, with the weights of photographs | one channel, neuron or class |
//! | [`DeepDream`] | a picture | pixels, from coarse to fine | all that a layer finds |
//!
//! Both take any layer by its name, of any model that can be run again ([`Replay`](crate::Replay)).

mod dream;
mod fft;
mod fourier;
mod maximise;
mod redirect;
mod target;
mod warp;

pub use dream::{DeepDream, DreamStep};
pub use maximise::{ActivationMaximisation, MaximiseStep, Maximised};
pub use target::Target;
