//! Which module an operation belongs to.
//!
//! burn records operations, not the modules that asked for them. An operation that touches a parameter belongs to the
//! parameter's module: that is exact. The others are placed by their neighbours: at least as deep as what they are fed
//! by, and between the modules before and after them. There, a module that has no parameters and is of the operation's
//! kind (an activation, a pooling) takes it.

use std::collections::{HashMap, HashSet};

use super::capture::{Captured, Operation, TensorId};
use super::types::Types;

/// A module's path.
pub(super) type Scope = Vec<String>;

/// The scope of each operation, in order.
pub(super) fn scopes(captured: &Captured, types: &Types) -> Vec<Scope> {
    let owners = owners(captured);
    let mut placed = Placed::default();
    (0..captured.operations.len())
        .map(|index| {
            let operation = &captured.operations[index];
            let scope = match &owners[index] {
                Some(owner) => owner.clone(),
                None => infer(operation, index, &owners, &placed, types),
            };
            placed.note(operation, &scope, types);
            scope
        })
        .collect()
}

/// The module whose parameter an operation touches, itself or through tensors that come from that parameter alone (a
/// bias that is reshaped before it is added).
fn owners(captured: &Captured) -> Vec<Option<Scope>> {
    let mut owner_of: HashMap<TensorId, Scope> = HashMap::new();
    for parameter in &captured.parameters {
        let module = parameter.path.split_last().map_or(&[][..], |(_, module)| module);
        owner_of.insert(parameter.id, module.to_vec());
    }
    let mut owners = Vec::with_capacity(captured.operations.len());
    for operation in &captured.operations {
        let owner = operation.inputs.iter().find_map(|input| owner_of.get(input)).cloned();
        let only_parameters = operation.inputs.iter().all(|input| owner_of.contains_key(input));
        if let (Some(owner), true) = (&owner, only_parameters) {
            owner_of.extend(operation.outputs.iter().map(|output| (output.id, owner.clone())));
        }
        owners.push(owner);
    }
    owners
}

/// Where the operations so far were placed.
#[derive(Default)]
struct Placed {
    /// For each tensor the module that surrounds it: a result of a leaf module belongs to the leaf's parent.
    around: HashMap<TensorId, Scope>,
    /// Modules without parameters that have their operation.
    taken: HashSet<Scope>,
}

impl Placed {
    fn note(&mut self, operation: &Operation, scope: &Scope, types: &Types) {
        let is_leaf = types.is_leaf(scope);
        let around = if is_leaf { parent(scope) } else { scope };
        for output in &operation.outputs {
            self.around.insert(output.id, around.to_vec());
        }
        if is_leaf {
            self.taken.insert(scope.clone());
        }
    }
}

fn infer(operation: &Operation, index: usize, owners: &[Option<Scope>], placed: &Placed, types: &Types) -> Scope {
    let sources = operation.inputs.iter().filter_map(|input| placed.around.get(input));
    let fed_by = sources.cloned().reduce(|a, b| common(&a, &b)).unwrap_or_default();
    let before = owners[..index].iter().rev().flatten().next();
    let after = owners[index + 1..].iter().flatten().next();
    let between = match (before, after) {
        (Some(before), Some(after)) => common(parent(before), parent(after)),
        _ => Scope::new(),
    };
    let deepest = if fed_by.len() > between.len() { &fed_by } else { &between };
    // From the deepest scope outwards: the nearest module of this kind that has no operation yet.
    let outwards = (0..=deepest.len()).rev().map(|depth| &deepest[..depth]);
    let mut fitting = outwards.flat_map(|scope| types.children_of_kind(scope, &operation.kind));
    let free = fitting.clone().find(|module| !placed.taken.contains(module));
    free.or_else(|| fitting.next()).unwrap_or_else(|| deepest.clone())
}

fn parent(scope: &[String]) -> &[String] {
    scope.split_last().map_or(&[], |(_, parent)| parent)
}

/// The deepest scope that holds both.
fn common(a: &[String], b: &[String]) -> Scope {
    a.iter().zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.clone()).collect()
}
