//! What the worker makes of a look at the parameters: histograms, gradient flow, update ratios.

use burn::tensor::{TensorData, Transaction};

use super::parameters::{Parameter, Read};
use super::tensor::{numbers, read};
use crate::Error;
use crate::distribution::{Distribution, Numbers};
use crate::plan::WatchConfig;
use crate::worker::Entry;

/// Reads all tensors at once and measures them.
pub(super) fn measure(parameters: Vec<Parameter>, config: &WatchConfig) -> Result<Vec<Entry>, Error> {
    let mut flow = GradientFlow::default();
    let mut entries = Vec::new();
    for Tensors { path, layer, weight, gradient, updated } in read_all(parameters)? {
        if let (true, Some(updated)) = (config.update_ratios, updated) {
            entries.push(Entry::scalar(format!("update_ratio/{path}"), update_ratio(&weight, &updated)));
        }
        if config.weights {
            Distribution::of(&weight).push_entries(&format!("weights/{path}"), &mut entries);
        }
        if let Some(gradient) = gradient {
            let gradient = Distribution::of(&gradient);
            flow.add(&layer, &gradient);
            if config.gradients {
                gradient.push_entries(&format!("gradients/{path}"), &mut entries);
            }
        }
    }
    if config.gradient_flow {
        flow.push_entries(&mut entries);
    }
    Ok(entries)
}

/// A parameter whose tensors are on the host.
struct Tensors {
    path: String,
    layer: String,
    weight: Numbers,
    gradient: Option<Numbers>,
    updated: Option<Numbers>,
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
        register(parameter.weight);
        parameter.gradients.into_iter().for_each(&mut register);
        parameter.updated.into_iter().for_each(&mut register);
        registered.push((parameter.path, layer, devices, updated));
    }
    let mut data = read(transaction)?.into_iter();
    registered
        .into_iter()
        .map(|(path, layer, devices, updated)| {
            let weight = next(&mut data)?;
            let gradient = sum((0..devices).map(|_| next(&mut data)))?;
            let updated = if updated { Some(next(&mut data)?) } else { None };
            Ok(Tensors { path, layer, weight, gradient, updated })
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

/// Mean and greatest |g| of each layer, in the order of the model's layers, and the norm over all of them.
#[derive(Default)]
struct GradientFlow {
    layers: Vec<Layer>,
    sum_squares: f64,
}

struct Layer {
    name: String,
    sum_abs: f64,
    count: u64,
    max_abs: f64,
}

impl GradientFlow {
    /// A layer's weight and bias come one after the other, so only the last layer can be the same.
    fn add(&mut self, name: &str, gradient: &Distribution) {
        if self.layers.last().is_none_or(|last| last.name != name) {
            self.layers.push(Layer { name: name.to_owned(), sum_abs: 0.0, count: 0, max_abs: 0.0 });
        }
        if let Some(layer) = self.layers.last_mut() {
            layer.sum_abs += gradient.sum_abs;
            layer.count += gradient.finite;
            layer.max_abs = layer.max_abs.max(gradient.max_abs);
        }
        self.sum_squares += gradient.sum_squares;
    }

    fn push_entries(self, entries: &mut Vec<Entry>) {
        if self.layers.is_empty() {
            return;
        }
        for Layer { name, sum_abs, count, max_abs } in self.layers {
            entries.push(Entry::scalar(format!("gradient_flow/mean/{name}"), sum_abs / (count.max(1) as f64)));
            entries.push(Entry::scalar(format!("gradient_flow/max/{name}"), max_abs));
        }
        entries.push(Entry::scalar("gradient_flow/global_norm", self.sum_squares.sqrt()));
    }
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
    fn layers_keep_the_order_of_the_model() {
        let gradient = |values: &[f32]| Distribution::of(&Numbers::F32(values.to_vec()));
        let mut flow = GradientFlow::default();
        flow.add("stem", &gradient(&[1.0, -3.0]));
        flow.add("stem", &gradient(&[2.0, 2.0]));
        flow.add("head", &gradient(&[-0.5]));
        let mut entries = Vec::new();
        flow.push_entries(&mut entries);
        let found: Vec<_> = entries.iter().map(|entry| (entry.tag.as_str(), entry.summary.clone())).collect();
        let scalar = nnviz_record::Summary::Scalar;
        assert_eq!(
            found,
            [
                ("gradient_flow/mean/stem", scalar(2.0)),
                ("gradient_flow/max/stem", scalar(3.0)),
                ("gradient_flow/mean/head", scalar(0.5)),
                ("gradient_flow/max/head", scalar(0.5)),
                ("gradient_flow/global_norm", scalar(18.25_f32.sqrt())),
            ]
        );
    }
}
