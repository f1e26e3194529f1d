//! What every command that reads a logdir can be told about it.

use std::path::PathBuf;
use std::sync::Arc;

use nnviz_viewer::Logdir;
use nnviz_viewer::logdir::{Duplicates, Keep, LoadOptions, LogdirReader, Progress, Samples, StepOrder};
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

/// Which runs and tags are read.
#[derive(Debug, clap::Args)]
pub(super) struct Filter {
    /// Only the runs whose names match a regular expression
    #[arg(long, value_name = "REGEX")]
    runs: Option<Regex>,

    /// Only the tags that match a regular expression
    #[arg(long, value_name = "REGEX")]
    tags: Option<Regex>,
}

/// What of it is read, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Choice {
    #[command(flatten)]
    filter: Filter,

    /// What becomes of steps that do not grow: the rules of TensorBoard's fast reader, of its slow one, or sorted
    #[arg(long, value_name = "RULES", value_enum, default_value = "fast")]
    load: Rules,

    /// Put all files of a run in the order of steps and wall times, and of several values of a step leave one; `split` makes
    /// a run of each file
    #[arg(long, value_name = "WHICH", value_enum, conflicts_with = "load")]
    on_duplicate: Option<OnDuplicate>,

    /// How many values of a tag a report keeps, as `images=100,audio=0`; 0 is all [default: histograms=200, images, audio,
    /// text, `pr_curves` and tensors=20, mesh=10, scalars all of 20 million]
    #[arg(long, value_name = "KIND=N", alias = "samples_per_plugin")]
    samples: Option<Samples>,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum OnDuplicate {
    /// The latest value counts
    Last,
    /// The earliest
    First,
    /// Their mean; of what is no number the latest
    Mean,
    /// Each event file is a run of its own: `train`, `train#2`
    Split,
}

impl Filter {
    pub(super) fn selection(&self) -> Selection {
        Selection { runs: self.runs.clone(), tags: self.tags.clone() }
    }
}

impl Choice {
    pub(super) fn options(&self, keep: Keep) -> LoadOptions {
        let selection = self.filter.selection();
        let split_files = self.on_duplicate == Some(OnDuplicate::Split);
        let samples = self.samples.unwrap_or_default();
        LoadOptions { selection, order: self.order(), keep, samples, split_files, ..LoadOptions::default() }
    }

    fn order(&self) -> StepOrder {
        match (self.on_duplicate, self.load) {
            (Some(OnDuplicate::Last), _) => StepOrder::Merged(Duplicates::Last),
            (Some(OnDuplicate::First), _) => StepOrder::Merged(Duplicates::First),
            (Some(OnDuplicate::Mean), _) => StepOrder::Merged(Duplicates::Mean),
            (_, Rules::Fast) => StepOrder::Fast,
            (_, Rules::Slow) => StepOrder::Slow,
            (_, Rules::Sorted) => StepOrder::Sorted,
        }
    }
}

impl Source {
    /// A reader that goes on with what it has, and how far it is.
    pub(super) fn reader(&self, keep: Keep) -> (LogdirReader, Arc<Progress>) {
        let options = self.choice.options(keep);
        let progress = Arc::clone(&options.progress);
        (LogdirReader::new(&self.logdirs, options), progress)
    }

    /// Reads it, with a bar if that takes time.
    pub(super) fn load(&self, keep: Keep, console: &Console<'_>) -> Result<Logdir, Failure> {
        let options = self.choice.options(keep);
        let bar = console.bar(&options.progress);
        let logdir = Logdir::load_several(&self.logdirs, &options);
        drop(bar);
        Ok(logdir?)
    }
}
