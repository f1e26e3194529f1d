//! Layers that the user named by `tap`.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use burn::backend::{DispatchTensor, TensorMetadata};
use burn::tensor::Tensor;
use nnviz_capture::{Listener, listening};

use super::{Insight, Layers, Look, Looks, seed};
use crate::Error;
use crate::model::scores;
use crate::replay::{matches, shape_of, typed, unranked};

/// A model whose layers are the tensors that its forward pass names by [`tap`](nnviz_capture::tap). It need not be one that can
/// be captured.
///
/// ```
/// use burn::tensor::{Device, Tensor};
/// use nnviz_capture::tap;
/// use nnviz_explain::{Insight, Tapped};
///
/// let model = Tapped::new(|x: Tensor<2>| tap("squares", x.powi_scalar(2)).sum_dim(1));
/// let x = Tensor::<2>::from_floats([[1.0, 2.0]], &Device::default());
/// let looks = model.look::<2>(x, &"squares".into(), Some(&[0]))?;
/// assert_eq!(looks.layers[0].activations.to_data().to_vec::<f32>().unwrap(), [1.0, 4.0]);
/// assert_eq!(looks.scores, [5.0]);
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
pub struct Tapped<F>(F);

impl<F> fmt::Debug for Tapped<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Tapped")
    }
}

impl<F> Tapped<F> {
    /// Takes the forward pass, as it is for inference (`valid()`).
    pub fn new(forward: F) -> Self {
        Self(forward)
    }
}

/// A tensor that was named.
struct Tap {
    name: String,
    value: DispatchTensor,
    /// A zero that was added to it, whose gradient is the tensor's own.
    leaf: Option<Tensor<1>>,
}

/// Keeps what is named.
struct Keep {
    taps: Vec<Tap>,
    with_gradients: bool,
}

impl Listener for Keep {
    fn enter(&mut self, _name: &str) {}

    fn exit(&mut self) {}

    fn tapped(&mut self, name: &str, tensor: DispatchTensor) -> DispatchTensor {
        let (value, name) = (tensor.clone(), name.to_owned());
        if !self.with_gradients || !tensor.dtype().is_float() {
            self.taps.push(Tap { name, value, leaf: None });
            return tensor;
        }
        let tensor = unranked(tensor);
        let leaf = tensor.clone().inner().zeros_like().autodiff().require_grad();
        self.taps.push(Tap { name, value, leaf: Some(leaf.clone()) });
        (tensor + leaf).into_dispatch()
    }
}

impl<const D: usize, F: Fn(Tensor<D>) -> Tensor<2>> Insight<D> for Tapped<F> {
    fn scores(&self, inputs: Tensor<D>) -> Result<Tensor<2>, Error> {
        scores(&self.0, inputs.inner())
    }

    fn look<const L: usize>(
        &self,
        inputs: Tensor<D>,
        layers: &Layers,
        classes: Option<&[usize]>,
    ) -> Result<Looks<L>, Error> {
        let keep = Rc::new(RefCell::new(Keep { taps: Vec::new(), with_gradients: classes.is_some() }));
        let output = listening(keep.clone(), || scores(&self.0, inputs.inner()))?;
        let taps = chosen(std::mem::take(&mut keep.borrow_mut().taps), layers)?;
        let mut looks = Looks { layers: Vec::new(), scores: Vec::new() };
        let mut gradients = None;
        if let Some(classes) = classes {
            let (seed, scores) = seed(output.clone(), classes)?;
            looks.scores = scores;
            let product = (output * seed).sum();
            gradients = Some(if product.is_tracked() { product.backward() } else { return Err(Error::NoGradient) });
        }
        for tap in taps {
            let gradient = match (&gradients, tap.leaf) {
                (Some(gradients), Some(leaf)) => {
                    let gradient = leaf.grad(gradients).ok_or(Error::NoGradient)?;
                    Some(typed(&tap.name, gradient.into_dispatch())?)
                }
                _ => None,
            };
            let activations = typed::<L>(&tap.name, tap.value)?.inner();
            looks.layers.push(Look { name: tap.name, activations, gradient });
        }
        Ok(looks)
    }
}

/// Those that are asked for, or an error that names those that are there.
fn chosen(taps: Vec<Tap>, layers: &Layers) -> Result<Vec<Tap>, Error> {
    let near: Vec<String> = taps.iter().map(|tap| tap.name.clone()).collect();
    let missing = |name: &str| Error::Layer { name: name.to_owned(), near: near.clone() };
    match layers {
        Layers::LastConvolution => {
            let last = taps.into_iter().rev().find(|tap| shape_of(&tap.value).len() == 4);
            Ok(vec![last.ok_or_else(|| missing("the last convolution"))?])
        }
        Layers::Named(names) => {
            if let Some(name) = names.iter().find(|name| !near.iter().any(|tap| matches(name, tap))) {
                return Err(missing(name));
            }
            Ok(taps.into_iter().filter(|tap| names.iter().any(|name| matches(name, &tap.name))).collect())
        }
    }
}
