//! A model's forward pass, run again operation by operation.
//!
//! burn has no hooks. But it captures what a forward pass does, and the operations are run here once more, with the model's
//! own parameters, on any device: so every value on the way can be read, and every gradient, without a change to the model.
//!
//! ```text
//!  model ──capture──> pass: operations, names ──run──> run: every value ──gradients, rules──> every gradient
//! ```

mod gradients;
mod inputs;
mod local;
mod names;
mod operation;
mod pass;
mod rules;
mod run;
mod values;

use std::cell::RefCell;
use std::fmt;
use std::fmt::Display;
use std::rc::Rc;

use burn::backend::DispatchTensor;
use burn::module::Module;
use burn::tensor::Tensor;

pub use gradients::Gradients;
pub use inputs::Inputs;
pub(crate) use local::{Local, Pulled};
pub(crate) use names::matches;
pub(crate) use rules::Rule;
pub use rules::Rules;
pub use run::Run;
pub(crate) use values::{flat, shape_of, shaped, typed, unranked};

use crate::Error;
use pass::Pass;
use run::{Extent, forward};

/// A place in a model's graph: an operation, and what it makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) shape: Vec<usize>,
}

impl Node {
    /// Its name in the graph, with those of the modules around it: `block1/conv/Conv2d`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// burn's name for the operation: `Conv2d`, `Relu`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The shape of what it makes, for the inputs that the model was captured with.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }
}

/// A model that can be looked into: its forward pass for inference (no dropout, running statistics), captured once for each
/// shape of its inputs.
///
/// ```
/// use burn::nn::{Linear, LinearConfig};
/// use burn::tensor::{Device, Tensor};
/// use nnviz_explain::{Replay, Rules};
///
/// let device = Device::default();
/// let model: Linear = LinearConfig::new(3, 2).init(&device);
/// let x = Tensor::<2>::ones([4, 3], &device);
/// let replay = Replay::new(&model, &x, |model, x: Tensor<2>| model.forward(x))?;
///
/// let run = replay.run(x.clone())?;
/// let apart = (run.output::<2>()? - model.forward(x)).abs().max().into_scalar::<f32>();
/// assert!(apart < 1e-6);
/// let seed = Tensor::<2>::ones([4, 2], &device);
/// assert_eq!(run.gradients(seed, &[], &Rules::new())?.input::<2>(0)?.dims(), [4, 3]);
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
pub struct Replay<'a, I> {
    record: Record<'a, I>,
    parameters: Vec<DispatchTensor>,
    first: Rc<Pass>,
    /// Those of other shapes.
    others: RefCell<Vec<(Shapes, Rc<Pass>)>>,
    shapes: Shapes,
}

/// Captures a pass for inputs of other shapes.
type Record<'a, I> = Box<dyn Fn(&I) -> Result<Pass, Error> + 'a>;

type Shapes = Vec<Vec<usize>>;

impl<I> fmt::Debug for Replay<'_, I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Replay").field("nodes", &self.first.steps.len()).finish_non_exhaustive()
    }
}

impl<'a, I: Inputs> Replay<'a, I> {
    /// Captures the forward pass of a model for inputs of these shapes. The parameters are the model's own, not copies: what
    /// the model learns later does not change them.
    ///
    /// # Errors
    /// [`Error::NotCaptured`] for a forward pass that reads a value or uses another device. Such a model can still be
    /// explained with [`tap`](nnviz_capture::tap) and by all methods that need no more than its answers.
    pub fn new<M: Module + Display, const O: usize>(
        model: &'a M,
        inputs: &I,
        forward: impl Fn(&M, I) -> Tensor<O> + 'a,
    ) -> Result<Self, Error> {
        let record = move |inputs: &I| Pass::record(model, inputs, &forward);
        let first = Rc::new(record(inputs)?);
        let (parameters, shapes) = (pass::parameters(model), inputs.shapes());
        Ok(Self { record: Box::new(record), parameters, first, others: RefCell::default(), shapes })
    }

    /// All places of the graph, in the order in which they run.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.first.steps.iter().map(|step| &step.node)
    }

    /// The places that a pattern means: the name of an operation, or that of a module, which stands for what comes out of
    /// it; `*` is anything within one part of a name, `**` anything at all, and `.` separates as `/` does.
    ///
    /// # Errors
    /// [`Error::Layer`] when there is none; it says which names are near.
    pub fn find(&self, pattern: &str) -> Result<Vec<Node>, Error> {
        names::find(&self.first, pattern)
    }

    /// The first of the places that a pattern means.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub fn node(&self, pattern: &str) -> Result<Node, Error> {
        let found = self.find(pattern)?;
        found.into_iter().next().ok_or_else(|| names::unknown(&self.first, pattern))
    }

    /// The convolution that runs last: where class activation maps look by default.
    ///
    /// # Errors
    /// [`Error::Layer`] for a model without one.
    pub fn last_convolution(&self) -> Result<Node, Error> {
        names::last_convolution(&self.first)
    }

    /// What the last convolution hands on: what it makes, past the normalisation and the activation that follow it.
    ///
    /// # Errors
    /// As [`Self::last_convolution`].
    pub fn last_features(&self) -> Result<Node, Error> {
        names::last_features(&self.first)
    }

    /// Runs the forward pass and keeps every value on the way.
    ///
    /// It runs on the device of the inputs. On one with autodiff the values are differentiable as those of the model are.
    ///
    /// # Errors
    /// [`Error::Replay`] for an operation that cannot be run again; it names the place.
    pub fn run(&self, inputs: I) -> Result<Run, Error> {
        forward(&self.pass(&inputs)?, &self.parameters, inputs.handles(), &Extent::Whole)
    }

    /// Runs the forward pass no further than the last of some nodes, and keeps what they make and nothing else.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn run_to(&self, inputs: I, nodes: &[Node]) -> Result<Run, Error> {
        forward(&self.pass(&inputs)?, &self.parameters, inputs.handles(), &Extent::To(nodes))
    }

    /// The result of the forward pass alone.
    ///
    /// # Errors
    /// As [`Self::run`], and [`Error::Rank`] for a result of another rank.
    pub fn output<const O: usize>(&self, inputs: I) -> Result<Tensor<O>, Error> {
        forward(&self.pass(&inputs)?, &self.parameters, inputs.handles(), &Extent::Output)?.output()
    }

    /// The pass for inputs of these shapes: burn bakes shapes into what it captures.
    fn pass(&self, inputs: &I) -> Result<Rc<Pass>, Error> {
        let shapes = inputs.shapes();
        if shapes == self.shapes {
            return Ok(self.first.clone());
        }
        if let Some((_, pass)) = self.others.borrow().iter().find(|(known, _)| *known == shapes) {
            return Ok(pass.clone());
        }
        let pass = Rc::new((self.record)(inputs)?);
        self.others.borrow_mut().push((shapes, pass.clone()));
        Ok(pass)
    }
}
