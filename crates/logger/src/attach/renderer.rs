//! burn-train's metrics as scalars: a renderer around the one that shows them.

use std::collections::{HashMap, HashSet};
use std::error::Error as StdError;

use burn::train::LearnerSummary;
use burn::train::logger::{EvaluationProgressLogger, TrainingProgressLogger};
use burn::train::metric::{MetricAttributes, MetricDefinition, MetricId, NumericEntry};
use burn::train::renderer::{
    EvaluationName, MetricState, MetricsRenderer, MetricsRendererEvaluation, MetricsRendererTraining,
};

use super::resume::{EPOCH, step_after_epoch};
use crate::Logger;

/// Logs what passes through, and passes it on.
///
/// burn calls a renderer for every metric of every batch, then with the batch's progress; at the end of a split with the
/// final values. Training metrics are logged for each batch, validation metrics when they are final, at the training
/// step where the epoch ended: so both curves lie on one axis.
pub(super) struct Tee {
    inner: Box<dyn MetricsRenderer>,
    logger: Logger,
    tags: HashMap<MetricId, String>,
    split: Split,
    /// Training items that this process has seen.
    items: i64,
    /// Metrics that had a value for a batch of this epoch; their final value is not a point of the same curve.
    by_batch: HashSet<MetricId>,
    tests: HashMap<(String, MetricId), Mean>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Split {
    Train { total_items: usize, begun: bool },
    Other,
}

/// A mean over batches of different sizes.
#[derive(Default)]
struct Mean {
    sum: f64,
    count: f64,
}

impl Tee {
    pub(super) fn new(logger: Logger, inner: Box<dyn MetricsRenderer>) -> Self {
        logger.clock().await_start();
        Self {
            inner,
            logger,
            tags: HashMap::new(),
            split: Split::Other,
            items: 0,
            by_batch: HashSet::new(),
            tests: HashMap::new(),
        }
    }

    /// The step of the last training item.
    fn step(&self) -> i64 {
        self.logger.clock().offset() + self.items
    }

    fn tag(&self, id: &MetricId) -> Option<&str> {
        let tag = self.tags.get(id)?;
        // An attached model logs the learning rate itself, at the same steps.
        let doubled = tag == "learning_rate" && self.logger.clock().taken() > 0;
        (!doubled).then_some(tag)
    }

    fn log_train(&mut self, state: &MetricState) {
        let MetricState::Numeric(entry, Some(value)) = state else { return };
        let id = &entry.metric_id;
        let is_final = matches!(value, NumericEntry::Final(_));
        if is_final && self.by_batch.contains(id) {
            return;
        }
        if let Some(tag) = self.tag(id) {
            let step = self.step() + i64::from(!is_final);
            self.logger.run("train").add_scalar(tag, value.current(), step);
        }
        if !is_final {
            self.by_batch.insert(id.clone());
        }
    }

    fn log_valid(&self, state: &MetricState) {
        if let MetricState::Numeric(entry, Some(NumericEntry::Final(value))) = state
            && let Some(tag) = self.tag(&entry.metric_id)
        {
            self.logger.run("valid").add_scalar(tag, *value, self.step());
        }
    }

    /// An evaluation has no final values, so batches are averaged by their size.
    fn gather_test(&mut self, name: &EvaluationName, state: &MetricState) {
        let MetricState::Numeric(entry, Some(value)) = state else { return };
        let mean = self.tests.entry((name.as_str().to_owned(), entry.metric_id.clone())).or_default();
        match value {
            NumericEntry::Final(value) => *mean = Mean { sum: *value, count: 1.0 },
            NumericEntry::Value(value) => mean.add(*value, 1.0),
            NumericEntry::Aggregated { aggregated_value, count } => mean.add(*aggregated_value, *count as f64),
        }
    }

    fn log_tests(&mut self) {
        for ((name, id), mean) in std::mem::take(&mut self.tests) {
            let Some(tag) = self.tag(&id) else { continue };
            let run = if name.is_empty() || name == "test" { "test".to_owned() } else { format!("test/{name}") };
            self.logger.run(&run).add_scalar(tag, mean.sum / mean.count, self.step());
        }
    }

