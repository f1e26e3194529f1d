//! A recurrent classifier, whose graph has the operations of every time step.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig, Lstm, LstmConfig};
use burn::tensor::{Device, Tensor};

#[derive(Module, Debug)]
pub(crate) struct Recurrent {
    lstm: Lstm,
    head: Linear,
}

impl Recurrent {
    pub(crate) fn new(device: &Device) -> Self {
        Self { lstm: LstmConfig::new(3, 4, true).init(device), head: LinearConfig::new(4, 2).init(device) }
    }

    pub(crate) fn forward(&self, series: Tensor<3>) -> Tensor<2> {
        let (all, _state) = self.lstm.forward(series, None);
        let last = all.dims()[1] - 1;
        self.head.forward(all.slice([0..1, last..last + 1]).squeeze_dim(1))
    }
}
