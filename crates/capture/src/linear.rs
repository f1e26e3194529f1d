//! The reshapes that burn's `Linear` makes around its product.
//!
//! An input of more than two dimensions is flattened to rows before the product, and its dimensions are put back after
//! it. Neither reshape touches a parameter, but both belong to the module, which takes and makes the whole shape.

use std::collections::HashMap;

use crate::operation::{Operation, TensorId};
use crate::scope::Scope;
use crate::types::Types;

/// Gives both reshapes to the module of the product between them.
pub(crate) fn fold(operations: &[Operation], owners: &mut [Option<Scope>], types: &Types) {
    let users = users(operations);
    let next = |index: usize| match users.get(&operations[index].outputs.first()?.id)?.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    for first in 0..operations.len() {
        let Some(product) = next(first).filter(|&product| is_product(operations, owners, first, product)) else {
            continue;
        };
        let Some(owner) = owners[product].clone().filter(|owner| types.name(owner) == "Linear") else { continue };
        let biased = next(product).filter(|&add| owners[add].as_ref() == Some(&owner)).unwrap_or(product);
        let last = next(biased).filter(|&last| puts_back(&operations[first], &operations[last]));
        if let Some(last) = last.filter(|&last| owners[last].is_none()) {
            owners[first] = Some(owner.clone());
            owners[last] = Some(owner);
        }
    }
}

fn is_product(operations: &[Operation], owners: &[Option<Scope>], first: usize, product: usize) -> bool {
    operations[first].kind == "Reshape" && owners[first].is_none() && operations[product].kind == "Matmul"
}

/// Whether a reshape has all dimensions but the last from what the first one took.
fn puts_back(first: &Operation, last: &Operation) -> bool {
    let outer = |shape: Option<&[i64]>| shape.and_then(|shape| shape.split_last()).map(|(_, outer)| outer.to_vec());
    let taken = outer(first.inputs.first().map(|input| input.shape.as_slice()));
    let made = outer(last.outputs.first().map(|output| output.shape.as_slice()));
    last.kind == "Reshape" && taken.is_some() && taken == made
}

fn users(operations: &[Operation]) -> HashMap<TensorId, Vec<usize>> {
    let mut users: HashMap<_, Vec<_>> = HashMap::new();
    for (index, operation) in operations.iter().enumerate() {
        for input in &operation.inputs {
            users.entry(input.id).or_default().push(index);
        }
    }
    users
}
