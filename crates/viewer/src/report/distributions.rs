//! The histograms of each run: the weights of every parameter beside its gradients, and whatever else there is.

use nnviz_record::Histogram;

use crate::series::{Run, Series, TimeSeries};

const WEIGHTS: &str = "weights/";
const GRADIENTS: &str = "gradients/";

/// The histograms of one run.
#[derive(Debug)]
pub(super) struct RunDistributions<'a> {
    /// Which run.
    pub(super) run: usize,
    /// The parameters, in the order of the files: that of the forward pass.
    pub(super) parameters: Vec<Parameter<'a>>,
    /// Tags that are neither weights nor gradients.
    pub(super) others: Vec<Distribution<'a>>,
}

/// One parameter of the model.
#[derive(Debug)]
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    pub(super) weights: Option<Distribution<'a>>,
    pub(super) gradients: Option<Distribution<'a>>,
}

/// One tag with histograms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Distribution<'a> {
    pub(super) series: &'a Series,
    pub(super) histograms: &'a TimeSeries<Histogram>,
}

/// The runs that have histograms.
pub(super) fn of_runs(runs: &[Run]) -> Vec<RunDistributions<'_>> {
    let all = runs.iter().enumerate().map(|(index, run)| of_run(index, run));
    all.filter(|it| !it.parameters.is_empty() || !it.others.is_empty()).collect()
}

fn of_run(index: usize, run: &Run) -> RunDistributions<'_> {
    let mut found = RunDistributions { run: index, parameters: Vec::new(), others: Vec::new() };
    for (series, histograms) in run.histograms() {
        let distribution = Distribution { series, histograms };
        if let Some(name) = series.tag.strip_prefix(WEIGHTS) {
            found.parameter(name).weights = Some(distribution);
        } else if let Some(name) = series.tag.strip_prefix(GRADIENTS) {
            found.parameter(name).gradients = Some(distribution);
        } else {
            found.others.push(distribution);
        }
    }
    found
}

impl<'a> RunDistributions<'a> {
    fn parameter(&mut self, name: &'a str) -> &mut Parameter<'a> {
        let at = self.parameters.iter().position(|it| it.name == name).unwrap_or(self.parameters.len());
        if at == self.parameters.len() {
            self.parameters.push(Parameter { name, weights: None, gradients: None });
        }
        &mut self.parameters[at]
    }
}
