//! Which tensors the model is fed with, and which are constants of its own.
//!
//! Both are made of nothing on the same device, so burn tells them apart by nothing. Inputs are made by the user's closure
//! before the model runs: what is made after the first operation is a constant. So are the model's buffers, a tensor that
//! is made empty to be filled, and the state that a recurrent module begins with. Where the user tapped such tensors,
//! exactly those are the inputs.

use std::collections::{HashMap, HashSet};

use crate::captured::Captured;
use crate::operation::{Operation, TensorId};
use crate::scope::Scope;
use crate::types::Types;

/// What an operation is in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What the model is fed with.
    Input,
    /// A tensor that the model makes of nothing.
    Constant,
    /// Everything else.
    Operation,
}

/// The role of each operation.
pub fn roles(captured: &Captured, scopes: &[Scope], types: &Types) -> Vec<Role> {
    let tapped: HashSet<TensorId> = captured.taps.iter().map(|(id, _)| *id).collect();
    let is_tapped = |operation: &Operation| operation.outputs.iter().any(|output| tapped.contains(&output.id));
    let said = captured.operations.iter().any(|operation| operation.is_source() && is_tapped(operation));
    let user = Users::of(captured);
    let (mut running, mut fed) = (false, false);
    let role = |(operation, scope): (&Operation, &Scope)| {
        if !operation.is_source() {
            running = true;
            return Role::Operation;
        }
        let buffer = operation.outputs.iter().any(|output| output.id < captured.first);
        let is_row = operation.outputs.iter().all(|output| output.shape.len() == 2);
        let state = fed && is_row && is_recurrent(scope, types);
        let inferred = !(running || buffer || state || user.fills(operation));
        let input = if said { is_tapped(operation) } else { inferred };
        fed |= input;
        if input { Role::Input } else { Role::Constant }
    };
    captured.operations.iter().zip(scopes).map(role).collect()
}

/// Whether a place is inside a recurrent module.
fn is_recurrent(scope: &[String], types: &Types) -> bool {
    let recurrent =
        |depth| matches!(types.name(&scope[..depth]), "Lstm" | "BiLstm" | "Gru" | "BiGru" | "Rnn" | "BiRnn");
    (0..=scope.len()).any(recurrent)
}

/// Who uses a tensor first.
struct Users<'a>(HashMap<TensorId, &'a Operation>);

impl<'a> Users<'a> {
    fn of(captured: &'a Captured) -> Self {
        let mut users = HashMap::new();
        for operation in &captured.operations {
            for input in &operation.inputs {
                users.entry(input.id).or_insert(operation);
            }
        }
        Self(users)
    }

    /// Whether the tensor is made to be written to.
    fn fills(&self, operation: &Operation) -> bool {
        let id = operation.outputs.first().map(|output| output.id);
        let user = id.and_then(|id| self.0.get(&id));
        user.is_some_and(|user| user.kind == "SliceAssign" && user.inputs.first().map(|input| input.id) == id)
    }
}
