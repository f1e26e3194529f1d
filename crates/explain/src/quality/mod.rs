//! How good an explanation is: measures that need no human eye.
//!
//! | measure | asks | better is |
//! |---|---|---|
//! | [`Curves`] | does the score fall when the hottest places go, and rise when they come? | deletion low, insertion high |
//! | [`Sensitivity`] | does the explanation jump when the input hardly moves? | low |
//! | [`Infidelity`] | does the explanation foretell what a change of the input does to the score? | low |
//! | [`randomise_from_the_top`] | does the explanation depend on what the network has learned? | unlike the original |

mod curves;
mod infidelity;
mod randomise;
mod sensitivity;

pub use curves::{Curve, Curves};
pub use infidelity::Infidelity;
pub use randomise::{Randomised, randomise_from_the_top, rank_correlation};
pub use sensitivity::Sensitivity;
