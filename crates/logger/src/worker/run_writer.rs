//! One run: which of its values are written, as what, and what belongs to the run as a whole.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::SystemTime;

use nnviz_record::proto::{Event, Value, What};
use nnviz_record::summary::{
    CUSTOM_SCALARS_TAG, Category, Chart, EXPERIMENT_TAG, Graph, Hparams, Layout, SESSION_END_TAG, SESSION_START_TAG,
    SessionEnd, SessionState, exact_tag_pattern,
};
use nnviz_record::{Kind, Summary, WallTime, proto};

use super::command::{Entry, Labels, Session};
use super::records::Records;
use super::runs::Files;
use super::scalars::Scalar;
use super::tags::{Admission, Tags};
use crate::embedding::EmbeddingFiles;
use crate::sink::Projector;
use crate::{Error, Step};

/// Writes one run.
pub(super) struct RunWriter {
    records: Records,
    files: Arc<Files>,
    tags: Tags,
    /// The charts so far.
    layout: Layout,
    /// Opened for the first embedding.
    projector: Option<Projector>,
    /// Whether the run has hyperparameters.
    has_session: bool,
    /// Whether it was told that TensorBoard cannot show them.
    told_of_step: bool,
}

impl RunWriter {
    /// Claims the directory and begins a file there.
    pub(super) fn open(path: &Path, files: Arc<Files>) -> Result<Self, Error> {
        Ok(Self {
            records: Records::open(path, Arc::clone(&files))?,
            files,
            tags: Tags::default(),
            layout: Layout::default(),
            projector: None,
            has_session: false,
            told_of_step: false,
        })
    }

    /// Keeps the labels of a tag for its first value.
    pub(super) fn describe(&mut self, tag: String, labels: Labels) {
        self.tags.describe(tag, labels);
    }

    /// The hot path: no message is built for a tag that is known.
    pub(super) fn write_scalar(&mut self, scalar: &Scalar<'_>) {
        let &Scalar { tag, value, step, wall_time: at, run: _ } = scalar;
        match self.admit(tag, Kind::Scalar, step) {
            Admission::Refused => self.reject(tag, Kind::Scalar, step),
            Admission::Known(step) => {
                self.check_step(tag, step);
                self.records.append_scalar(tag, value, step, at);
            }
            Admission::New(step) => {
                let metadata = self.tags.labelled(tag, Kind::Scalar.metadata());
                let value = Summary::Scalar(value).into_value(tag, Some(metadata));
                self.append_summary(vec![value], step, at);
            }
        }
    }

    /// Writes values of one step as one event.
    pub(super) fn write_entries(&mut self, entries: Vec<Entry>, step: Step, at: WallTime) {
        let next = || entries.iter().map(|entry| self.tags.next_step(&entry.tag)).max().unwrap_or_default();
        let step = step.unwrap_or_else(next);
        let values: Vec<_> = entries.into_iter().filter_map(|entry| self.admitted(entry, step)).collect();
        if !values.is_empty() {
            self.append_summary(values, step, at);
        }
    }

    /// Writes a text at `step`, or at the next one that its tag takes.
    #[cfg(feature = "burn")]
    pub(super) fn write_text(&mut self, tag: &str, markdown: String, step: i64, at: WallTime) {
        let step = step.max(self.tags.next_step(tag));
        self.write_entries(vec![Entry::new(tag, Summary::Text(markdown))], step.into(), at);
    }

    /// The step of the last value of a tag.
    #[cfg(feature = "burn")]
    pub(super) fn last_step(&self, tag: &str) -> i64 {
        self.tags.next_step(tag).saturating_sub(1)
    }

    /// Writes scalars, and the chart that shows them together.
    pub(super) fn write_group(&mut self, title: &str, entries: Vec<Entry>, step: Step, at: WallTime) {
        let category = title.split_once('/').map_or(title, |(category, _)| category);
        let patterns: Vec<_> = entries.iter().map(|entry| exact_tag_pattern(&entry.tag)).collect();
        let chart = Chart::lines(title, patterns);
        self.write_layout(Layout { categories: vec![Category::new(category, [chart])] }, at);
        self.write_entries(entries, step, at);
    }

    /// Adds charts to the layout, and writes it if they are new. A reader shows the last one.
    pub(super) fn write_layout(&mut self, layout: Layout, at: WallTime) {
        let mut merged = self.layout.clone();
        merged.merge(layout);
        if merged != self.layout {
            self.layout = merged;
            self.append_timeless(CUSTOM_SCALARS_TAG, Summary::CustomScalars(self.layout.clone()), at);
        }
    }

    /// Writes hyperparameters. They cannot be changed later, so others are refused.
    pub(super) fn write_session(&mut self, session: Session, at: WallTime) {
        let Session { start, experiment, metrics } = session;
        if let Some(experiment) = experiment {
            self.append_timeless(EXPERIMENT_TAG, Summary::Hparams(Hparams::Experiment(experiment)), at);
        }
        if let Some(start) = start {
            if std::mem::replace(&mut self.has_session, true) {
                self.files.ledger.rejected.fetch_add(1, Relaxed);
                return self.files.ledger.report(Error::HparamsTwice { run: self.name() });
            }
            self.files.has_hparams.store(true, Relaxed);
            self.append_timeless(SESSION_START_TAG, Summary::Hparams(Hparams::SessionStart(start)), at);
        }
        if !metrics.is_empty() {
            self.write_entries(metrics, None.into(), at);
        }
    }

