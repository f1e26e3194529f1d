//! A model as a black box: inputs in, class scores out. Nothing is known of it but that.

use burn::tensor::{Device, Tensor};

use crate::Error;
use crate::tensor::{check_finite, numbers, tensor};

/// Runs the model on a batch and checks that a row of scores came back for each input: `[batch, classes]`.
pub(crate) fn scores<const D: usize>(
    model: &impl Fn(Tensor<D>) -> Tensor<2>,
    inputs: Tensor<D>,
) -> Result<Tensor<2>, Error> {
    let batch = inputs.dims()[0];
    let scores = model(inputs);
    match scores.dims() {
        [rows, classes] if rows == batch && classes > 0 => Ok(scores),
        actual => Err(Error::Output { actual, batch }),
    }
}

/// The scores as rows of numbers.
pub(crate) fn score_rows<const D: usize>(
    model: &impl Fn(Tensor<D>) -> Tensor<2>,
    inputs: Tensor<D>,
) -> Result<Vec<Vec<f64>>, Error> {
    let scores = scores(model, inputs)?;
    let classes = scores.dims()[1];
    let values = numbers(scores)?;
    check_finite("the model's output", &values)?;
    Ok(values.chunks(classes).map(|row| row.iter().map(|value| f64::from(*value)).collect()).collect())
}

/// The score of one class for each input.
pub(crate) fn class_scores<const D: usize>(
    model: &impl Fn(Tensor<D>) -> Tensor<2>,
    inputs: Tensor<D>,
    class: usize,
) -> Result<Vec<f64>, Error> {
    let rows = score_rows(model, inputs)?;
    rows.iter().map(|row| row.get(class).copied().ok_or(Error::Class { class, classes: row.len() })).collect()
}

/// How many numbers one sample of a batch has.
pub(crate) fn sample_len<const D: usize>(batch: &Tensor<D>) -> usize {
    batch.dims()[1..].iter().product()
}

/// The shape of a batch with another number of samples.
pub(crate) fn with_batch<const D: usize>(mut shape: [usize; D], batch: usize) -> [usize; D] {
    shape[0] = batch;
    shape
}

/// Refuses a tensor whose samples have another shape than those of the input; it may hold any number of them.
pub(crate) fn check_alike<const D: usize>(
    what: &'static str,
    input: &Tensor<D>,
    other: &Tensor<D>,
) -> Result<(), Error> {
    let (expected, actual) = (input.dims(), other.dims());
    if expected[1..] == actual[1..] && actual[0] > 0 {
        Ok(())
    } else {
        Err(Error::Shape { what, actual: actual.to_vec(), expected: with_batch(expected, actual[0].max(1)).to_vec() })
    }
}

/// Takes exactly one sample: methods that need hundreds of evaluations explain one at a time.
pub(crate) fn check_one<const D: usize>(input: &Tensor<D>) -> Result<(), Error> {
    let actual = input.dims();
    if actual[0] == 1 && sample_len(input) > 0 {
        Ok(())
    } else {
        Err(Error::Shape {
            what: "the input, which must be one sample,",
            actual: actual.to_vec(),
            expected: with_batch(actual, 1).to_vec(),
        })
    }
}

/// Refuses a number below one.
pub(crate) fn at_least_one(option: &'static str, value: usize) -> Result<(), Error> {
    match value {
        0 => Err(Error::Option { option, value: 0.0, must_be: "at least 1" }),
        _ => Ok(()),
    }
}

/// Class scores, and their gradients at the inputs.
pub(crate) struct Slopes<const D: usize> {
    /// The score of each input's class.
    pub(crate) scores: Vec<f64>,
    pub(crate) gradient: Tensor<D>,
}

/// The gradient of each input's class score at that input. `classes` is one class for all, or one for each.
pub(crate) fn slopes<const D: usize>(
    model: &impl Fn(Tensor<D>) -> Tensor<2>,
    inputs: Tensor<D>,
    classes: &[usize],
) -> Result<Slopes<D>, Error> {
    let inputs = inputs.inner().autodiff().require_grad();
    let output = scores(model, inputs.clone())?;
    if !output.is_tracked() {
        return Err(Error::NoGradient);
    }
    let chosen = one_hot(output.dims(), classes, &output.device().inner())?;
    let scores = class_column(output.clone().inner(), &chosen)?;
    let grads = (output * chosen).sum().backward();
    let gradient = inputs.grad(&grads).ok_or(Error::NoGradient)?;
    Ok(Slopes { scores, gradient })
}

/// 1 at the class of each row, 0 elsewhere.
pub(crate) fn one_hot([rows, count]: [usize; 2], classes: &[usize], device: &Device) -> Result<Tensor<2>, Error> {
    if rows == 0 || (classes.len() != 1 && classes.len() != rows) {
        return Err(Error::Size { what: "a class for each input", shape: vec![rows], values: classes.len() });
    }
    let mut chosen = vec![0.0; rows * count];
    for row in 0..rows {
        let class = class_of(classes, row);
        if class >= count {
            return Err(Error::Class { class, classes: count });
        }
        chosen[row * count + class] = 1.0;
    }
    Ok(tensor(chosen, [rows, count], device))
}

/// The class of one input, of one for all or one for each.
pub(crate) fn class_of(classes: &[usize], input: usize) -> usize {
    classes[if classes.len() == 1 { 0 } else { input }]
}

/// The score of each row's class.
pub(crate) fn class_column(scores: Tensor<2>, chosen: &Tensor<2>) -> Result<Vec<f64>, Error> {
    let column = numbers((scores * chosen.clone()).sum_dim(1))?;
    check_finite("the model's output", &column)?;
    Ok(column.into_iter().map(f64::from).collect())
}
