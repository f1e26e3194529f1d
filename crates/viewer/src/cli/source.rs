//! What every command that reads a logdir can be told about it.

use std::path::PathBuf;

use nnviz_viewer::Logdir;
use nnviz_viewer::logdir::{Keep, LoadOptions, StepOrder};
use nnviz_viewer::select::Selection;
use regex::Regex;

use super::{Console, Failure};

/// What is read.
#[derive(Debug, clap::Args)]
pub(super) struct Source {
    /// Directories with event files, in them or below them; `./ls` for one that is called as a command
    #[arg(required = true, value_name = "LOGDIR")]
    pub(super) logdirs: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) choice: Choice,
}

/// What of it is read, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Choice {
    /// Only the runs whose names match a regular expression
    #[arg(long, value_name = "REGEX")]
    runs: Option<Regex>,

    /// Only the tags that match a regular expression
    #[arg(long, value_name = "REGEX")]
    tags: Option<Regex>,

    /// What becomes of steps that do not grow: the rules of TensorBoard's fast reader, of its slow one, or sorted
    #[arg(long, value_name = "RULES", value_enum, default_value = "fast")]
    load: Rules,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Rules {
    /// A step ends all that its tag had at that step and later
    Fast,
    /// All is kept as it came; the start of a session ends what the run had at its step and later
    Slow,
    /// Steps are put in order; of equal ones the last counts
    Sorted,
}

impl Choice {
    pub(super) fn options(&self, keep: Keep) -> LoadOptions {
        let selection = Selection { runs: self.runs.clone(), tags: self.tags.clone() };
        let order = match self.load {
            Rules::Fast => StepOrder::Fast,
            Rules::Slow => StepOrder::Slow,
            Rules::Sorted => StepOrder::Sorted,
        };
        LoadOptions { selection, order, keep, ..LoadOptions::default() }
    }
}

impl Source {
    /// Reads it, with a bar if that takes time.
    pub(super) fn load(&self, keep: Keep, console: &Console<'_>) -> Result<Logdir, Failure> {
        let options = self.choice.options(keep);
        let bar = console.bar(&options.progress);
        let logdir = Logdir::load_several(&self.logdirs, &options);
        drop(bar);
        Ok(logdir?)
    }
}
