//! Records what is tapped while a model is trained.

use std::cell::RefCell;
use std::rc::Rc;

use burn::backend::DispatchTensor;
use burn::tensor::{Tensor, Transaction};

use super::gradient_hook::{Arrival, hook};
use nnviz_capture::{Listener, listening};

/// A tensor that was tapped: handles to its values, and to the gradient that came back to it.
#[derive(Debug)]
pub(crate) struct Tapped {
    pub(super) name: String,
    values: DispatchTensor,
    gradient: Option<DispatchTensor>,
}

/// Hears taps on this thread, until it is dropped.
#[derive(Debug, Default)]
pub(crate) struct Recorder(Vec<(String, DispatchTensor, Arrival)>);

impl Recorder {
    /// Runs a forward and backward pass, and tells what was tapped in it.
    pub(crate) fn record<R>(body: impl FnOnce() -> R) -> (R, Vec<Tapped>) {
        let recorder = Rc::new(RefCell::new(Self::default()));
        let result = listening(recorder.clone(), body);
        let tapped = recorder.take().0.into_iter().map(|(name, values, arrival)| {
            let gradient = arrival.take();
            Tapped { name, values, gradient }
        });
        (result, tapped.collect())
    }
}

impl Listener for Recorder {
    fn enter(&mut self, _name: &str) {}

    fn exit(&mut self) {}

    fn tapped(&mut self, name: &str, tensor: DispatchTensor) -> DispatchTensor {
        let values = plain(tensor.clone()).into_dispatch();
        let arrival = Arrival::default();
        let tensor = hook(tensor, &arrival);
        self.0.push((name.to_owned(), values, arrival));
        tensor
    }
}

impl Tapped {
    /// How much memory it holds.
    pub(super) fn byte_len(&self) -> usize {
        let values = plain(self.values.clone());
        values.shape().num_elements() * values.dtype().size() * (1 + usize::from(self.gradient.is_some()))
    }

    pub(super) fn has_gradient(&self) -> bool {
        self.gradient.is_some()
    }

    /// Registers the values to be read, and the gradient after them if there is one.
    pub(super) fn register(self, transaction: Transaction) -> Transaction {
        let transaction = transaction.register(plain(self.values));
        match self.gradient {
            Some(gradient) => transaction.register(plain(gradient)),
            None => transaction,
        }
    }
}

/// The tensor without its way through the model. The rank in the type is not looked at: its shape is its own.
fn plain(tensor: DispatchTensor) -> Tensor<1> {
    Tensor::<1>::from_dispatch(tensor).inner()
}
