//! The command that shows what was logged.

use std::fmt::Write as _;

use nnviz_record::Kind;

use super::Logger;

/// How many values of a tag TensorBoard keeps when it is not asked for more: the smaller number of its two readers
/// (`tensorboard/backend/event_processing/data_ingester.py`, `tensorboard/data/server/run.rs`).
fn kept_by_default(kind: Kind) -> u64 {
    match kind {
        Kind::Scalar => 1000,
        Kind::Histogram | Kind::PrCurve => 100,
        _ => 10,
    }
}

impl Logger {
    /// The command that starts TensorBoard on the logdir of this run, so that it shows everything that was logged until
    /// the last flush. By itself it keeps ten images of a tag, for one.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let runs = directory.path();
    /// # let logger = nnviz_logger::Logger::create(runs.join("digits"))?;
    /// for step in 0..40 {
    ///     logger.add_text("sample", "…", step);
    /// }
    /// logger.flush()?;
    /// assert!(logger.tensorboard_command().ends_with(" --samples_per_plugin=text=40"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tensorboard_command(&self) -> String {
        let mut command = format!("tensorboard --logdir {}", quoted(&self.shared.logdir.display().to_string()));
        let samples = self.shared.ledger.samples();
        let more = samples.into_iter().filter(|&(kind, most)| most > kept_by_default(kind));
        for (index, (kind, most)) in more.enumerate() {
            let before = if index == 0 { " --samples_per_plugin=" } else { "," };
            // Writing to a String cannot fail.
            let _written = write!(command, "{before}{}={most}", kind.plugin_name());
        }
        command
    }
}

/// A path as a shell takes it for one word.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@".contains(c);
    if !path.is_empty() && path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_a_path_for_one_word() {
        assert_eq!(quoted("runs/digits_1.2"), "runs/digits_1.2");
        assert_eq!(quoted("my runs"), "'my runs'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
