//! What the user names inside a captured forward pass.
//!
//! Tensors are numbered in the order in which they are made, so a tensor of our own before and after a named part marks
//! the operations inside it.

use std::collections::HashSet;

use burn::backend::{BackendTensor, Capture, DispatchKindConversion, DispatchTensor};
use burn::tensor::{Device, Tensor};

use crate::operation::TensorId;
use crate::tap::Listener;

/// A named part of a forward pass.
#[derive(Clone, Debug)]
pub struct Span {
    /// What the user called it.
    pub name: String,
    /// The mark before it.
    pub begin: TensorId,
    /// The mark after it.
    pub end: TensorId,
}

/// Hears what is named while a forward pass is captured.
#[derive(Debug, Default)]
pub(crate) struct Names {
    device: Option<Device>,
    marks: HashSet<TensorId>,
    /// The first tensor after the twin was made.
    pub(crate) first: TensorId,
    /// In the order in which they began: a part comes before the parts inside it.
    pub(crate) spans: Vec<Span>,
    /// Indices of the spans that have not ended.
    open: Vec<usize>,
    pub(crate) taps: Vec<(TensorId, String)>,
}

impl Names {
    pub(crate) fn new(device: Device) -> Self {
        Self { device: Some(device), ..Self::default() }
    }

    /// The twin is made; the forward pass begins.
    pub(crate) fn begin(&mut self) {
        self.first = self.mark();
    }

    pub(crate) fn is_mark(&self, id: TensorId) -> bool {
        self.marks.contains(&id)
    }

    /// Makes a tensor that stands for now.
    fn mark(&mut self) -> TensorId {
        let Some(device) = &self.device else { return 0 };
        let mark = Tensor::<1>::empty([1], device).into_dispatch();
        let id = captured_id(mark).unwrap_or_default();
        self.marks.insert(id);
        id
    }
}

impl Listener for Names {
    fn enter(&mut self, name: &str) {
        let begin = self.mark();
        self.open.push(self.spans.len());
        self.spans.push(Span { name: name.to_owned(), begin, end: TensorId::MAX });
    }

    fn exit(&mut self) {
        let end = self.mark();
        if let Some(span) = self.open.pop().and_then(|index| self.spans.get_mut(index)) {
            span.end = end;
        }
    }

    fn tapped(&mut self, name: &str, tensor: DispatchTensor) -> DispatchTensor {
        self.taps.extend(captured_id(tensor.clone()).map(|id| (id, name.to_owned())));
        tensor
    }
}

/// The id of a tensor of the capture device; `None` for a tensor of another.
pub fn captured_id(tensor: DispatchTensor) -> Option<TensorId> {
    let tensor = <DispatchTensor as DispatchKindConversion<Capture>>::try_into_backend(tensor).ok()?;
    match tensor {
        BackendTensor::Float(tensor) | BackendTensor::Int(tensor) | BackendTensor::Bool(tensor) => {
            Some(tensor.id().value())
        }
        _ => None,
    }
}
