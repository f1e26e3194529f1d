//! For each of the [architectures](crate::architectures): its graph as a reviewed snapshot, and its multiply-adds as
//! computed by hand.

mod autoencoder;
mod digits;
mod lstm;
mod reader;
mod residual;
mod transformer;
mod two_inputs;
mod unet;
