//! The hyperparameters of a run.

use std::collections::BTreeMap;

use nnviz_record::summary::HparamValue;

/// With what settings a run was made: what [`add_hparams`](crate::Logger::add_hparams) takes.
///
/// ```
/// use nnviz_logger::Hparams;
/// let hparams = Hparams::new().with("lr", 1e-3).with("optimizer", "adam").with("augment", true).group("adam 1e-3");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hparams {
    pub(crate) values: BTreeMap<String, HparamValue>,
    pub(crate) group: String,
    pub(crate) model_uri: String,
    pub(crate) monitor_url: String,
}

impl Hparams {
    /// No hyperparameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a hyperparameter: a number, a text, or yes or no.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<HparamValue>) -> Self {
        self.values.insert(name.into(), value.into());
        self
    }

    /// Puts the run into a group: TensorBoard shows the runs of a group, such as one for each seed, as one row.
    #[must_use]
    pub fn group(mut self, name: impl Into<String>) -> Self {
        self.group = name.into();
        self
    }

    /// Where the trained model is kept.
    #[must_use]
    pub fn model_uri(mut self, uri: impl Into<String>) -> Self {
        self.model_uri = uri.into();
        self
    }

    /// Where the run can be watched.
    #[must_use]
    pub fn monitor_url(mut self, url: impl Into<String>) -> Self {
        self.monitor_url = url.into();
        self
    }
}

impl<N: Into<String>, V: Into<HparamValue>, const LEN: usize> From<[(N, V); LEN]> for Hparams {
    fn from(values: [(N, V); LEN]) -> Self {
        values.into_iter().fold(Self::new(), |hparams, (name, value)| hparams.with(name, value))
    }
}

impl<N: Into<String>, V: Into<HparamValue>> FromIterator<(N, V)> for Hparams {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(values: I) -> Self {
        values.into_iter().fold(Self::new(), |hparams, (name, value)| hparams.with(name, value))
    }
}
