//! What a model is fed with: one tensor, or several of any kinds.

use burn::backend::DispatchTensor;
use burn::tensor::{Bool, Device, Int, Tensor};

/// The inputs of a forward pass: a tensor of numbers, of whole numbers (tokens) or of truth values (a mask), or a tuple of
/// them.
pub trait Inputs: Clone {
    /// The shape of each tensor.
    fn shapes(&self) -> Vec<Vec<usize>>;
    /// Tensors of the same shapes without values, on another device.
    #[must_use]
    fn hollow(&self, device: &Device) -> Self;
    /// The tensors, for a backend.
    fn handles(self) -> Vec<DispatchTensor>;
}

macro_rules! tensors {
    ($($kind:ty),*) => {$(
        impl<const D: usize> Inputs for Tensor<D, $kind> {
            fn shapes(&self) -> Vec<Vec<usize>> {
                vec![self.dims().to_vec()]
            }

            fn hollow(&self, device: &Device) -> Self {
                Tensor::empty(self.dims(), device)
            }

            fn handles(self) -> Vec<DispatchTensor> {
                vec![self.into_dispatch()]
            }
        }
    )*};
}

tensors!(burn::tensor::Float, Int, Bool);

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Inputs),*> Inputs for ($($name,)*) {
            fn shapes(&self) -> Vec<Vec<usize>> {
                let ($($name,)*) = self;
                [$($name.shapes()),*].concat()
            }

            fn hollow(&self, device: &Device) -> Self {
                let ($($name,)*) = self;
                ($($name.hollow(device),)*)
            }

            fn handles(self) -> Vec<DispatchTensor> {
                let ($($name,)*) = self;
                [$($name.handles()),*].concat()
            }
        }
    };
}

#[allow(non_snake_case, reason = "a type and its value share the name that the macro is given")]
mod tuples {
    use super::{Device, DispatchTensor, Inputs};

    tuples!(A B);
    tuples!(A B C);
}
