//! Inputs of a size, or of sizes, that the first layer is not made for.
//!
//! `LeCun`, Bottou, Orr and Müller (1998) want a mean of 0 and a deviation of 1; anything of that order works. So only what
//! is far from it counts: pixels from 0 to 255, or features of which one is a hundred times as large as another.
//! `SageMaker` Debugger's rule `NotNormalizedImages` is stricter about the mean of images.

use super::{About, Alarm, Rule, once};
use crate::findings::config::Thresholds;
use crate::findings::curve::Curve;
use crate::findings::finding::Severity;
use crate::findings::seen::Look;

const ABOUT: About = About {
    name: "inputs_not_normalised",
    title: "Inputs that are not normalised",
    advice: "subtract the mean of each feature (or channel) and divide by its standard deviation, both taken from the \
             training data",
    source: "LeCun, Bottou, Orr and Müller, Efficient BackProp (1998); Amazon SageMaker Debugger, rule NotNormalizedImages",
};

#[derive(Default)]
pub(super) struct InputsNotNormalised(bool);

impl Rule for InputsNotNormalised {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&mut self, _step: i64, look: &Look, _curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        for input in look.layers.iter().filter(|layer| layer.kind == "Input") {
            let size = input.mean.hypot(input.std);
            let spread = input.spread.unwrap_or(1.0);
            let evidence = if size > limits.input_size {
                let (path, mean, std) = (&input.path, input.mean, input.std);
                format!("`{path}` has a mean of {mean:.3} and a standard deviation of {std:.3}")
            } else if spread > limits.input_spread {
                format!("the standard deviations of the features of `{}` differ by a factor of {spread:.0}", input.path)
            } else {
                continue;
            };
            if once(&mut self.0, true) {
                let layers = vec![input.path.clone()];
                alarms.push(Alarm { severity: Severity::Warning, layers, since: None, evidence });
            }
        }
    }
}
