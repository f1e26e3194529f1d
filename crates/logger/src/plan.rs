//! What is watched of a model, and when: decided here, without a tensor in sight.

/// What [`attach`](crate::Logger::attach) logs of a model's parameters, and how often.
///
/// | what | default | tags |
/// |---|---|---|
/// | learning rate | each step | `learning_rate` |
/// | weights | every 50 steps and at each epoch's end | `weights/<path>` |
/// | gradients | the same | `gradients/<path>` |
/// | gradient flow | the same | `gradient_flow/mean/<layer>`, `gradient_flow/max/<layer>`, `gradient_flow/global_norm` |
/// | gradient noise | the same | `gradient_flow/cosine/<layer>`, `gradient_flow/snr/<layer>` |
/// | pictures of the flow | every 500 steps | `gradient_flow/bars`, `gradient_flow/heatmap` |
/// | after clipping, where the optimizer clips | every 50 steps | `gradient_flow/global_norm_clipped` |
/// | update ratios | the same | `update_ratio/<path>` |
/// | activations: what is [tapped](crate::tap) or [probed](crate::attach::Watched::probing) | the same | `activations/<layer>`, `activation_gradients/<tap>` |
///
/// A path is burn's path of a parameter (`conv1.weight`), a layer the module that owns parameters (`conv1`).
///
/// ```
/// use nnviz_logger::attach::WatchConfig;
/// let config = WatchConfig::new().every(200).only(["head.*", "*.weight"]).weights(false);
/// assert!(config.is_due(1, false) && config.is_due(400, false) && !config.is_due(30, false));
/// assert!(config.watches("head.bias") && !config.watches("stem.bias"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent choice with a setter of its own")]
pub struct WatchConfig {
    every: i64,
    epoch_end: bool,
    only: Vec<String>,
    pub(crate) weights: bool,
    pub(crate) gradients: bool,
    pub(crate) gradient_flow: bool,
    pub(crate) update_ratios: bool,
    pub(crate) activations: bool,
    pub(crate) gradient_noise: bool,
    pub(crate) pictures_every: i64,
    pub(crate) learning_rate: bool,
}

impl Default for WatchConfig {
    fn default() -> Self {
        Self {
            every: 50,
            epoch_end: true,
            only: Vec::new(),
            weights: true,
            gradients: true,
            gradient_flow: true,
            update_ratios: true,
            activations: true,
            gradient_noise: true,
            pictures_every: 500,
            learning_rate: true,
        }
    }
}

impl WatchConfig {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many training steps lie between two looks at the parameters (at least one). The first step is always looked at.
    #[must_use]
    pub fn every(mut self, steps: u32) -> Self {
        self.every = i64::from(steps.max(1));
        self
    }

    /// Whether the last step of each epoch is looked at.
    #[must_use]
    pub fn epoch_end(mut self, watch: bool) -> Self {
        self.epoch_end = watch;
        self
    }

    /// Watches only parameters whose path matches one of the patterns; `*` stands for any text.
    #[must_use]
    pub fn only<P: Into<String>>(mut self, patterns: impl IntoIterator<Item = P>) -> Self {
        self.only = patterns.into_iter().map(Into::into).collect();
        self
    }

    /// Whether weights are logged as histograms.
    #[must_use]
    pub fn weights(mut self, watch: bool) -> Self {
        self.weights = watch;
        self
    }

    /// Whether gradients are logged as histograms.
    #[must_use]
    pub fn gradients(mut self, watch: bool) -> Self {
        self.gradients = watch;
        self
    }

    /// Whether mean and greatest |g| of each layer and the global norm of the gradients are logged.
    #[must_use]
    pub fn gradient_flow(mut self, watch: bool) -> Self {
        self.gradient_flow = watch;
        self
    }

    /// Whether the size of each update relative to its parameter is logged: |Δw| / |w|, about 10⁻³ in a healthy training.
    #[must_use]
    pub fn update_ratios(mut self, watch: bool) -> Self {
        self.update_ratios = watch;
        self
    }

    /// Whether each layer's gradient is compared with those before it: the cosine between two looks, and the ratio of signal
    /// to noise.
    #[must_use]
    pub fn gradient_noise(mut self, watch: bool) -> Self {
        self.gradient_noise = watch;
        self
    }

    /// How many steps lie between two pictures of the gradient flow (at least one): bars of each layer's mean and greatest
    /// |g|, and a heatmap over the steps so far. The first look has one.
    #[must_use]
    pub fn pictures_every(mut self, steps: u32) -> Self {
        self.pictures_every = i64::from(steps.max(1));
        self
    }

    /// Whether what is tapped or probed is logged.
    #[must_use]
    pub fn activations(mut self, watch: bool) -> Self {
        self.activations = watch;
        self
    }

    /// Whether the learning rate is logged at each step.
    #[must_use]
    pub fn learning_rate(mut self, watch: bool) -> Self {
        self.learning_rate = watch;
        self
    }

    /// Whether the parameters are looked at in this step (the first is 1), given whether it ends an epoch.
    pub fn is_due(&self, step: i64, ends_epoch: bool) -> bool {
        step == 1 || step % self.every == 0 || (self.epoch_end && ends_epoch)
    }

    /// Whether a look was due in any step after `previous` up to `step`: with gradient accumulation and with several devices
    /// the optimizer does not run in every step.
    pub(crate) fn is_due_since(&self, previous: i64, step: i64, ends_epoch: bool) -> bool {
        previous < 1 || step / self.every > previous / self.every || (self.epoch_end && ends_epoch)
    }

    /// Whether the parameter of this path is watched.
    pub fn watches(&self, path: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|pattern| matches(pattern, path))
    }

    /// Whether anything is logged that needs the gradients.
    pub(crate) fn needs_gradients(&self) -> bool {
        self.gradients || self.gradient_flow
    }
}

/// Whether a pattern with `*` for any text matches the whole text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(head) else { return false };
    (0..=rest.len()).filter(|&at| rest.is_char_boundary(at)).any(|at| matches(tail, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_paths() {
        let table = [
            ("conv1.weight", "conv1.weight", true),
            ("conv1", "conv1.weight", false),
            ("conv*", "conv1.weight", true),
            ("*.bias", "block.0.bias", true),
            ("*.bias", "block.0.bias2", false),
            ("b*k.*.w*t", "block.12.weight", true),
            ("*", "", true),
        ];
        for (pattern, path, expected) in table {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn a_look_that_fell_between_two_optimizer_steps_is_taken_at_the_later_one() {
        let config = WatchConfig::new().every(7);
        let optimizer = [4, 8, 10, 14, 18, 20, 24];
        let previous = [0].into_iter().chain(optimizer);
        let due =
            optimizer.into_iter().zip(previous).filter(|&(step, last)| config.is_due_since(last, step, step == 10));
        assert_eq!(due.map(|(step, _)| step).collect::<Vec<_>>(), [4, 8, 10, 14, 24]);
        // With an optimizer that runs in every step it is the plain rule.
        assert!((1..=60).all(|step| config.is_due_since(step - 1, step, false) == config.is_due(step, false)));
    }

    #[test]
    fn looks_are_at_the_first_step_at_every_nth_and_at_epoch_ends() {
        let due = |config: &WatchConfig| (1..=20).filter(|&step| config.is_due(step, step == 13)).collect::<Vec<_>>();
        assert_eq!(due(&WatchConfig::new().every(8)), [1, 8, 13, 16]);
        assert_eq!(due(&WatchConfig::new().every(8).epoch_end(false)), [1, 8, 16]);
    }
}
