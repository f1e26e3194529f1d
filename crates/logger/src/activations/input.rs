//! What a model is probed with.

use burn::tensor::{Bool, Device, Int, Tensor};

/// A batch that can be put on another device: a tensor of any kind, several in a tuple or a vector, or a type of your own.
///
/// ```
/// use burn::tensor::{Device, Int, Tensor};
/// use nnviz_logger::ProbeInput;
///
/// struct Batch {
///     images: Tensor<4>,
///     targets: Tensor<1, Int>,
/// }
///
/// impl ProbeInput for Batch {
///     fn to_device(self, device: &Device) -> Self {
///         Self { images: self.images.to_device(device), targets: ProbeInput::to_device(self.targets, device) }
///     }
/// }
/// ```
pub trait ProbeInput {
    /// The same values on `device`, without gradients.
    #[must_use]
    fn to_device(self, device: &Device) -> Self;
}

macro_rules! tensors {
    ($($kind:ty),*) => {$(
        impl<const D: usize> ProbeInput for Tensor<D, $kind> {
            fn to_device(self, device: &Device) -> Self {
                Tensor::to_device(self.inner(), device)
            }
        }
    )*};
}

tensors!(burn::tensor::Float, Int, Bool);

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: ProbeInput),*> ProbeInput for ($($name,)*) {
            fn to_device(self, device: &Device) -> Self {
                #[allow(non_snake_case, reason = "the names are those of the types")]
                let ($($name,)*) = self;
                ($($name.to_device(device),)*)
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);

impl<T: ProbeInput> ProbeInput for Vec<T> {
    fn to_device(self, device: &Device) -> Self {
        self.into_iter().map(|item| item.to_device(device)).collect()
    }
}

impl<T: ProbeInput> ProbeInput for Option<T> {
    fn to_device(self, device: &Device) -> Self {
        self.map(|item| item.to_device(device))
    }
}
