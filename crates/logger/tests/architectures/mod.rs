//! Models of the kinds that people train, for the tests of graphs.

pub(crate) mod autoencoder;
pub(crate) mod digits;
pub(crate) mod lstm;
pub(crate) mod reader;
pub(crate) mod residual;
pub(crate) mod transformer;
pub(crate) mod two_inputs;
pub(crate) mod unet;
