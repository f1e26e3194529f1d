//! What a run was made with, and how it ended.

use std::path::{Path, absolute};

use nnviz_record::summary::{Experiment, HparamInfo, HparamType, HparamValue, MetricInfo, SessionStart};
use nnviz_record::{Summary, summary};

use super::Logger;
use crate::worker::{Entry, Output, Session};
use crate::{Error, Hparams};

impl Logger {
    /// Logs the hyperparameters of this run, once: TensorBoard's *`HParams`* page compares runs by them, also runs with
    /// different ones. `metrics` are logged as scalars beside the curves; every scalar of this run and of the runs below
    /// is a metric in any case.
    ///
    /// When the logger is closed, the run is noted as a success; after a panic, or after
    /// [`mark_failed`](Self::mark_failed), as a failure. Until then no status is written: TensorBoard keeps the first that it
    /// reads, so a run that was once said to be running would stay so.
    ///
    /// A run that is a logdir by itself needs [`LoggerBuilder::logdir`](crate::LoggerBuilder::logdir): TensorBoard finds
    /// no metrics there but those that are named here.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_logger::Hparams;
    /// logger.add_hparams(Hparams::new().with("lr", 1e-3).with("optimizer", "adam"), &[]);
    /// // … and after the training, if the metric is no curve:
    /// logger.add_scalar("test_accuracy", 0.98, None);
    /// # logger.flush()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_hparams(&self, hparams: impl Into<Hparams>, metrics: &[(&str, f64)]) {
        if !self.is_enabled() {
            return;
        }
        let Hparams { values, group, model_uri, monitor_url } = hparams.into();
        let (values, unset) = values.into_iter().partition(|(_, value)| !is_nan(value));
        let start_time = self.now().seconds();
        let start = SessionStart { values, group_name: group, start_time, model_uri, monitor_url };
        for (name, _) in unset {
            self.report(Error::HparamNan { name });
        }
        let metrics: Vec<(String, f64)> = metrics.iter().map(|(tag, value)| (self.tag(tag), *value)).collect();
        let (directory, logdir) = (self.directory(), self.shared.logdir.clone());
        self.send_light("hparams".to_owned(), None.into(), 0, move || {
            let experiment = is_same(&directory, &logdir).then(|| experiment(&start, &metrics));
            let metrics = metrics.into_iter().map(|(tag, value)| Entry::new(tag, Summary::Scalar(value as f32)));
            Ok(Output::Session(Session { start: Some(start), experiment, metrics: metrics.collect() }))
        });
    }

    /// Declares what the runs of a logdir vary and measure: names to show, domains, metrics. Best logged once, to a run of
    /// its own or to each run alike: of several that differ, TensorBoard takes any one, and shows only the hyperparameters
    /// and metrics that it names. Without any, TensorBoard finds them in the runs.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_record::summary::{Experiment, HparamDomain, HparamInfo, HparamType, MetricInfo};
    ///
    /// let optimizer = HparamInfo {
    ///     name: "optimizer".into(),
    ///     r#type: HparamType::Text,
    ///     domain: HparamDomain::Discrete(vec!["adam".into(), "sgd".into()]),
    ///     ..HparamInfo::default()
    /// };
    /// let accuracy = MetricInfo { tag: "accuracy".into(), group: "valid".into(), ..MetricInfo::default() };
    /// logger.add_hparams_config(Experiment {
    ///     hparams: vec![optimizer],
    ///     metrics: vec![accuracy],
    ///     ..Experiment::default()
    /// });
    /// # logger.flush()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_hparams_config(&self, experiment: Experiment) {
        let session = Session { start: None, experiment: Some(experiment), metrics: Vec::new() };
        self.send_light("hparams".to_owned(), None.into(), 0, move || Ok(Output::Session(session)));
    }
}

/// TensorBoard takes NaN for a value that is not set.
fn is_nan(value: &HparamValue) -> bool {
    matches!(value, HparamValue::Number(number) if number.is_nan())
}

/// Whether two paths name one directory, as far as their text tells.
fn is_same(a: &Path, b: &Path) -> bool {
    absolute(a).ok().is_some_and(|a| absolute(b).is_ok_and(|b| a.components().eq(b.components())))
}

/// What TensorBoard finds out by itself for every run but the logdir's root.
fn experiment(start: &SessionStart, metrics: &[(String, f64)]) -> Experiment {
    let hparam = |(name, value): (&String, &HparamValue)| {
        let (r#type, domain) = match value {
            HparamValue::Number(number) => {
                (HparamType::Number, summary::HparamDomain::Interval { min: *number, max: *number })
            }
            HparamValue::Bool(_) => (HparamType::Bool, summary::HparamDomain::Discrete(vec![value.clone()])),
            _ => (HparamType::Text, summary::HparamDomain::Discrete(vec![value.clone()])),
        };
        HparamInfo { name: name.clone(), r#type, domain, ..HparamInfo::default() }
    };
    let metric = |(tag, _): &(String, f64)| MetricInfo { tag: tag.clone(), ..MetricInfo::default() };
    Experiment {
        hparams: start.values.iter().map(hparam).collect(),
        metrics: metrics.iter().map(metric).collect(),
        ..Experiment::default()
    }
}
