//! A progress bar for each epoch.

use std::collections::HashMap;

use burn::train::logger::{EvaluationProgressLogger, TrainingProgressLogger};
use burn::train::metric::{MetricDefinition, MetricId, NumericEntry};
use burn::train::renderer::{
    EvaluationName, MetricState, MetricsRenderer, MetricsRendererEvaluation, MetricsRendererTraining,
};
use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far the training is, and the final value of each validation metric.
pub(crate) fn bars() -> Box<dyn MetricsRenderer> {
    Box::new(Bars { names: HashMap::new(), epoch: 0, epochs: 0, bar: ProgressBar::hidden(), results: Vec::new() })
}

struct Bars {
    names: HashMap<MetricId, String>,
    epoch: usize,
    epochs: usize,
    bar: ProgressBar,
    results: Vec<String>,
}

impl TrainingProgressLogger for Bars {
    fn start(&mut self, total_epochs: usize, starting_epoch: usize, _items: Option<usize>, _label: Option<&str>) {
        (self.epoch, self.epochs) = (starting_epoch, total_epochs);
    }

    fn start_split(&mut self, split: &str, total_items: usize) {
        let style =
            ProgressStyle::with_template("epoch {prefix} {msg:5} {bar:30} {pos}/{len}").expect("a valid template");
        self.bar = ProgressBar::new(total_items as u64).with_style(style).with_message(split.to_lowercase());
        self.bar.set_prefix(format!("{:>2}/{}", self.epoch, self.epochs));
    }

    fn update_split(&mut self, items_processed: usize) {
        self.bar.set_position(items_processed as u64);
    }

    fn end_split(&mut self) {
        self.bar.finish_and_clear();
    }

    fn update_epoch(&mut self, epoch: usize) {
        println!("epoch {epoch:>2}/{}   {}", self.epochs, self.results.join("   "));
        self.results.clear();
        self.epoch = epoch + 1;
    }

    fn end(&mut self) {}

    fn log_event_training(&mut self, _event: String) {}
}

impl MetricsRendererTraining for Bars {
    fn update_train(&mut self, _state: MetricState) {}

    fn update_valid(&mut self, state: MetricState) {
        if let MetricState::Numeric(entry, Some(NumericEntry::Final(value))) = state {
            let name = self.names.get(&entry.metric_id).map_or("", String::as_str);
            self.results.push(format!("{name} {value:.3}"));
        }
    }
}

impl MetricsRenderer for Bars {
    fn manual_close(&mut self) {}

    fn register_metric(&mut self, definition: MetricDefinition) {
        self.names.insert(definition.metric_id, definition.name.to_lowercase());
    }
}

impl MetricsRendererEvaluation for Bars {
    fn update_test(&mut self, _name: EvaluationName, _state: MetricState) {}
}

impl EvaluationProgressLogger for Bars {
    fn start_global_progress(&mut self, _total_tests: usize) {}

    fn start_test(&mut self, _name: &str, _total_items: usize) {}

    fn update_test_progress(&mut self, _items_processed: usize) {}

    fn end_test(&mut self) {}

    fn end_global_progress(&mut self) {}

    fn log_event_evaluation(&mut self, _event: String) {}
}
