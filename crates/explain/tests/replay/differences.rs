//! The gradients of functions, beside central differences.

use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Int, Tensor};
use nnviz_explain::{Error, Replay, Rules};

/// What is tested: a function of 24 numbers.
pub(crate) type Function = dyn Fn(Tensor<3>) -> Tensor<3>;

/// A function with what it is called in a failure.
pub(crate) type Named = (&'static str, Box<Function>);

/// One that keeps nothing.
pub(crate) type Plain = fn(Tensor<3>) -> Tensor<3>;

/// Boxes a list of functions.
pub(crate) fn named(functions: &[(&'static str, Plain)]) -> Vec<Named> {
    functions.iter().map(|(name, function)| (*name, Box::new(*function) as Box<Function>)).collect()
}

/// Numbers without a pattern, the same each time.
pub(crate) fn weight<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
    let count: usize = shape.iter().product();
    (Tensor::<1, Int>::arange(0..count as i64, device).float() * 0.7).sin().reshape(shape)
}

/// The same on the device of a tensor.
pub(crate) fn w<const D: usize>(x: &Tensor<3>, shape: [usize; D]) -> Tensor<D> {
    weight(shape, &x.device())
}

fn seed(shape: [usize; 3], device: &Device) -> Tensor<3> {
    (weight(shape, device) * 1.3).cos()
}

fn total(function: &Function, x: Tensor<3>) -> f32 {
    let y = function(x);
    let seed = seed(y.dims(), &y.device());
    (y * seed).sum().into_scalar::<f32>()
}

/// Central differences in every number of the input.
fn differences(function: &Function, x: &Tensor<3>) -> Vec<f32> {
    const STEP: f32 = 1e-2;
    let values: Vec<f32> = x.clone().into_data().try_into_vec_as().unwrap();
    let at = |index: usize, change: f32| {
        let mut moved = values.clone();
        moved[index] += change;
        total(function, Tensor::<1>::from_floats(moved.as_slice(), &x.device()).reshape(x.dims()))
    };
    (0..values.len()).map(|index| (at(index, STEP) - at(index, -STEP)) / (2.0 * STEP)).collect()
}

fn replayed(function: &Function, x: &Tensor<3>) -> Result<(Tensor<3>, Vec<f32>), Error> {
    let model: Linear = LinearConfig::new(1, 1).init(&x.device());
    let replay = Replay::new(&model, x, move |_: &Linear, x| function(x))?;
    let run = replay.run(x.clone())?;
    let output = run.output::<3>()?;
    let gradient = run.gradients(seed(output.dims(), &x.device()), &[], &Rules::new())?.input::<3>(0)?;
    Ok((output, gradient.into_data().try_into_vec_as().unwrap()))
}

/// What is wrong with an operation; nothing if all is well.
fn fault(function: &Function, x: &Tensor<3>) -> Option<String> {
    let (output, gradient) = match replayed(function, x) {
        Ok(found) => found,
        Err(error) => return Some(error.to_string()),
    };
    let apart = (output - function(x.clone())).abs().max().into_scalar::<f32>();
    if apart > 1e-5 {
        return Some(format!("the output is {apart} apart"));
    }
    let expected = differences(function, x);
    let largest = expected.iter().fold(1.0_f32, |largest, value| largest.max(value.abs()));
    let far = gradient.iter().zip(&expected).position(|(one, other)| (one - other).abs() > 5e-3 * largest);
    far.map(|at| format!("at {at} the gradient is {}, not {}", gradient[at], expected[at]))
}

pub(crate) fn check(operations: &[Named]) {
    let device = Device::default();
    // No two numbers are near each other, nor near 0 or an edge: there, differences say nothing.
    let order = Tensor::<1, Int>::arange(0..24, &device).float();
    let x = ((order * 7.0).remainder_scalar(24.0) - 11.3) / 9.0;
    let x: Tensor<3> = x.reshape([2, 3, 4]);
    let faults: Vec<String> = operations
        .iter()
        .filter_map(|(name, function)| fault(function, &x).map(|fault| format!("{name}: {fault}")))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