    /// Writes the files of an embedding, at once: they are no events.
    pub(super) fn write_embedding(&mut self, files: &EmbeddingFiles, step: Step) {
        let counter = match self.projector().and_then(|projector| projector.write(files, step)) {
            Ok(()) => &self.files.ledger.written,
            Err(error) => {
                self.files.ledger.report(error);
                &self.files.ledger.lost
            }
        };
        counter.fetch_add(1, Relaxed);
    }

    fn projector(&mut self) -> Result<&mut Projector, Error> {
        match &mut self.projector {
            Some(projector) => Ok(projector),
            none => Ok(none.insert(Projector::open(self.records.directory())?)),
        }
    }

    /// Writes the graph of the run; a reader shows the last one.
    pub(super) fn write_graph(&mut self, graph: &Graph, at: WallTime) {
        let what = Some(What::GraphDef(graph.encode()));
        self.records.append_event(&Event { wall_time: at.seconds(), what, ..Event::default() }, 1);
    }

    /// Writes an event as it is; but no time that ends the file for a reader.
    pub(super) fn write_event(&mut self, event: &Event) {
        if !event.wall_time.is_finite() {
            self.files.ledger.rejected.fetch_add(1, Relaxed);
            return self.files.ledger.report(Error::WallTime { step: event.step, wall_time: event.wall_time });
        }
        self.records.append_raw(event);
    }

    /// Makes everything visible to readers, trying again what failed before.
    pub(super) fn flush(&mut self) {
        self.records.write_out();
        self.files.ledger.note_samples(self.tags.most_values());
    }

    /// Tells whoever asked for a flush what is still not visible.
    pub(super) fn tell_unwritten(&mut self) {
        self.records.tell_unwritten();
    }

    /// After a panic on the worker's thread.
    pub(super) fn recover(&mut self) {
        self.records.recover();
    }

    /// Puts everything on the disk itself.
    pub(super) fn sync(&mut self) {
        self.flush();
        self.records.sync();
    }

    /// Notes how the training ended, where its hyperparameters are. Nothing can be tried again, so what still waits after
    /// that is lost.
    pub(super) fn finish(&mut self, status: SessionState) {
        if self.has_session && status != SessionState::Unknown {
            let now = WallTime::from(SystemTime::now());
            let end = SessionEnd { status, end_time: now.seconds() };
            self.append_timeless(SESSION_END_TAG, Summary::Hparams(Hparams::SessionEnd(end)), now);
        }
        self.flush();
        self.records.lose_waiting();
    }

    fn admit(&mut self, tag: &str, kind: Kind, step: Step) -> Admission {
        if self.records.take_new() {
            self.tags.forget_file();
        }
        self.tags.admit(tag, kind, step)
    }

    /// The message for an entry, if it may be written.
    fn admitted(&mut self, Entry { tag, summary }: Entry, step: i64) -> Option<Value> {
        if summary.kind() == Kind::Scalar {
            self.check_step(&tag, step);
        }
        match self.admit(&tag, summary.kind(), step.into()) {
            Admission::Refused => {
                self.reject(&tag, summary.kind(), step.into());
                None
            }
            Admission::Known(_) => Some(summary.into_value(&tag, None)),
            Admission::New(_) => {
                let metadata = self.tags.labelled(&tag, summary.metadata());
                Some(summary.into_value(&tag, Some(metadata)))
            }
        }
    }

    /// Counts a value that TensorBoard would have mixed up.
    fn reject(&mut self, tag: &str, kind: Kind, step: Step) {
        self.files.ledger.rejected.fetch_add(1, Relaxed);
        if let Some(error) = self.tags.refusal(tag, kind, step, self.name()) {
            self.files.ledger.report(error);
        }
    }

    /// Tells once of a scalar that ends TensorBoard's page of hyperparameters; both are kept, for other pages and tools.
    fn check_step(&mut self, tag: &str, step: i64) {
        let fails = step > i64::from(i32::MAX) && self.files.has_hparams.load(Relaxed);
        if fails && !std::mem::replace(&mut self.told_of_step, true) {
            self.files.ledger.report(Error::HparamsStep { tag: tag.to_owned(), run: self.name(), step });
        }
    }

    fn name(&self) -> String {
        self.records.directory().display().to_string()
    }

    /// Writes a summary that belongs to the run and to no step.
    fn append_timeless(&mut self, tag: &str, summary: Summary, at: WallTime) {
        let metadata = summary.metadata();
        self.append_summary(vec![summary.into_value(tag, Some(metadata))], 0, at);
    }

    fn append_summary(&mut self, value: Vec<Value>, step: i64, at: WallTime) {
        let count = value.len() as u64;
        let what = Some(What::Summary(proto::Summary { value }));
        self.records.append_event(&Event { wall_time: at.seconds(), step, what, ..Event::default() }, count);
    }
}
