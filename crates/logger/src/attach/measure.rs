//! What the worker makes of a look at the parameters: histograms, gradient flow, update ratios.

use std::sync::{Arc, Mutex, PoisonError};

use burn::grad_clipping::GradientClipping;
use burn::tensor::{TensorData, Transaction};

use super::parameters::{Parameter, Read};
use crate::Error;
use crate::distribution::{Distribution, Numbers};
use crate::findings::{Look, Moments, ParameterSeen};
use crate::gradient_flow::{Flow, History};
use crate::plan::WatchConfig;
use crate::tensor::{numbers, read};
use crate::worker::Entry;

/// What is known of a look beside its tensors.
pub(super) struct Circumstances {
    pub(super) step: i64,
    pub(super) learning_rate: f64,
    /// How the optimizer clips each gradient.
    pub(super) clipping: Option<GradientClipping>,
    pub(super) history: Arc<Mutex<History>>,
}

/// Reads all tensors at once and measures them: values to log, and what rules may find something in.
pub(super) fn measure(
    parameters: Vec<Parameter>,
    config: &WatchConfig,
    around: &Circumstances,
) -> Result<(Vec<Entry>, Look), Error> {
    let (mut flow, mut entries, mut look) = (Flow::default(), Vec::new(), Look::default());
    let mut history = around.history.lock().unwrap_or_else(PoisonError::into_inner);
    for tensors in read_all(parameters)? {
        look.parameters.push(measure_one(tensors, config, around, &mut flow, &mut history, &mut entries));
    }
    if config.gradient_flow {
        flow.push_entries(&mut entries);
        history.push_entries(&flow, around.step, config.pictures_every, &mut entries);
    }
    look.learning_rate = Some(around.learning_rate);
    look.global_norm = flow.global_norm();
    Ok((entries, look))
}

fn measure_one(
    tensors: Tensors,
    config: &WatchConfig,
    around: &Circumstances,
    flow: &mut Flow,
    history: &mut History,
    entries: &mut Vec<Entry>,
) -> ParameterSeen {
    let Tensors { path, layer, weight, gradient, updated, rank, is_trained } = tensors;
    let update_ratio = updated.filter(|_| config.update_ratios).map(|updated| update_ratio(&weight, &updated));
    entries.extend(update_ratio.map(|ratio| Entry::scalar(format!("update_ratio/{path}"), ratio)));
    let weight_moments = config.weights.then(|| {
        let distribution = Distribution::of(&weight);
        let moments = Moments::of(&distribution, zeros(&weight, rank));
        distribution.push_entries(&format!("weights/{path}"), entries);
        moments
    });
    let gradient = gradient.map(|gradient| {
        let distribution = Distribution::of(&gradient);
        let moments = Moments::of(&distribution, zeros(&gradient, rank));
        flow.add(&layer, &distribution);
        if let Some(clipping) = &around.clipping {
            flow.add_clipped(clipped_squares(clipping, &gradient, distribution.sum_squares));
        }
        if config.gradient_flow && config.gradient_noise {
            history.add(&layer, &path, &gradient);
        }
        if config.gradients {
            distribution.push_entries(&format!("gradients/{path}"), entries);
        }
        moments
    });
    ParameterSeen { path, layer, rank, is_trained, weight: weight_moments, gradient, update_ratio }
}

/// The share of zeros of a bias; other parameters are not asked.
fn zeros(values: &Numbers, rank: usize) -> f64 {
    let zeros = if rank == 1 { values.iter().filter(|&value| value == 0.0).count() } else { 0 };
    zeros as f64 / values.len().max(1) as f64
}

/// The sum of squares that is left of a gradient once the optimizer clipped it: burn clips each parameter by itself.
fn clipped_squares(clipping: &GradientClipping, gradient: &Numbers, sum_squares: f64) -> f64 {
    match clipping {
        GradientClipping::Norm(most) => sum_squares.min(f64::from(*most).powi(2)),
        GradientClipping::Value(most) => {
            let most = f64::from(*most);
            gradient.iter().filter(|value| value.is_finite()).map(|value| value.clamp(-most, most).powi(2)).sum()
        }
    }
}

/// A parameter whose tensors are on the host.
struct Tensors {
    path: String,
    layer: String,
    weight: Numbers,
    gradient: Option<Numbers>,
    updated: Option<Numbers>,
    rank: usize,
    is_trained: bool,
}

