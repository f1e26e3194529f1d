//! Which module an operation belongs to.
//!
//! burn records operations, not the modules that asked for them. An operation that touches a parameter belongs to the
//! parameter's module: that is exact. The others are placed by their neighbours: at least as deep as what they are fed
//! by, and between the modules before and after them. There, a module that has no parameters and is of the operation's
//! kind (an activation, a pooling) takes it. Where the user named a part of the forward pass, its operations go into a
//! scope of that name; a constant goes to who uses it first.

use std::collections::HashMap;

use crate::captured::Captured;
use crate::linear;
use crate::operation::{Operation, TensorId};
use crate::scope::{Scope, common, parent};
use crate::types::Types;

/// The scope of each operation, in order.
pub fn scopes(captured: &Captured, types: &Types) -> Vec<Scope> {
    let owners = Owners::of(captured, types);
    let mut placed = Placed::default();
    let mut scopes = Vec::with_capacity(captured.operations.len());
    for (index, operation) in captured.operations.iter().enumerate() {
        let scope = match &owners.exact[index] {
            Some(owner) => owner.clone(),
            None => infer(operation, &owners.neighbours(index), &placed, types),
        };
        placed.note(operation, &scope, types);
        scopes.push(scope);
    }
    name_spans(captured, &owners, types, &mut scopes);
    move_sources(captured, &mut scopes);
    scopes
}

/// The modules whose parameters are touched.
struct Owners {
    /// The module whose parameter an operation touches, itself or through tensors that come from that parameter alone (a
    /// bias that is reshaped before it is added).
    exact: Vec<Option<Scope>>,
    /// For each operation the nearest one before it that has an owner, and the nearest after it.
    before: Vec<Option<usize>>,
    after: Vec<Option<usize>>,
}

impl Owners {
    fn of(captured: &Captured, types: &Types) -> Self {
        let mut exact = Self::exact(captured);
        linear::fold(&captured.operations, &mut exact, types);
        let owned: Vec<_> = exact.iter().map(Option::is_some).collect();
        let (before, mut after) = (nearest(owned.iter().enumerate()), nearest(owned.iter().enumerate().rev()));
        after.reverse();
        Self { exact, before, after }
    }

    fn exact(captured: &Captured) -> Vec<Option<Scope>> {
        let mut owner_of: HashMap<TensorId, Scope> = HashMap::new();
        for parameter in &captured.parameters {
            owner_of.insert(parameter.edge.id, parent(&parameter.path).to_vec());
        }
        let mut exact = Vec::with_capacity(captured.operations.len());
        for operation in &captured.operations {
            let owner = operation.inputs.iter().find_map(|input| owner_of.get(&input.id)).cloned();
            let only_parameters = operation.inputs.iter().all(|input| owner_of.contains_key(&input.id));
            if let (Some(owner), true) = (&owner, only_parameters) {
                owner_of.extend(operation.outputs.iter().map(|output| (output.id, owner.clone())));
            }
            exact.push(owner);
        }
        exact
    }

    /// The modules that are known to run before and after an operation.
    fn neighbours(&self, index: usize) -> Neighbours<'_> {
        let owner = |at: Option<usize>| self.exact[at?].as_deref();
        Neighbours { before: owner(self.before[index]), after: owner(self.after[index]) }
    }
}

struct Neighbours<'a> {
    before: Option<&'a [String]>,
    after: Option<&'a [String]>,
}

impl Neighbours<'_> {
    /// The deepest scope that holds both.
    fn between(&self) -> Scope {
        match (self.before, self.after) {
            (Some(before), Some(after)) => common(parent(before), parent(after)),
            _ => Scope::new(),
        }
    }

    /// A collection runs nothing by itself: what seems to be done by it is done by its element that ran last.
    fn outside_collections(&self, scope: Scope, types: &Types) -> Scope {
        if !types.is_collection(&scope) {
            return scope;
        }
        match self.before {
            Some(before) if before.len() > scope.len() + 1 && before.starts_with(&scope) => {
                before[..=scope.len()].to_vec()
            }
            _ => self.outside_collections(parent(&scope).to_vec(), types),
        }
    }

    /// A normalisation that is made of many operations touches its parameters in the last ones only.
    fn normalisation(&self, operation: &Operation, types: &Types) -> Option<Scope> {
        let after = self.after.filter(|after| matches!(types.name(after), "GroupNorm" | "InstanceNorm" | "RmsNorm"))?;
        let is_part = matches!(
            operation.kind.as_str(),
            "Reshape" | "MeanDim" | "Sub" | "Mul" | "Div" | "AddScalar" | "Sqrt" | "PowfScalar" | "Powi"
        );
        let alone = self.before.is_some_and(|before| parent(before) == parent(after));
        (is_part && alone).then(|| after.to_vec())
    }
}

