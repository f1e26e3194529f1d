//! All trainings of a logger, and who hears of their findings.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::config::FindingsConfig;
use super::finding::Finding;
use super::monitor::Monitor;
use super::seen::Look;

/// A callback for findings, called on the worker's thread.
pub(crate) type OnFinding = Box<dyn Fn(&Finding) + Send + Sync>;

/// Watches the trainings of a logger. Only the worker feeds it; any thread may ask what was found.
pub(crate) struct Health {
    config: FindingsConfig,
    on_finding: Option<OnFinding>,
    /// Nothing is looked for in what is no training.
    is_watching: AtomicBool,
    monitors: Mutex<HashMap<PathBuf, Monitor>>,
    found: Mutex<Vec<Finding>>,
}

/// Which losses a scalar is one of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Split {
    Train,
    Valid,
}

impl Health {
    pub(crate) fn new(config: FindingsConfig, on_finding: Option<OnFinding>) -> Self {
        let (monitors, found) = (Mutex::default(), Mutex::default());
        Self { config, on_finding, is_watching: AtomicBool::new(false), monitors, found }
    }

    /// A model is trained: from now on there is something to find.
    pub(crate) fn watch(&self) {
        self.is_watching.store(self.config.is_on, Relaxed);
    }

    /// Whether a scalar is worth a question: asked for each one, so it is cheap.
    pub(crate) fn cares_for(&self, tag: &str) -> bool {
        self.is_watching.load(Relaxed)
            && match &self.config.loss_tag {
                Some(loss) => tag == loss,
                None => tag == "loss" || tag.starts_with("loss/") || tag.ends_with("/loss"),
            }
    }

    /// A loss of a training that passes, in one of its runs.
    pub(crate) fn loss(&self, training: &Path, run: &Path, tag: &str, step: i64, value: f64) -> Vec<Finding> {
        let split = split_of(run, tag);
        self.ask(training, |monitor| match split {
            Split::Train => monitor.train_loss(step, value),
            Split::Valid => monitor.valid_loss(step, value),
        })
    }

    /// A look at a model that passes.
    pub(crate) fn look(&self, training: &Path, step: i64, look: Look) -> Vec<Finding> {
        if !self.is_watching.load(Relaxed) {
            return Vec::new();
        }
        self.ask(training, |monitor| monitor.look(step, look))
    }

    fn ask(&self, training: &Path, question: impl FnOnce(&mut Monitor) -> Vec<Finding>) -> Vec<Finding> {
        let mut monitors = self.monitors.lock().unwrap_or_else(PoisonError::into_inner);
        let monitor = monitors.entry(training.to_path_buf()).or_insert_with(|| Monitor::new(&self.config));
        let findings = question(monitor);
        self.list().extend(findings.iter().cloned());
        findings
    }

    /// Tells those who want to hear at once.
    pub(crate) fn tell(&self, finding: &Finding) {
        tracing::warn!(rule = finding.rule, step = finding.step, severity = %finding.severity, %finding, "nnviz");
        self.config.stop_at(finding);
        if let Some(on_finding) = &self.on_finding {
            on_finding(finding);
        }
    }

    pub(super) fn found(&self) -> Vec<Finding> {
        self.list().clone()
    }

    fn list(&self) -> MutexGuard<'_, Vec<Finding>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The run that a training's splits are below, where its findings are written.
pub(crate) fn training_of(run: &Path) -> PathBuf {
    let is_split = run.file_name().and_then(OsStr::to_str).is_some_and(|name| name == "train" || is_validation(name));
    if is_split { run.parent().unwrap_or(run).to_path_buf() } else { run.to_path_buf() }
}

fn split_of(run: &Path, tag: &str) -> Split {
    let run = run.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let is_valid = tag.split(['/', '_', '.']).chain([run]).any(is_validation);
    if is_valid { Split::Valid } else { Split::Train }
}

fn is_validation(name: &str) -> bool {
    matches!(name, "valid" | "validation" | "val" | "test" | "eval")
}

impl fmt::Debug for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Health").field("config", &self.config).field("found", &self.list()).finish_non_exhaustive()
    }
}
