//! Shapley values: how the difference between a score and what it is on a background is shared among the parts of an input.
//!
//! ```text
//!  φᵢ = Σ over sets S without i of  |S|! (M − |S| − 1)! / M!  ·  ( v(S ∪ {i}) − v(S) )
//! ```
//!
//! v(S) is the mean score over the background, with the parts in S taken from the input. Shapley 1953; Lundberg & Lee 2017,
//! "A Unified Approach to Interpreting Model Predictions".
//!
//! | method | needs | cost, in inputs that the model sees |
//! |---|---|---|
//! | [`KernelShap`] | scores | samples × background |
//! | [`PermutationShap`] | scores | permutations × (parts − 1) × background |
//! | [`GradientShap`] | gradients | samples |
//!
//! The first two are additive to rounding whatever the number of samples; the third within the gap that it reports.

mod game;
mod gradient;
mod groups;
mod kernel;
mod permutation;
mod slic;
mod solve;

pub use game::ShapleyValues;
pub use gradient::{GradientShap, GradientShapValues};
pub use groups::Groups;
pub use kernel::KernelShap;
pub use permutation::PermutationShap;
