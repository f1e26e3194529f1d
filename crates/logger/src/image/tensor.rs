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

#[cfg(test)]
mod tests {
    use burn::tensor::{DType, TensorData};

    use super::*;
    use crate::{Error, Pixels};

    const BYTES: [u8; 12] = [0, 1, 2, 3, 100, 101, 102, 103, 252, 253, 254, 255];

    /// As the shape says, from 0 to 1.
    fn float<const D: usize>(shape: [usize; D]) -> Tensor<D> {
        let shares: Vec<f32> = BYTES.iter().map(|&byte| f32::from(byte) / 255.0).collect();
        Tensor::from_data(TensorData::new(shares, shape), &burn::tensor::Device::default())
    }

    fn int<const D: usize>(shape: [usize; D]) -> Tensor<D, Int> {
        Tensor::from_data(TensorData::new(BYTES.map(i64::from).to_vec(), shape), &burn::tensor::Device::default())
    }

    fn pixels(images: impl Into<Images>) -> Result<Vec<Pixels>, Error> {
        images.into().pixels("x")
    }

    #[test]
    fn tensors_of_any_kind_are_the_pictures_that_their_values_are() {
        let expected = pixels(vec![Image::new(Layout::Chw, [3, 2, 2], &BYTES)]).unwrap();
        assert_eq!(pixels(vec![float([3, 2, 2])]).unwrap(), expected);
        assert_eq!(pixels(vec![int([3, 2, 2])]).unwrap(), expected);
        assert_eq!(pixels(vec![int([3, 2, 2]).cast(DType::U8)]).unwrap(), expected);
        assert_eq!(pixels(float([1, 3, 2, 2])).unwrap(), expected);
        let hwc = pixels(vec![Image::new(Layout::Hwc, [2, 2, 3], &BYTES)]).unwrap();
        assert_eq!(pixels(vec![Image::from(float([2, 2, 3])).layout(Layout::Hwc)]).unwrap(), hwc);
        assert_eq!(pixels(Images::from(float([1, 2, 2, 3])).layout(Layout::Hwc)).unwrap(), hwc);
        let grey = pixels(vec![Image::new(Layout::Hw, [3, 4], &BYTES)]).unwrap();
        assert_eq!(pixels(vec![float([3, 4])]).unwrap(), grey);
    }

    #[test]
    fn a_mask_is_black_and_white() {
        let mask = pixels(vec![int([3, 4]).greater_elem(100)]).unwrap();
        let expected = BYTES.map(|byte| if byte > 100 { 255 } else { 0 });
        assert_eq!(mask, pixels(vec![Image::new(Layout::Hw, [3, 4], &expected)]).unwrap());
    }

    #[test]
    fn integers_that_are_no_bytes_are_an_error() {
        let error = pixels(vec![int([3, 4]) * 2]).unwrap_err().to_string();
        assert!(error.starts_with("`x`: value 8 is 504: whole numbers must be from 0 to 255"), "{error}");
    }

    #[test]
    fn videos_are_of_four_or_five_dimensions() {
        let one = Video::from(float([4, 3, 1, 1])).encode("x").unwrap();
        assert_eq!(one, Video::new(Layout::Chw, [4, 3, 1, 1], &BYTES).encode("x").unwrap());
        let two = Video::from(int([2, 2, 1, 1, 3])).encode("x").unwrap();
        assert_eq!((two.width, two.height), (6, 1));
    }
}
