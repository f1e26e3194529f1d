//! What goes back through rectifiers that are shut all over: without it, a target that starts silent has no gradient to climb.
//!
//! lucid's redirected ReLU gradient (Olah, Mordvintsev & Schubert 2017, "Feature Visualization", which uses it for the first steps).

use burn::tensor::Tensor;

use crate::gradient::highest;
use crate::replay::{Local, Pulled, Rule, unranked};
use crate::tensor::numbers;
use crate::{Error, Rules};

/// A rule for rectifiers that let nothing back: the gradient passes after all, but where it would drive what is shut yet further
/// in.
pub(super) fn redirected() -> Rules<'static> {
    Rules::new().with(Redirect)
}

struct Redirect;

impl Rule for Redirect {
    fn pull(&self, local: &Local<'_>) -> Option<Result<Pulled, Error>> {
        let high = highest(&local.step.operation)?;
        let &[input] = local.wanted else { return None };
        Some(local.plain().and_then(|plain| {
            let passes = plain.iter().map(|(_, gradient)| is_flat(unranked(gradient.clone())));
            if passes.collect::<Result<Vec<_>, _>>()?.contains(&false) {
                return Ok(plain);
            }
            let (value, gradient) = (unranked(local.value(input)?), unranked(local.gradient.clone()));
            let deeper = value.clone().lower_elem(0.0).bool_and(gradient.clone().lower_elem(0.0));
            let higher = value.greater_elem(high).bool_and(gradient.clone().greater_elem(0.0));
            Ok(vec![(input, gradient.mask_fill(deeper.bool_or(higher), 0.0).into_dispatch())])
        }))
    }
}

/// Whether a gradient is 0 all over.
fn is_flat(gradient: Tensor<1>) -> Result<bool, Error> {
    Ok(numbers(gradient)?.iter().all(|value| *value == 0.0))
}
