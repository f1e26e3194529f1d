//! `attach`: what logging adds to the steps of a training. `n` is how many steps are taken each way.
//!
//! Blocks of steps with and without a logger take turns, on one network. A block with a logger ends when everything is
//! written, so the worker's share of the processor counts whole. The time told is that of the steps with a logger, and
//! `ratio` that of the median blocks.

#[cfg(feature = "attach")]
mod networks;
#[cfg(feature = "attach")]
mod train;

use super::Case;
use crate::data;
use crate::system::System;

/// Only numbers: loss, accuracy and learning rate at every step.
pub(super) const DIGITS_SCALARS: Case = case("attach/digits-scalars", 2000, systems::DIGITS_SCALARS);

/// Everything that is watched by default, with histograms of weights and gradients every 50 steps.
pub(super) const DIGITS: Case = case("attach/digits", 2000, systems::DIGITS);

/// The same with 10.2 million parameters.
pub(super) const LARGE_SCALARS: Case = case("attach/large-scalars", 300, systems::LARGE_SCALARS);

/// The same with 10.2 million parameters.
pub(super) const LARGE: Case = case("attach/large", 300, systems::LARGE);

const TORCH: System = System::python("torch", "train.py");

const fn case(name: &'static str, n: usize, systems: &'static [System]) -> Case {
    Case { name, n, prepare: data::nothing, systems }
}

#[cfg(feature = "attach")]
mod systems {
    use super::networks::{Cnn, Large};
    use super::train::{Logged, train};
    use super::{System, TORCH};

    pub(super) const DIGITS_SCALARS: &[System] = &[System::here("us", |job| train::<Cnn>(job, Logged::Scalars)), TORCH];
    pub(super) const DIGITS: &[System] = &[System::here("us", |job| train::<Cnn>(job, Logged::Everything)), TORCH];
    pub(super) const LARGE_SCALARS: &[System] =
        &[System::here("us", |job| train::<Large>(job, Logged::Scalars)), TORCH];
    pub(super) const LARGE: &[System] = &[System::here("us", |job| train::<Large>(job, Logged::Everything)), TORCH];
}

#[cfg(not(feature = "attach"))]
mod systems {
    use super::{System, TORCH};

    const US: System = System::missing("us", "built without the feature `attach`");

    pub(super) const DIGITS_SCALARS: &[System] = &[US, TORCH];
    pub(super) const DIGITS: &[System] = DIGITS_SCALARS;
    pub(super) const LARGE_SCALARS: &[System] = DIGITS_SCALARS;
    pub(super) const LARGE: &[System] = DIGITS_SCALARS;
}
