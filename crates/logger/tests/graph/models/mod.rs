//! Models of the kinds that people train. For each: its graph as a reviewed snapshot, and its multiply-adds as computed by
//! hand.

mod autoencoder;
mod digits;
mod lstm;
mod reader;
pub(crate) mod residual;
mod transformer;
mod two_inputs;
mod unet;
