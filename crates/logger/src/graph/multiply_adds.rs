//! How much a forward pass computes.

use nnviz_capture::{Edge, Operation};

/// The multiply-adds of an operation.
///
/// Counted are matrix products, convolutions, transposed convolutions and attention: one for each multiplication whose
/// result is added up. What works on elements (a bias, an activation, a normalisation), pools or moves is not counted.
pub(super) fn multiply_adds(operation: &Operation) -> u64 {
    let input = |index: usize| operation.inputs.get(index).map_or(&[][..], |edge| edge.shape.as_slice());
    let output = operation.outputs.first().map_or(0, |edge: &Edge| elements(&edge.shape));
    let kind = operation.kind.as_str();
    match kind {
        "Matmul" => output * input(0).last().copied().unwrap_or(0) as u64,
        // The weight is [out, in / groups, kernel…]: each element of the output sums what one filter covers.
        "Conv1d" | "Conv2d" | "Conv3d" => output * filter(input(1)),
        // Its inputs are the image, the offsets and the weight.
        "DeformConv2d" => output * filter(input(2)),
        // The weight is [in, out / groups, kernel…]: each element of the input is spread over one filter.
        "ConvTranspose1d" | "ConvTranspose2d" | "ConvTranspose3d" => elements(input(0)) * filter(input(1)),
        // Query, key and value: the scores, and their mean of the values.
        "Attention" => {
            let keys = input(1).iter().rev().nth(1).copied().unwrap_or(0) as u64;
            elements(input(0)) * keys + output * keys
        }
        _ => 0,
    }
}

fn elements(shape: &[i64]) -> u64 {
    shape.iter().product::<i64>() as u64
}

fn filter(weight: &[i64]) -> u64 {
    weight.get(1..).map_or(0, elements)
}
