//! What the user names inside a captured forward pass.
//!
//! Tensors are numbered in the order in which they are made, so a tensor of our own before and after a named part marks
//! the operations inside it.

use std::collections::HashSet;

use burn::backend::{BackendTensor, Capture, DispatchKindConversion, DispatchTensor};
use burn::tensor::{Device, Tensor};

use super::operation::TensorId;
use crate::graph::tap::Listener;

/// A named part of a forward pass.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Span {
    pub(in crate::graph) name: String,
    /// The mark before it, and the one after it.
    pub(in crate::graph) begin: TensorId,
    pub(in crate::graph) end: TensorId,
}

/// Hears what is named while a forward pass is captured.
#[derive(Debug, Default)]
pub(super) struct Names {
    device: Option<Device>,
    marks: HashSet<TensorId>,
    /// The first tensor after the twin was made.
    pub(super) first: TensorId,
    /// In the order in which they began: a part comes before the parts inside it.
    pub(super) spans: Vec<Span>,
    /// Indices of the spans that have not ended.
    open: Vec<usize>,
    pub(super) taps: Vec<(TensorId, String)>,
}

impl Names {
    pub(super) fn new(device: Device) -> Self {
        Self { device: Some(device), ..Self::default() }
    }

    /// The twin is made; the forward pass begins.
    pub(super) fn begin(&mut self) {
        self.first = self.mark();
    }

    pub(super) fn is_mark(&self, id: TensorId) -> bool {
        self.marks.contains(&id)
    }

    /// Makes a tensor that stands for now.
    fn mark(&mut self) -> TensorId {
        let Some(device) = &self.device else { return 0 };
        let mark = Tensor::<1>::empty([1], device).into_dispatch();
        let id = id(mark).unwrap_or_default();
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
        self.taps.extend(id(tensor.clone()).map(|id| (id, name.to_owned())));
        tensor
    }
}

/// The id of a tensor of the capture device; `None` for a tensor of another.
fn id(tensor: DispatchTensor) -> Option<TensorId> {
    let tensor = <DispatchTensor as DispatchKindConversion<Capture>>::try_into_backend(tensor).ok()?;
    match tensor {
        BackendTensor::Float(tensor) | BackendTensor::Int(tensor) | BackendTensor::Bool(tensor) => {
            Some(tensor.id().value())
        }
        _ => None,
    }
}
