//! A forward pass whose every result can be looked at: captured once, run again with the values that a model has then.

use std::fmt::Display;
use std::sync::Arc;

use burn::backend::Flex;
use burn::module::Module;
use burn::tensor::{Device, TensorData};
use nnviz_capture::{Captured, Types};

use super::layer_outputs::{LayerOutput, layer_outputs};
use super::replay::{Values, replay};

/// A captured forward pass with the names of what it makes.
#[derive(Debug)]
pub(crate) struct Probe {
    captured: Captured,
    /// The name of each operation's node in the graph.
    names: Vec<String>,
    layers: Vec<LayerOutput>,
}

impl Probe {
    /// Captures `forward`, whose inputs have values. The error says why it could not be captured.
    pub(crate) fn of<M, R>(model: &M, forward: impl FnOnce(&M, &Device) -> R) -> Result<Self, String>
    where
        M: Module + Display,
    {
        let types = Types::of(model);
        let captured = nnviz_capture::capture(model, forward).map_err(|refused| refused.0)?;
        let scopes = nnviz_capture::scopes(&captured, &types);
        let roles = nnviz_capture::roles(&captured, &scopes, &types);
        let names = nnviz_capture::build(&captured, &scopes, &roles).names;
        let layers = layer_outputs(&captured, &scopes, &roles, &names, &types);
        Ok(Self { captured, names, layers })
    }

    /// Takes handles to the values that the model has now.
    pub(crate) fn load<M: Module>(self: &Arc<Self>, model: &M) -> LoadedProbe {
        LoadedProbe { probe: Arc::clone(self), values: Values::of(model) }
    }
}

/// A probe with the values of a moment: it can be run on any thread, while the training goes on.
pub(crate) struct LoadedProbe {
    probe: Arc<Probe>,
    values: Values<Flex>,
}

impl LoadedProbe {
    /// Runs the forward pass and hands out what each operation makes, with its name in the graph and its kind.
    pub(crate) fn run(&self, mut each: impl FnMut(&str, &str, TensorData)) -> Result<(), String> {
        let Probe { captured, names, .. } = &*self.probe;
        replay(captured, &self.values, |index, data| {
            each(&names[index], &captured.operations[index].kind, data);
            Ok(())
        })
    }

    /// Runs the forward pass and hands out what each layer makes.
    pub(crate) fn run_layers(&self, mut each: impl FnMut(&LayerOutput, TensorData)) -> Result<(), String> {
        let mut layers = self.probe.layers.iter().peekable();
        replay(&self.probe.captured, &self.values, |index, data| {
            if let Some(layer) = layers.next_if(|layer| layer.operation == index) {
                each(layer, data);
            }
            Ok(())
        })
    }
}
