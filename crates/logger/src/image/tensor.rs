//! Tensors of burn as pictures: clones, which the worker reads from their device.

use burn::tensor::kind::Basic;
use burn::tensor::{Bool, Int, Tensor};

use super::{Image, Images, Layout, Samples, Video};

/// From 0 to 1.
impl<const D: usize> From<Tensor<D>> for Samples {
    fn from(tensor: Tensor<D>) -> Self {
        Self::shares(tensor)
    }
}

/// From 0 to 255.
impl<const D: usize> From<Tensor<D, Int>> for Samples {
    fn from(tensor: Tensor<D, Int>) -> Self {
        Self::levels(tensor)
    }
}

/// A mask: black, and white where it is true.
impl<const D: usize> From<Tensor<D, Bool>> for Samples {
    fn from(tensor: Tensor<D, Bool>) -> Self {
        Self::shares(tensor.float())
    }
}

/// Grey: `[height, width]`.
impl<K: Basic> From<Tensor<2, K>> for Image
where
    Samples: From<Tensor<2, K>>,
{
    fn from(tensor: Tensor<2, K>) -> Self {
        Self::new(Layout::Hw, tensor.dims(), tensor)
    }
}

/// `[channels, height, width]`, or what [`Image::layout`] says.
impl<K: Basic> From<Tensor<3, K>> for Image
where
    Samples: From<Tensor<3, K>>,
{
    fn from(tensor: Tensor<3, K>) -> Self {
        Self::new(Layout::Chw, tensor.dims(), tensor)
    }
}

/// `[count, channels, height, width]`, or what [`Images::layout`] says.
impl<K: Basic> From<Tensor<4, K>> for Images
where
    Samples: From<Tensor<4, K>>,
{
    fn from(tensor: Tensor<4, K>) -> Self {
        Self::new(Layout::Chw, tensor.dims(), tensor)
    }
}

/// `[time, channels, height, width]`, or what [`Video::layout`] says.
impl<K: Basic> From<Tensor<4, K>> for Video
where
    Samples: From<Tensor<4, K>>,
{
    fn from(tensor: Tensor<4, K>) -> Self {
        Self::new(Layout::Chw, tensor.dims(), tensor)
    }
}

/// `[clips, time, channels, height, width]`: clips that play side by side.
impl<K: Basic> From<Tensor<5, K>> for Video
where
    Samples: From<Tensor<5, K>>,
{
    fn from(tensor: Tensor<5, K>) -> Self {
        Self::new(Layout::Chw, tensor.dims(), tensor)
    }
}
