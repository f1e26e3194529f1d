//! The worker's work on activations: run, read, measure.

use std::fmt::Display;
use std::sync::Arc;

use burn::module::Module;
use burn::tensor::{Device, TensorData, Transaction};

use super::measure::{LayerStats, kind_of};
use super::recorder::Tapped;
use crate::distribution::{Distribution, Numbers};
use crate::findings::Look;
use crate::graph::{LayerOutput, LoadedProbe, Probe};
use crate::tensor::{numbers, read};
use crate::worker::{Entry, Output};
use crate::{Error, Logger, Step};

/// A forward pass that was captured once and is run whenever a look is due.
#[derive(Clone, Debug)]
pub(crate) struct PreparedProbe(Arc<Probe>);

impl PreparedProbe {
    pub(crate) fn of<M, R>(model: &M, forward: impl FnOnce(&M, &Device) -> R) -> Result<Self, String>
    where
        M: Module + Display,
    {
        Probe::of(model, forward).map(|probe| Self(Arc::new(probe)))
    }

    pub(crate) fn load<M: Module>(&self, model: &M) -> LoadedProbe {
        self.0.load(model)
    }
}

/// What there is to see of one step.
#[derive(Default)]
pub(crate) struct Activations {
    pub(crate) probe: Option<LoadedProbe>,
    pub(crate) tapped: Vec<Tapped>,
}

impl Activations {
    pub(crate) fn is_empty(&self) -> bool {
        self.probe.is_none() && self.tapped.is_empty()
    }

    /// How much memory waits with it. What a probe holds is the model's own.
    pub(crate) fn byte_len(&self) -> usize {
        self.tapped.iter().map(Tapped::byte_len).sum()
    }

    /// Runs and reads everything, and measures it.
    pub(crate) fn measure(self, entries: &mut Vec<Entry>) -> Result<Vec<LayerStats>, Error> {
        let mut layers = Vec::new();
        if let Some(probe) = self.probe {
            layers.extend(measure_probe(&probe, entries)?);
        }
        layers.extend(measure_taps(self.tapped, entries)?);
        Ok(layers)
    }
}

fn measure_probe(probe: &LoadedProbe, entries: &mut Vec<Entry>) -> Result<Vec<LayerStats>, Error> {
    let mut runs: Vec<(LayerOutput, Vec<f32>, Vec<usize>)> = Vec::new();
    let mut failed = None;
    probe
        .run_layers(|layer, data| {
            let shape = data.shape().as_slice().to_vec();
            match numbers(data).map(Numbers::into_f32) {
                // All runs of a module that runs often are one layer.
                Ok(more) => match runs.iter_mut().find(|(known, ..)| known.path == layer.path) {
                    Some((_, values, _)) => values.extend(more),
                    None => runs.push((layer.clone(), more, shape)),
                },
                Err(error) => failed = Some(error),
            }
        })
        .map_err(|reason| Error::Probe { reason })?;
    failed.map_or(Ok(()), Err)?;
    Ok(runs.into_iter().map(|(layer, values, shape)| measure_layer(layer, values, &shape, entries)).collect())
}

fn measure_layer(layer: LayerOutput, values: Vec<f32>, shape: &[usize], entries: &mut Vec<Entry>) -> LayerStats {
    let LayerOutput { path, kind, weighted, is_answer, .. } = layer;
    let values = Numbers::F32(values);
    let (stats, distribution) = LayerStats::of(&values, shape);
    let stats = LayerStats { path, weighted, is_answer, ..stats }.with_kind(&kind, &values, shape);
    stats.push_entries(distribution, entries);
    stats
}

/// All taps are read in one transaction.
fn measure_taps(tapped: Vec<Tapped>, entries: &mut Vec<Entry>) -> Result<Vec<LayerStats>, Error> {
    let told: Vec<_> = tapped.iter().map(|tap| (tap.name.clone(), tap.has_gradient())).collect();
    let transaction = tapped.into_iter().fold(Transaction::default(), |transaction, tap| tap.register(transaction));
    let mut data = if told.is_empty() { Vec::new() } else { read(transaction)? }.into_iter();
    let mut layers: Vec<LayerStats> = Vec::new();
    for (name, has_gradient) in told {
        let values = data.next();
        let gradient = if has_gradient { data.next() } else { None };
        // A tap in a part that runs several times is logged once: a tag has one value at a step.
        if layers.iter().any(|layer| layer.path == name) {
            continue;
        }
        if let Some(values) = values {
            layers.push(measure_tap(&name, values, entries)?);
        }
        if let Some(gradient) = gradient {
            Distribution::of(&numbers(gradient)?).push_entries(&format!("activation_gradients/{name}"), entries);
        }
    }
    Ok(layers)
}

fn measure_tap(name: &str, values: TensorData, entries: &mut Vec<Entry>) -> Result<LayerStats, Error> {
    let shape = values.shape().as_slice().to_vec();
    let values = numbers(values)?;
    let (stats, distribution) = LayerStats::of(&values, &shape);
    // Masks of attention are −∞ by design.
    let stats = LayerStats { path: name.to_owned(), not_finite: distribution.nan, ..stats }.with_kind(
        kind_of(&values),
        &values,
        &shape,
    );
    stats.push_entries(distribution, entries);
    Ok(stats)
}

impl Logger {
    /// Hands what there is to see to the worker.
    pub(crate) fn send_activations(&self, activations: Activations, step: Step) {
        if activations.is_empty() {
            return;
        }
        let (bytes, prefix) = (activations.byte_len(), self.prefix().clone());
        self.send_heavy("activations".to_owned(), step, bytes, move || {
            let mut entries = Vec::new();
            let layers = activations.measure(&mut entries)?;
            Ok(Output::Look { entries: prefix.entries(entries), look: Look { layers, ..Look::default() } })
        });
    }
}
