//! Hyperparameters: with what settings a run was made, and how it ended.
//!
//! | what | tag | how often |
//! |---|---|---|
//! | [`Hparams::SessionStart`] | `_hparams_/session_start_info` | once a run |
//! | [`Hparams::SessionEnd`] | `_hparams_/session_end_info` | once a run, at its end |
//! | [`Hparams::Experiment`] | `_hparams_/experiment` | at most once a logdir |
//!
//! The data is in the tag's metadata, so the first one counts and none can be changed; the value beside it is a tensor of
//! nothing. An experiment is best left out: TensorBoard infers it from the sessions, and of several experiments takes any
//! one and forgets what the others say.

mod value;
mod wire;

use std::collections::BTreeMap;

pub use value::HparamValue;
pub(super) use wire::{decode, encode, plugin_data};

/// The tag of [`Hparams::Experiment`].
pub const EXPERIMENT_TAG: &str = "_hparams_/experiment";
/// The tag of [`Hparams::SessionStart`].
pub const SESSION_START_TAG: &str = "_hparams_/session_start_info";
/// The tag of [`Hparams::SessionEnd`].
pub const SESSION_END_TAG: &str = "_hparams_/session_end_info";

/// What TensorBoard's hparams page is made of.
///
/// ```
/// use nnviz_record::summary::{Hparams, SessionStart};
/// let values = [("lr".to_owned(), 0.1.into()), ("optimizer".to_owned(), "adam".into())];
/// let start = Hparams::SessionStart(SessionStart { values: values.into(), ..SessionStart::default() });
/// assert_eq!(start.tag(), "_hparams_/session_start_info");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Hparams {
    /// The settings of a run.
    SessionStart(SessionStart),
    /// How a run ended.
    SessionEnd(SessionEnd),
    /// What the runs of a logdir have in common.
    Experiment(Experiment),
}

impl Hparams {
    /// The tag under which TensorBoard looks for it.
    pub fn tag(&self) -> &'static str {
        match self {
            Self::SessionStart(_) => SESSION_START_TAG,
            Self::SessionEnd(_) => SESSION_END_TAG,
            Self::Experiment(_) => EXPERIMENT_TAG,
        }
    }
}

/// The settings of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionStart {
    /// Each hyperparameter and its value; NaN counts as not set.
    pub values: BTreeMap<String, HparamValue>,
    /// Runs of one group are one row of the table; empty for a row of its own.
    pub group_name: String,
    /// When the run began, in seconds since the Unix epoch; 0 for unknown.
    pub start_time: f64,
    /// Where the model is kept.
    pub model_uri: String,
    /// Where the run can be watched.
    pub monitor_url: String,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SessionEnd {
    /// Well, or not.
    pub status: SessionState,
    /// When, in seconds since the Unix epoch; 0 for unknown.
    pub end_time: f64,
}

/// How a run fares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SessionState {
    /// Nobody says.
    #[default]
    Unknown,
    /// It ended well.
    Ok,
    /// It ended with an error.
    Fail,
    /// It is running.
    Running,
}

/// What the runs of a logdir have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Experiment {
    /// Its name.
    pub name: String,
    /// What it is about: Markdown.
    pub description: String,
    /// Who made it.
    pub user: String,
    /// When it was made, in seconds since the Unix epoch; 0 for unknown.
    pub time_created: f64,
    /// The hyperparameters that its runs vary.
    pub hparams: Vec<HparamInfo>,
    /// What is measured of its runs.
    pub metrics: Vec<MetricInfo>,
}

/// A hyperparameter of an [`Experiment`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HparamInfo {
    /// Its name in [`SessionStart::values`].
    pub name: String,
    /// Its name on the page; empty for the same.
    pub display_name: String,
    /// What it is: Markdown.
    pub description: String,
    /// The type of its values.
    pub r#type: HparamType,
    /// The values that it can have.
    pub domain: HparamDomain,
}

/// The type of a hyperparameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HparamType {
    /// Nobody says.
    #[default]
    Unset,
    /// Texts.
    Text,
    /// Yes or no.
    Bool,
    /// Numbers.
    Number,
}

/// The values that a hyperparameter can have.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum HparamDomain {
    /// Any.
    #[default]
    Any,
    /// One of these.
    Discrete(Vec<HparamValue>),
    /// A number between two, both included.
    Interval {
        /// The least.
        min: f64,
        /// The greatest.
        max: f64,
    },
}

/// A metric of an [`Experiment`]: the last scalar of a tag.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetricInfo {
    /// The tag of the scalars.
    pub tag: String,
    /// Below the run, the directory of the scalars (`valid`); empty for the run itself.
    pub group: String,
    /// Its name on the page; empty for the tag.
    pub display_name: String,
    /// What it is: Markdown.
    pub description: String,
    /// On which data it was measured.
    pub dataset: DatasetType,
}

/// On which data a metric was measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DatasetType {
    /// Nobody says.
    #[default]
    Unknown,
    /// The data that the model learns from.
    Training,
    /// Data that it does not learn from.
    Validation,
}
