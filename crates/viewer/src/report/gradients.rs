//! How gradients flow through the layers of each run.

use super::scalars::Overlay;
use crate::series::TimeSeries;

/// All that is shown of gradients beside their distributions.
#[derive(Debug, Default)]
pub(super) struct Gradients<'a> {
    /// The norm of all gradients together.
    pub(super) global_norm: Option<Overlay<'a>>,
    /// The runs that have more than that.
    pub(super) runs: Vec<RunGradients<'a>>,
}

/// The gradients of one run.
#[derive(Debug, Default)]
pub(super) struct RunGradients<'a> {
    /// Which run.
    pub(super) run: usize,
    /// The layers, in the order of the files: that of the forward pass.
    pub(super) layers: Vec<Layer<'a>>,
    /// For each parameter, how far an update moves it in proportion to its size.
    pub(super) update_ratios: Vec<Row<'a>>,
}

/// The size of one layer's gradients over the steps.
#[derive(Debug)]
pub(super) struct Layer<'a> {
    pub(super) name: &'a str,
    pub(super) mean: Option<&'a TimeSeries<f32>>,
    pub(super) max: Option<&'a TimeSeries<f32>>,
}

/// A name with its values over the steps.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) name: &'a str,
    pub(super) values: Option<&'a TimeSeries<f32>>,
}

impl<'a> Gradients<'a> {
    /// Puts the values of each run of a tag where `slot` says.
    pub(super) fn add(
        &mut self,
        overlay: &Overlay<'a>,
        slot: impl for<'s> Fn(&'s mut RunGradients<'a>) -> &'s mut Option<&'a TimeSeries<f32>>,
    ) {
        for &(run, values) in &overlay.lines {
            *slot(self.of_run(run)) = Some(values);
        }
    }

    fn of_run(&mut self, run: usize) -> &mut RunGradients<'a> {
        let at = self.runs.iter().position(|it| it.run == run).unwrap_or(self.runs.len());
        if at == self.runs.len() {
            self.runs.push(RunGradients { run, ..RunGradients::default() });
        }
        &mut self.runs[at]
    }
}

impl<'a> RunGradients<'a> {
    pub(super) fn layer(&mut self, name: &'a str) -> &mut Layer<'a> {
        let at = self.layers.iter().position(|layer| layer.name == name).unwrap_or(self.layers.len());
        if at == self.layers.len() {
            self.layers.push(Layer { name, mean: None, max: None });
        }
        &mut self.layers[at]
    }

    pub(super) fn update_ratio(&mut self, name: &'a str) -> &mut Option<&'a TimeSeries<f32>> {
        let at = self.update_ratios.len();
        self.update_ratios.push(Row { name, values: None });
        &mut self.update_ratios[at].values
    }
}
