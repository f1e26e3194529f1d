//! Numbers over steps.

use nnviz_record::Summary;

use super::Logger;
use crate::Step;
use crate::worker::{Command, Entry, Labels, Output, Scalar};

impl Logger {
    /// Logs a number. TensorBoard keeps it as an `f32`; infinities and NaN are kept too.
    ///
    /// A name to show and a description are given by [`describe`](Self::describe), another time by
    /// [`at_time`](Self::at_time).
    pub fn add_scalar(&self, tag: &str, value: f64, step: impl Into<Step>) {
        if self.is_enabled() {
            let (tag, step, wall_time) = (self.prefix.before(tag), step.into(), self.now());
            self.shared.queue.send_scalar(Scalar { run: self.run, tag: &tag, value: value as f32, step, wall_time });
        }
    }

    /// Logs the scalars of a step together: one event, half the bytes of as many [`add_scalar`](Self::add_scalar)s, and
    /// one time for all.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// logger.log_step(100, &[("loss", 0.31), ("accuracy", 0.9), ("learning_rate", 1e-3)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn log_step<T: AsRef<str>>(&self, step: impl Into<Step>, scalars: &[(T, f64)]) {
        if self.is_enabled() && !scalars.is_empty() {
            let entries = self.scalar_entries(scalars.iter().map(|(tag, value)| (tag.as_ref().to_owned(), *value)));
            let bytes = bytes_of(&entries);
            self.send_light(entries[0].tag.clone(), step.into(), bytes, move || Ok(Output::Entries(entries)));
        }
    }

    /// Logs a group of scalars, `MAIN_TAG/KEY` each, and draws them in one chart of TensorBoard's *Custom Scalars*.
    ///
    /// All are tags of this run. Where each key should be a run of its own, use
    /// [`add_scalars_as_runs`](Self::add_scalars_as_runs).
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// logger.add_scalars("loss", &[("reconstruction", 0.21), ("divergence", 0.04)], 100);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_scalars<T: AsRef<str>>(&self, main_tag: &str, scalars: &[(T, f64)], step: impl Into<Step>) {
        if self.is_enabled() && !scalars.is_empty() {
            let tags = scalars.iter().map(|(key, value)| (format!("{main_tag}/{}", key.as_ref()), *value));
            let entries = self.scalar_entries(tags);
            let title: String = self.tag(main_tag);
            let bytes = bytes_of(&entries);
            self.send_light(title.clone(), step.into(), bytes, move || Ok(Output::Group { title, entries }));
        }
    }

    /// Logs a group of scalars under one tag, each to the run `KEY` below this one: TensorBoard draws them over one
    /// another in its *Scalars*.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// logger.add_scalars_as_runs("loss", &[("train", 0.31), ("valid", 0.35)], 100);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_scalars_as_runs<T: AsRef<str>>(&self, main_tag: &str, scalars: &[(T, f64)], step: impl Into<Step>) {
        let step = step.into();
        for (key, value) in scalars {
            self.run(key.as_ref()).add_scalar(main_tag, *value, step);
        }
    }

    /// How TensorBoard presents a tag of this run: a name to show instead of the tag, and a description in Markdown.
    /// Counts if it comes before the first value of the tag.
    pub fn describe(&self, tag: &str, display_name: &str, description: &str) {
        let labels = Labels { display_name: display_name.to_owned(), description: description.to_owned() };
        self.shared.queue.send_description(Command::Describe { run: self.run, tag: self.tag(tag), labels });
    }

    fn scalar_entries(&self, scalars: impl Iterator<Item = (String, f64)>) -> Vec<Entry> {
        let entry = |(tag, value): (String, f64)| Entry::new(self.tag(&tag), Summary::Scalar(value as f32));
        scalars.map(entry).collect()
    }
}

/// What the entries hold while they wait.
fn bytes_of(entries: &[Entry]) -> usize {
    entries.iter().map(|entry| size_of::<Entry>() + entry.tag.len()).sum()
}
