//! The value that methods with gradients end in.

use burn::tensor::Tensor;

use crate::{Error, Heatmap};

/// How a batch of attributions becomes heat maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The sum over the channels, with its sign.
    Sum,
    /// The largest magnitude among the channels.
    Magnitude,
}

/// How much each number of each input matters to the score of its class: a tensor of the inputs' shape, or of one channel for
/// methods that look at places only.
#[derive(Clone, Debug)]
pub struct Attribution<const D: usize> {
    tensor: Tensor<D>,
    scores: Vec<f64>,
    gap: Option<Vec<f64>>,
    shown: Shown,
}

impl<const D: usize> Attribution<D> {
    pub(crate) fn new(tensor: Tensor<D>, scores: Vec<f64>, shown: Shown) -> Self {
        Self { tensor, scores, gap: None, shown }
    }

    pub(crate) fn with_gap(mut self, gap: Vec<f64>) -> Self {
        self.gap = Some(gap);
        self
    }

    /// The attributions themselves.
    pub fn tensor(&self) -> Tensor<D> {
        self.tensor.clone()
    }

    /// The score of each input's class: what is explained.
    pub fn scores(&self) -> &[f64] {
        &self.scores
    }

    /// For methods whose attributions add up to the difference of the score from the baseline's: by how much each input's miss
    /// it. 0 would be complete.
    pub fn gap(&self) -> Option<&[f64]> {
        self.gap.as_deref()
    }
}

impl Attribution<4> {
    /// A map for each input of `[batch, channels, height, width]`. Methods with signs are summed over the channels; of
    /// magnitudes the largest among the channels is shown (Simonyan et al. 2013).
    ///
    /// # Errors
    /// [`Error::NotFinite`] where the model's gradient is NaN or infinite, [`Error::ReadTensor`] when the device fails.
    pub fn heatmaps(&self) -> Result<Vec<Heatmap>, Error> {
        match self.shown {
            Shown::Sum => Heatmap::from_attribution(self.tensor()),
            Shown::Magnitude => Heatmap::from_magnitude(self.tensor()),
        }
    }
}
