//! Markdown.

use nnviz_record::Summary;

use super::Logger;
use crate::Step;
use crate::worker::{Entry, Output};

impl Logger {
    /// Logs a text, shown as Markdown. A table is made by [`markdown_table`](nnviz_record::summary::markdown_table).
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_record::summary::markdown_table;
    /// logger.add_text("sample", "The cat *sat* on the mat.", 100);
    /// logger.add_text("settings", markdown_table(["setting", "value"], [["epochs", "12"], ["batch", "64"]]), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_text(&self, tag: &str, markdown: impl Into<String>, step: impl Into<Step>) {
        let (tag, markdown) = (self.tag(tag), markdown.into());
        let bytes = markdown.len();
        let entry = Entry::new(tag.clone(), Summary::Text(markdown));
        self.send_light(tag, step.into(), bytes, move || Ok(Output::Entries(vec![entry])));
    }
}
