//! What goes back through an operation in the place of its own gradient.

use std::fmt;

use burn::tensor::Tensor;

use super::local::{Local, Pulled};
use super::values::{flat, shape_of, shaped};
use crate::Error;

/// Changed rules for operations, by their kinds. Without any, gradients are as they are.
///
/// ```
/// use burn::tensor::Tensor;
/// use nnviz_explain::Rules;
///
/// // Guided backpropagation: nothing negative goes back through a ReLU.
/// let guided = Rules::new().elementwise("Relu", |input: Tensor<1>, _output, gradient: Tensor<1>| {
///     gradient.clamp_min(0.0) * input.greater_elem(0.0).float()
/// });
/// # let _ = guided;
/// ```
#[derive(Default)]
pub struct Rules<'a> {
    rules: Vec<Box<dyn Rule + 'a>>,
}

impl fmt::Debug for Rules<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Rules({})", self.rules.len())
    }
}

/// A rule for those operations that it knows.
pub(crate) trait Rule {
    /// The gradients of the operands, or `None` for an operation that another rule may have.
    fn pull(&self, local: &Local<'_>) -> Option<Result<Pulled, Error>>;
}

impl<'a> Rules<'a> {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// A rule for a function of one tensor that treats each number by itself, such as `Relu`, `Gelu`, `Tanh`: from what went
    /// in, what came out and the gradient of that, to the gradient of what went in. All are given flat.
    #[must_use]
    pub fn elementwise(
        self,
        kind: impl Into<String>,
        rule: impl Fn(Tensor<1>, Tensor<1>, Tensor<1>) -> Tensor<1> + 'a,
    ) -> Self {
        self.with(Elementwise { kind: kind.into(), rule })
    }

    pub(crate) fn with(mut self, rule: impl Rule + 'a) -> Self {
        self.rules.push(Box::new(rule));
        self
    }

    pub(super) fn pull(&self, local: &Local<'_>) -> Result<Pulled, Error> {
        self.rules.iter().find_map(|rule| rule.pull(local)).unwrap_or_else(|| local.plain())
    }
}

struct Elementwise<F> {
    kind: String,
    rule: F,
}

impl<F: Fn(Tensor<1>, Tensor<1>, Tensor<1>) -> Tensor<1>> Rule for Elementwise<F> {
    fn pull(&self, local: &Local<'_>) -> Option<Result<Pulled, Error>> {
        (local.step.node.kind == self.kind).then(|| self.changed(local))
    }
}

impl<F: Fn(Tensor<1>, Tensor<1>, Tensor<1>) -> Tensor<1>> Elementwise<F> {
    fn changed(&self, local: &Local<'_>) -> Result<Pulled, Error> {
        let &[id] = local.wanted else { return local.plain() };
        let input = local.value(id)?;
        let shape = shape_of(&input);
        let output = flat(local.value(local.step.output())?);
        let gradient = (self.rule)(flat(input), output, flat(local.gradient.clone()));
        Ok(vec![(id, shaped(gradient, shape))])
    }
}
