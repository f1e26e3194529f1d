//! The sanity check: an explanation that stays as it was when the network forgets what it learned does not explain it.
//!
//! Adebayo, Gilmer, Muelly, Goodfellow, Hardt & Kim 2018, "Sanity Checks for Saliency Maps", the cascading randomisation of
//! section 4.1.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::Tensor;

use crate::random::Random;
use crate::tensor::tensor;

/// A model that has forgotten its layers from the top down to one of them.
#[derive(Clone, Debug)]
pub struct Randomised<M> {
    /// The last layer that was forgotten, by its path in the module.
    pub layer: String,
    /// The model.
    pub model: M,
}

/// The model with one layer forgotten, then two, and so on from the last layer to the first, in the order in which the
/// module declares them.
///
/// The parameters of a layer are drawn anew from a normal distribution with their own mean and deviation, so that signals
/// keep their scale whatever the initialiser was; one that is the same all over stays. Running statistics stay too, and so do
/// frozen parameters, unless nothing else is there: a model for validation (`valid()`), or one that is frozen as a whole, forgets
/// them all.
///
/// The models come one at a time, as they are asked for.
pub fn randomise_from_the_top<M: Module>(model: &M, seed: u64) -> impl Iterator<Item = Randomised<M>> {
    let mut find = Find::default();
    model.visit(&mut find);
    let frozen = find.trained.is_empty();
    let mut layers = if frozen { find.frozen } else { find.trained };
    let mut current = model.clone();
    let mut random = Random::new(seed);
    std::iter::from_fn(move || {
        let layer = layers.pop()?;
        let mut forget = Forget { layer: &layer, frozen, path: Path::default(), random: &mut random };
        current = current.clone().map(&mut forget);
        Some(Randomised { layer, model: current.clone() })
    })
}

/// Where a visit is: the fields on the way, each with the type of the module that has it.
#[derive(Default)]
struct Path(Vec<(String, String)>);

impl Path {
    fn enter(&mut self, name: &str, container: &str) {
        self.0.push((name.to_owned(), container.to_owned()));
    }

    fn exit(&mut self) {
        self.0.pop();
    }

    /// The path of the module that owns a parameter.
    fn owner(&self) -> String {
        let names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        names[..names.len().saturating_sub(1)].join(".")
    }

    /// Whether this is a running statistic, which is visited as a parameter that is frozen.
    fn is_running(&self) -> bool {
        self.0.last().is_some_and(|(name, container)| container.contains("BatchNorm") && name.starts_with("running_"))
    }
}

/// The paths of all modules that own a parameter themselves, in their order.
#[derive(Default)]
struct Find {
    path: Path,
    trained: Vec<String>,
    frozen: Vec<String>,
}

impl ModuleVisitor for Find {
    fn enter_module(&mut self, name: &str, container: &str) {
        self.path.enter(name, container);
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.exit();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let layer = self.path.owner();
        let layers = if param.is_require_grad() { &mut self.trained } else { &mut self.frozen };
        if !self.path.is_running() && !layers.contains(&layer) {
            layers.push(layer);
        }
    }
}

struct Forget<'a> {
    layer: &'a str,
    /// Whether it is frozen parameters that are forgotten.
    frozen: bool,
    path: Path,
    random: &'a mut Random,
}

impl ModuleMapper for Forget<'_> {
    fn enter_module(&mut self, name: &str, container: &str) {
        self.path.enter(name, container);
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.exit();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let is_trained = param.is_require_grad();
        if is_trained == self.frozen || self.path.is_running() || self.path.owner() != self.layer {
            return param;
        }
        let random = &mut *self.random;
        param.map(|values| {
            let (shape, device) = (values.dims(), values.device());
            let count = shape.iter().product();
            let noise = (0..count).map(|_| random.normal() as f32).collect();
            let noise: Tensor<D> = tensor(noise, shape, &device);
            let values = values.detach();
            let mean = values.clone().mean();
            let spread = (values - mean.clone().unsqueeze::<D>()).powi_scalar(2).mean().sqrt();
            let drawn = (noise * spread.unsqueeze::<D>() + mean.unsqueeze::<D>()).detach();
            if is_trained { drawn.require_grad() } else { drawn }
        })
    }
}