    /// The first batch of the first epoch tells how many there will be.
    fn expect_epoch(&mut self, items_processed: usize) {
        if let Split::Train { total_items, begun: begun @ false } = &mut self.split {
            *begun = true;
            let batches = total_items.div_ceil(items_processed.max(1));
            self.logger.clock().expect_epoch(batches as i64);
        }
    }
}

impl Mean {
    fn add(&mut self, value: f64, count: f64) {
        self.sum += value * count;
        self.count += count;
    }
}

/// `Learning Rate` becomes `learning_rate`: tags are the same words in every tool.
fn tag_of(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

/// What burn tells of a metric, as a sentence for TensorBoard.
fn description_of(definition: &MetricDefinition) -> String {
    let description = definition.description.clone().unwrap_or_default();
    let MetricAttributes::Numeric(attributes) = &definition.attributes else { return description };
    let better = if attributes.higher_is_better { "higher is better" } else { "lower is better" };
    match (&attributes.unit, description.is_empty()) {
        (Some(unit), true) => format!("In {unit}, {better}."),
        (None, true) => format!("{} is better.", if attributes.higher_is_better { "Higher" } else { "Lower" }),
        (Some(unit), false) => format!("{description} (in {unit}, {better})"),
        (None, false) => format!("{description} ({better})"),
    }
}

impl MetricsRenderer for Tee {
    fn manual_close(&mut self) {
        self.inner.manual_close();
    }

    fn register_metric(&mut self, definition: MetricDefinition) {
        let tag = tag_of(&definition.name);
        let description = description_of(&definition);
        for run in ["train", "valid"] {
            self.logger.run(run).describe(&tag, "", &description);
        }
        self.tags.insert(definition.metric_id.clone(), tag);
        self.inner.register_metric(definition);
    }
}

impl MetricsRendererTraining for Tee {
    fn update_train(&mut self, state: MetricState) {
        self.log_train(&state);
        self.inner.update_train(state);
    }

    fn update_valid(&mut self, state: MetricState) {
        self.log_valid(&state);
        self.inner.update_valid(state);
    }

    fn on_train_end(&mut self, summary: Option<LearnerSummary>) -> Result<(), Box<dyn StdError>> {
        self.inner.on_train_end(summary)
    }
}

impl MetricsRendererEvaluation for Tee {
    fn update_test(&mut self, name: EvaluationName, state: MetricState) {
        self.gather_test(&name, &state);
        self.inner.update_test(name, state);
    }

    fn on_test_end(&mut self, summary: Option<LearnerSummary>) -> Result<(), Box<dyn StdError>> {
        self.inner.on_test_end(summary)
    }
}

impl TrainingProgressLogger for Tee {
    fn start(&mut self, total_epochs: usize, starting_epoch: usize, total_items: Option<usize>, label: Option<&str>) {
        let done = starting_epoch.saturating_sub(1);
        let train = self.logger.run("train").directory();
        let offset = if done == 0 { None } else { step_after_epoch(&train, done) };
        self.logger.clock().start(offset.unwrap_or(0));
        self.inner.start(total_epochs, starting_epoch, total_items, label);
    }

    fn update_epoch(&mut self, epoch: usize) {
        self.logger.run("train").add_scalar(EPOCH, epoch as f64, self.step());
        self.inner.update_epoch(epoch);
    }

    fn start_split(&mut self, split: &str, total_items: usize) {
        let is_train = split.eq_ignore_ascii_case("train");
        self.split = if is_train { Split::Train { total_items, begun: false } } else { Split::Other };
        self.by_batch.clear();
        self.inner.start_split(split, total_items);
    }

    fn update_split(&mut self, items_processed: usize) {
        if matches!(self.split, Split::Train { .. }) {
            self.items += 1;
            self.expect_epoch(items_processed);
        }
        self.inner.update_split(items_processed);
    }

    fn end_split(&mut self) {
        self.inner.end_split();
    }

    fn end(&mut self) {
        self.inner.end();
    }

    fn log_event_training(&mut self, event: String) {
        self.inner.log_event_training(event);
    }
}

impl EvaluationProgressLogger for Tee {
    fn start_global_progress(&mut self, total_tests: usize) {
        self.inner.start_global_progress(total_tests);
    }

    fn start_test(&mut self, name: &str, total_items: usize) {
        self.inner.start_test(name, total_items);
    }

    fn update_test_progress(&mut self, items_processed: usize) {
        self.inner.update_test_progress(items_processed);
    }

    fn end_test(&mut self) {
        self.log_tests();
        self.inner.end_test();
    }

    fn end_global_progress(&mut self) {
        self.inner.end_global_progress();
    }

    fn log_event_evaluation(&mut self, event: String) {
        self.inner.log_event_evaluation(event);
    }
}
