//! burn's capture API, and all that is known of it: a forward pass becomes a list of operations.
//!
//! A twin of the model is put on burn's capture device, where operations are recorded instead of run. The twin has no
//! values, only shapes: nothing is copied or read from a device, and the model stays as it is.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use burn::backend::ir::OperationIr;
use burn::module::Module;
use burn::tensor::{CapturedGraph, Device};

use crate::names::{Names, Span};
use crate::operation::{Operation, TensorId};
use crate::tap::listening;
use crate::twin::{self, Parameter};

/// What a forward pass did.
#[derive(Debug)]
pub struct Captured {
    /// In the order in which they ran: what is drawn and counted.
    pub operations: Vec<Operation>,
    /// In the order of a visit.
    pub parameters: Vec<Parameter>,
    /// The first tensor that the forward pass made: those before it are buffers of the model.
    pub first: TensorId,
    /// Parts that the user named.
    pub spans: Vec<Span>,
    /// Tensors that the user named.
    pub taps: Vec<(TensorId, String)>,
    /// What burn recorded: what can be run again.
    pub graph: CapturedGraph,
    /// For each of [`Self::operations`] its index among those that burn recorded.
    pub recorded: Vec<usize>,
}

/// Records what `forward` does with a twin of the model.
///
/// # Errors
/// [`NotCaptured`] for a forward pass that reads a value or uses another device: neither can be recorded.
pub fn capture<M: Module, R>(model: &M, forward: impl FnOnce(&M, &Device) -> R) -> Result<Captured, NotCaptured> {
    // Reading a value inside the forward pass panics, as does a tensor of another device: neither may end a training.
    catch_unwind(AssertUnwindSafe(|| record(model, forward))).unwrap_or_else(|panic| Err(NotCaptured(message(&*panic))))
}

/// Why a forward pass could not be captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCaptured(pub String);

impl fmt::Display for NotCaptured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for NotCaptured {}

/// What a panic said: burn panics on what it cannot capture or run.
pub fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked").to_owned()
}

fn record<M: Module, R>(model: &M, forward: impl FnOnce(&M, &Device) -> R) -> Result<Captured, NotCaptured> {
    let device = capture_device();
    let names = Rc::new(RefCell::new(Names::new(device.clone())));
    let mut parameters = Vec::new();
    let mut result = None;
    let graph = device.capture_scope(|scope| {
        let twin = twin::of(model, &device);
        parameters = twin::parameters(&twin, model);
        names.borrow_mut().begin();
        // The result lives until the scope is complete: what is dropped before is taken for an intermediate.
        result = Some(listening(names.clone(), || forward(&twin, &device)));
        scope.complete([], [])
    });
    drop(result);
    let graph = graph.map_err(|error| NotCaptured(error.to_string()))?;
    let names = names.take();
    let (recorded, operations) = operations(&graph.graph.operations, &parameters, &names).unzip();
    let Names { spans, taps, first, .. } = names;
    Ok(Captured { operations, parameters, first, spans, taps, graph, recorded })
}

/// One device for each thread: a device takes one capture at a time, and burn never gives their numbers out again.
fn capture_device() -> Device {
    thread_local! {
        static DEVICE: Device = Device::capture();
    }
    DEVICE.with(Clone::clone)
}

/// What is drawn of the recording, with its place there: neither the making of parameters nor our own marks.
fn operations<'a>(
    recorded: &'a [OperationIr],
    parameters: &[Parameter],
    names: &'a Names,
) -> impl Iterator<Item = (usize, Operation)> + 'a {
    let parameters: HashSet<_> = parameters.iter().map(|parameter| parameter.edge.id).collect();
    let is_ours = move |id| parameters.contains(&id) || names.is_mark(id);
    let drawn = recorded.iter().enumerate().map(|(index, ir)| (index, Operation::read(ir)));
    drawn.filter(move |(_, operation)| !operation.output_id().is_some_and(&is_ours))
}