/// Spearman's rank correlation of two explanations, by magnitude: 1 for the same order, about 0 for none in common. The
/// paper compares maps by it. Equal values share the mean of their ranks; `None` when one of the two is flat, or they differ
/// in length.
pub fn rank_correlation(one: &[f32], other: &[f32]) -> Option<f64> {
    if one.len() != other.len() {
        return None;
    }
    let (one, other) = (mean_ranks(one), mean_ranks(other));
    let middle = (one.len() as f64 - 1.0) / 2.0;
    let product = |left: &[f64], right: &[f64]| {
        left.iter().zip(right).map(|(left, right)| (left - middle) * (right - middle)).sum::<f64>()
    };
    let spread = (product(&one, &one) * product(&other, &other)).sqrt();
    (spread > 0.0).then(|| product(&one, &other) / spread)
}

fn mean_ranks(values: &[f32]) -> Vec<f64> {
    let mut order: Vec<(f32, usize)> = values.iter().map(|value| value.abs()).zip(0..).collect();
    order.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for alike in order.chunk_by(|one, next| one.0 == next.0) {
        let rank = first as f64 + (alike.len() - 1) as f64 / 2.0;
        for (_, index) in alike {
            ranks[*index] = rank;
        }
        first += alike.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::numbers;
    use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig};
    use burn::tensor::Device;

    #[derive(Module, Debug)]
    struct Net {
        first: Linear,
        hidden: Vec<Linear>,
        last: Linear,
    }

    fn net(device: &Device) -> Net {
        let linear = || LinearConfig::new(6, 6).init(device);
        Net { first: linear(), hidden: vec![linear(), linear()], last: linear() }
    }

    fn weights(net: &Net) -> Vec<Vec<f32>> {
        let layers = [&net.first, &net.hidden[0], &net.hidden[1], &net.last];
        layers.map(|layer| numbers(layer.weight.val()).unwrap()).to_vec()
    }

    #[test]
    fn layers_are_forgotten_from_the_last_to_the_first() {
        let device = Device::default().autodiff();
        let net = net(&device);
        let before = weights(&net);
        let cascade: Vec<_> = randomise_from_the_top(&net, 1).collect();
        let names: Vec<&str> = cascade.iter().map(|one| one.layer.as_str()).collect();
        assert_eq!(names, ["last", "hidden.1", "hidden.0", "first"]);
        for (forgotten, one) in cascade.iter().enumerate() {
            for (index, (now, before)) in weights(&one.model).iter().zip(&before).enumerate() {
                assert_eq!(now == before, index + forgotten < 3, "layer {index} after {forgotten}");
            }
        }
        assert_eq!(weights(&net), before, "the model itself stays as it is");
    }

    #[test]
    fn a_model_for_validation_forgets_as_well() {
        let net = net(&Device::default().autodiff());
        for still in [net.valid(), net.clone().freeze(), net.valid().freeze()] {
            let before = weights(&still);
            let cascade: Vec<_> = randomise_from_the_top(&still, 1).collect();
            assert_eq!(
                cascade.iter().map(|one| one.layer.as_str()).collect::<Vec<_>>(),
                ["last", "hidden.1", "hidden.0", "first"]
            );
            let after = weights(&cascade[3].model);
            assert!(after.iter().zip(&before).all(|(now, before)| now != before));
            assert!(!cascade[3].model.first.weight.is_require_grad(), "it stays as it was given");
        }
    }

    #[test]
    fn running_statistics_are_remembered() {
        #[derive(Module, Debug)]
        struct Normed {
            norm: BatchNorm,
            linear: Linear,
        }
        let device = Device::default();
        let net = Normed { norm: BatchNormConfig::new(4).init(&device), linear: LinearConfig::new(4, 4).init(&device) };
        let statistics = |net: &Normed| numbers(net.norm.running_var.value()).unwrap();
        let last = randomise_from_the_top(&net, 1).last().unwrap();
        assert_eq!(last.layer, "norm");
        assert_eq!(statistics(&last.model), statistics(&net));
    }

    #[test]
    fn correlations_are_spearmans() {
        // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])
        let found = rank_correlation(&[1.0, 2.0, -3.0, 4.0, 5.0], &[5.0, 6.0, 7.0, 8.0, -7.0]).unwrap();
        assert!((found - 0.820_782_681_668_123_3).abs() < 1e-12, "{found}");
        assert_eq!(rank_correlation(&[1.0, 1.0], &[1.0, 2.0]), None);
    }
}
