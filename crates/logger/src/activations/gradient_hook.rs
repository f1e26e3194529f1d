//! An operation that changes nothing and keeps the gradient that passes it on the way back.
//!
//! burn gives gradients of leaves only, and those are out of reach inside a `TrainStep`. The backward pass itself goes
//! through every operation, so one of our own sees what comes. It is made for the backend by name, since burn has no
//! operation that works on all of them.

use std::sync::{Arc, Mutex, PoisonError};

use burn::backend::autodiff::Autodiff;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::{BalancedCheckpointing, CheckpointStrategy, NoCheckpointing};
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::{Backend, BackendTensor, DispatchKindConversion, DispatchTensor, Flex};

/// Where the gradient of a tapped tensor arrives during the backward pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Arrival(Arc<Mutex<Option<DispatchTensor>>>);

impl Arrival {
    /// The gradient, once the backward pass came by.
    pub(super) fn take(&self) -> Option<DispatchTensor> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn keep(&self, gradient: DispatchTensor) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(gradient);
    }
}

/// The same tensor, whose gradient will arrive; or the tensor as it is, where there is none to come: on a device without
/// gradients, and on backends other than flex.
pub(super) fn hook(tensor: DispatchTensor, arrival: &Arrival) -> DispatchTensor {
    hook_on::<Flex, NoCheckpointing>(&tensor, arrival)
        .or_else(|| hook_on::<Flex, BalancedCheckpointing>(&tensor, arrival))
        .unwrap_or(tensor)
}

/// `None` for a tensor of another backend, or of another way of checkpointing.
fn hook_on<B, C>(tensor: &DispatchTensor, arrival: &Arrival) -> Option<DispatchTensor>
where
    B: Backend,
    C: CheckpointStrategy,
    DispatchTensor: DispatchKindConversion<B> + DispatchKindConversion<Autodiff<B, C>>,
{
    let own = <DispatchTensor as DispatchKindConversion<Autodiff<B, C>>>::try_into_backend(tensor.clone()).ok()?;
    let BackendTensor::Float(mut own) = own else { return None };
    if !own.is_tracked() {
        own = own.require_grad(); // an input: nothing before it is trained
    }
    let node = own.node();
    let hooked = match Keep(arrival.clone()).prepare::<C>([node]).compute_bound().stateful() {
        OpsKind::Tracked(prepared) => prepared.finish((), own.into_primitive()),
        OpsKind::UnTracked(prepared) => prepared.finish(own.into_primitive()),
    };
    Some(<DispatchTensor as DispatchKindConversion<Autodiff<B, C>>>::from_backend(BackendTensor::Float(hooked)))
}

/// The backward pass of an identity.
#[derive(Debug)]
struct Keep(Arrival);

impl<B: Backend> Backward<B, 1> for Keep
where
    DispatchTensor: DispatchKindConversion<B>,
{
    type State = ();

    fn backward(self, ops: Ops<(), 1>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let gradient = grads.consume::<B>(&ops.node);
        let kept = BackendTensor::<B>::Float(gradient.clone());
        self.0.keep(<DispatchTensor as DispatchKindConversion<B>>::from_backend(kept));
        let [parent] = ops.parents;
        if let Some(parent) = parent {
            grads.register::<B>(parent.id, gradient);
        }
    }
}
