//! How gradients flow through the layers: their size in each, how it changes over the steps, and how much of it is noise.
//!
//! ```text
//!  gradients of a step ──> Flow: mean and greatest |g| of each layer, global norm ──> scalars
//!                    └───> History: noise and cosine over the steps ────────────────> scalars
//!                                   layers × steps ──> draw ───────────────────────> pictures
//! ```

#[cfg(feature = "figure")]
mod draw;
mod noise;

use crate::distribution::{Distribution, Numbers};
use crate::worker::Entry;
use noise::Noise;

/// Mean and greatest |g| of each layer in one step, in the order of the model's layers, and the norm over all of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flow {
    layers: Vec<Layer>,
    sum_squares: f64,
    /// The sum of squares after clipping, where the optimizer clips.
    clipped_squares: Option<f64>,
}

#[derive(Clone, Debug)]
struct Layer {
    name: String,
    sum_abs: f64,
    count: u64,
    max_abs: f64,
}

impl Layer {
    fn mean(&self) -> f64 {
        self.sum_abs / (self.count.max(1) as f64)
    }
}

impl Flow {
    /// A layer's weight and bias come one after the other, so only the last layer can be the same.
    pub(crate) fn add(&mut self, name: &str, gradient: &Distribution) {
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

    /// What is left of a parameter's squares once the optimizer has clipped it.
    pub(crate) fn add_clipped(&mut self, sum_squares: f64) {
        *self.clipped_squares.get_or_insert(0.0) += sum_squares;
    }

    /// The Euclidean norm over all gradients, before clipping.
    pub(crate) fn global_norm(&self) -> Option<f64> {
        (!self.layers.is_empty()).then(|| self.sum_squares.sqrt())
    }

    pub(crate) fn push_entries(&self, entries: &mut Vec<Entry>) {
        for layer in &self.layers {
            entries.push(Entry::scalar(format!("gradient_flow/mean/{}", layer.name), layer.mean()));
            entries.push(Entry::scalar(format!("gradient_flow/max/{}", layer.name), layer.max_abs));
        }
        entries.extend(self.global_norm().map(|norm| Entry::scalar("gradient_flow/global_norm", norm)));
        let clipped = self.clipped_squares.map(f64::sqrt);
        entries.extend(clipped.map(|norm| Entry::scalar("gradient_flow/global_norm_clipped", norm)));
    }
}

/// What is remembered of a training's gradients from one look to the next. Only the worker touches it.
#[derive(Debug, Default)]
pub(crate) struct History {
    noise: Noise,
    #[cfg(feature = "figure")]
    pictures: draw::Pictures,
}

impl History {
    /// Compares the gradient of a parameter with those before.
    pub(crate) fn add(&mut self, layer: &str, path: &str, gradient: &Numbers) {
        self.noise.add(layer, path, gradient);
    }

    /// Ends a look: what the comparison told, and pictures when they are due.
    pub(crate) fn push_entries(&mut self, flow: &Flow, step: i64, pictures_every: i64, entries: &mut Vec<Entry>) {
        self.noise.push_entries(entries);
        #[cfg(feature = "figure")]
        self.pictures.push_entries(flow, step, pictures_every, entries);
        #[cfg(not(feature = "figure"))]
        let _not_drawn = (flow, step, pictures_every);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_keep_the_order_of_the_model() {
        let gradient = |values: &[f32]| Distribution::of(&Numbers::F32(values.to_vec()));
        let mut flow = Flow::default();
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