/// One transaction for the tensors of all parameters: on a GPU each wait for the device costs more than the copy.
fn read_all(parameters: Vec<Parameter>) -> Result<Vec<Tensors>, Error> {
    let mut transaction = Transaction::default();
    let mut register = |read: Read| {
        transaction = read(std::mem::take(&mut transaction));
    };
    let mut registered = Vec::with_capacity(parameters.len());
    for parameter in parameters {
        let layer = parameter.layer().to_owned();
        let (devices, updated) = (parameter.gradients.len(), parameter.updated.is_some());
        let kind = (parameter.rank, parameter.trained);
        register(parameter.weight);
        parameter.gradients.into_iter().for_each(&mut register);
        parameter.updated.into_iter().for_each(&mut register);
        registered.push((parameter.path, layer, devices, updated, kind));
    }
    let mut data = read(transaction)?.into_iter();
    registered
        .into_iter()
        .map(|(path, layer, devices, updated, (rank, is_trained))| {
            let weight = next(&mut data)?;
            let gradient = sum((0..devices).map(|_| next(&mut data)))?;
            let updated = if updated { Some(next(&mut data)?) } else { None };
            Ok(Tensors { path, layer, weight, gradient, updated, rank, is_trained })
        })
        .collect()
}

fn next(data: &mut impl Iterator<Item = TensorData>) -> Result<Numbers, Error> {
    let data = data.next();
    data.ok_or_else(|| Error::ReadTensor { reason: "fewer tensors came than were asked for".to_owned() })
        .and_then(numbers)
}

/// The gradients of several devices are summed, as the optimizer does.
fn sum(devices: impl Iterator<Item = Result<Numbers, Error>>) -> Result<Option<Numbers>, Error> {
    let mut total = None;
    for gradient in devices {
        total = Some(match (total, gradient?) {
            (Some(Numbers::F32(total)), Numbers::F32(more)) => Numbers::F32(add(total, &more)),
            (Some(Numbers::F64(total)), Numbers::F64(more)) => Numbers::F64(add(total, &more)),
            (_, first) => first,
        });
    }
    Ok(total)
}

fn add<F: std::ops::AddAssign + Copy>(mut total: Vec<F>, more: &[F]) -> Vec<F> {
    total.iter_mut().zip(more).for_each(|(total, &more)| *total += more);
    total
}

/// |Δw| / |w| in the Euclidean norm; 0 for a parameter that is zero and stays so.
fn update_ratio(before: &Numbers, after: &Numbers) -> f64 {
    let (change, size) = match (before, after) {
        (Numbers::F32(before), Numbers::F32(after)) => norms(before, after),
        (Numbers::F64(before), Numbers::F64(after)) => norms(before, after),
        _ => (f64::NAN, f64::NAN),
    };
    if change == 0.0 { 0.0 } else { change / size }
}

fn norms<F: Copy + Into<f64>>(before: &[F], after: &[F]) -> (f64, f64) {
    let (mut change, mut size) = (0.0, 0.0);
    for (&before, &after) in before.iter().zip(after) {
        let (before, after): (f64, f64) = (before.into(), after.into());
        change += (after - before) * (after - before);
        size += before * before;
    }
    (change.sqrt(), size.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_update_ratio_is_a_ratio_of_norms() {
        let ratio =
            |before: &[f32], after: &[f32]| update_ratio(&Numbers::F32(before.to_vec()), &Numbers::F32(after.to_vec()));
        assert_eq!(ratio(&[3.0, 4.0], &[3.0, 4.5]), 0.1);
        assert_eq!(ratio(&[0.0, 0.0], &[0.0, 0.0]), 0.0);
        assert_eq!(ratio(&[0.0], &[1.0]), f64::INFINITY);
    }

    #[test]
    fn clipping_is_that_of_the_optimizer() {
        let gradient = Numbers::F32(vec![3.0, -4.0]);
        assert_eq!(clipped_squares(&GradientClipping::Norm(2.0), &gradient, 25.0), 4.0);
        assert_eq!(clipped_squares(&GradientClipping::Norm(9.0), &gradient, 25.0), 25.0);
        assert_eq!(clipped_squares(&GradientClipping::Value(1.0), &gradient, 25.0), 2.0);
    }
}
