//! What passes the worker is looked at for what goes wrong, and what is found is written and told.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use nnviz_record::{Summary, WallTime};

use super::command::{Entry, Output};
use super::runs::RunId;
use super::scalars::Scalar;
use super::thread::Worker;
use crate::findings::{Finding, Look, training_of};
use crate::stats::panic_message;
use crate::{Error, Step};

impl Worker {
    /// Takes a look out of what a job made, and looks at the losses in it.
    pub(super) fn examine(&mut self, run: RunId, output: Output, step: Step, at: WallTime) -> Output {
        match output {
            Output::Look { entries, look } => {
                self.examine_look(run, look, step, at);
                Output::Entries(entries)
            }
            Output::Entries(entries) => {
                self.examine_entries(run, &entries, step, at);
                Output::Entries(entries)
            }
            other => other,
        }
    }

    /// A scalar that was written.
    pub(super) fn examine_scalar(&mut self, scalar: &Scalar<'_>) {
        let Scalar { run, tag, value, step, wall_time } = scalar;
        if self.files.health.cares_for(tag) {
            self.examine_loss(*run, tag, f64::from(*value), *step, *wall_time);
        }
    }

    /// The losses among values that are about to be written.
    fn examine_entries(&mut self, run: RunId, entries: &[Entry], step: Step, at: WallTime) {
        for entry in entries {
            if let Summary::Scalar(value) = entry.summary
                && self.files.health.cares_for(&entry.tag)
            {
                self.examine_loss(run, &entry.tag, f64::from(value), step, at);
            }
        }
    }

    /// A look at a model.
    fn examine_look(&mut self, run: RunId, look: Look, step: Step, at: WallTime) {
        let step = step.unwrap_or_else(|| 0);
        let findings = self.files.health.look(&self.training(run), step, look);
        self.tell(run, findings, step, at);
    }

    fn examine_loss(&mut self, run: RunId, tag: &str, value: f64, step: Step, at: WallTime) {
        let step = step.unwrap_or_else(|| self.writer(run).map_or(0, |writer| writer.last_step(tag)));
        let directory = self.files.runs.directory(run);
        let findings = self.files.health.loss(&self.training(run), &directory, tag, step, value);
        self.tell(run, findings, step, at);
    }

    /// The run that the findings of a run are written to: the one above `train` and `valid`.
    fn training(&self, run: RunId) -> PathBuf {
        let directory = self.files.runs.directory(run);
        if run == RunId::ROOT { directory } else { training_of(&directory) }
    }

    fn tell(&mut self, run: RunId, findings: Vec<Finding>, step: i64, at: WallTime) {
        for finding in findings {
            let run = self.files.runs.id(self.training(run));
            match self.writer(run) {
                Some(writer) => writer.write_text(&format!("health/{}", finding.rule), finding.markdown(), step, at),
                None => self.lose(1),
            }
            // The callback is the user's: a panic in it must not end the worker.
            let told = catch_unwind(AssertUnwindSafe(|| self.files.health.tell(&finding)));
            if let Err(panic) = told {
                let (tag, message) = (format!("health/{}", finding.rule), panic_message(&*panic));
                self.files.ledger.report(Error::Panicked { tag, step: step.into(), message });
            }
        }
    }
}