/// Operations that only move or reduce: between two modules they prepare the input of the second.
const PREPARES: [&str; 8] = ["Reshape", "MeanDim", "SumDim", "Slice", "SwapDims", "Permute", "Gather", "Select"];

/// For each place the last one that holds, on the way.
fn nearest<'a>(places: impl Iterator<Item = (usize, &'a bool)>) -> Vec<Option<usize>> {
    let mut last = None;
    let mut note = |(at, &holds)| {
        let nearest = last;
        last = if holds { Some(at) } else { last };
        nearest
    };
    places.map(&mut note).collect()
}

/// Where the operations so far were placed.
#[derive(Default)]
struct Placed {
    /// For each tensor the module that surrounds it: a result of a leaf module belongs to the leaf's parent.
    around: HashMap<TensorId, Scope>,
    /// How many operations modules without others inside have.
    taken: HashMap<Scope, usize>,
}

impl Placed {
    fn note(&mut self, operation: &Operation, scope: &Scope, types: &Types) {
        let is_leaf = types.is_leaf(scope);
        let around = if is_leaf { parent(scope) } else { scope };
        for output in &operation.outputs {
            self.around.insert(output.id, around.to_vec());
        }
        if is_leaf {
            *self.taken.entry(scope.clone()).or_default() += 1;
        }
    }
}

fn infer(operation: &Operation, neighbours: &Neighbours, placed: &Placed, types: &Types) -> Scope {
    if let Some(norm) = neighbours.normalisation(operation, types) {
        return norm;
    }
    let between = neighbours.between();
    let sources = operation.inputs.iter().filter_map(|input| placed.around.get(&input.id));
    let fed_by = sources.cloned().reduce(|a, b| common(&a, &b)).unwrap_or_default();
    let prepares = neighbours.after.is_some() && PREPARES.contains(&operation.kind.as_str());
    let deepest = if fed_by.len() > between.len() && !prepares { fed_by } else { between };
    let deepest = &neighbours.outside_collections(deepest, types);
    // From the deepest scope outwards: the nearest module of this kind that has no operation yet.
    let outwards = || (0..=deepest.len()).rev().map(|depth| &deepest[..depth]);
    let fitting = || outwards().flat_map(|scope| types.children_of_kind(scope, &operation.kind));
    let free = fitting().find(|module| !placed.taken.contains_key(*module));
    // Where all of them ran before, a forward pass goes round once more: it is the turn of the one that ran least.
    let ran = |module: &&Scope| placed.taken.get(*module).copied().unwrap_or(0);
    let again = || outwards().find_map(|scope| types.children_of_kind(scope, &operation.kind).min_by_key(ran));
    free.or_else(again).unwrap_or(deepest).clone()
}

/// Puts the operations of named parts into scopes of their names, an outer part first. What touches a parameter stays
/// where it is, and so does what a module was found for.
fn name_spans(captured: &Captured, owners: &Owners, types: &Types, scopes: &mut [Scope]) {
    let mut named: Vec<(Scope, usize)> = Vec::new();
    for span in &captured.spans {
        let inside =
            |operation: &Operation| operation.outputs.iter().any(|output| (span.begin..span.end).contains(&output.id));
        let indices: Vec<_> = (0..scopes.len()).filter(|&index| inside(&captured.operations[index])).collect();
        let around = |index: usize| {
            let scope = &scopes[index];
            if types.is_leaf(scope) { parent(scope) } else { scope }.to_vec()
        };
        let Some(mut base) = indices.iter().map(|&index| around(index)).reduce(|a, b| common(&a, &b)) else { continue };
        base.push(span.name.clone());
        let free = |&&index: &&usize| owners.exact[index].is_none() && !types.is_leaf(&scopes[index]);
        named.extend(indices.iter().filter(free).map(|&index| (base.clone(), index)));
        for (base, index) in named.drain(..) {
            scopes[index] = base;
        }
    }
}

/// A tensor that is made of nothing tells nothing of its place: it goes where it is used first.
fn move_sources(captured: &Captured, scopes: &mut [Scope]) {
    let mut first_use: HashMap<TensorId, usize> = HashMap::new();
    for (index, operation) in captured.operations.iter().enumerate() {
        for input in &operation.inputs {
            first_use.entry(input.id).or_insert(index);
        }
    }
    for (index, operation) in captured.operations.iter().enumerate().rev() {
        let user = operation.outputs.first().and_then(|output| first_use.get(&output.id));
        if let (true, Some(&user)) = (operation.is_source(), user) {
            let scope = scopes[user].clone();
            scopes[index] = scope;
        }
    }
}
