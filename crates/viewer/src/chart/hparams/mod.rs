//! Runs by their hyperparameters and results: as lines across parallel axes, and as points in a matrix of plots.
//!
//! Both are one SVG whose groups carry the number of their run, so that a page can hide a run, and whose lines and points
//! have titles, so that a pointer reads them without a script.

mod axis;
mod parallel;
mod scatter_matrix;

pub use axis::{HparamAxis, HparamCell};
pub use parallel::parallel_coordinates;
pub use scatter_matrix::scatter_matrix;

use crate::{svg, theme};

/// How many times their own size they are shown at most.
const LARGEST: f64 = 1.15;

/// The run of a row.
#[derive(Clone, Debug, Default)]
pub struct HparamRun {
    /// Its number on the page.
    pub run: usize,
    /// What it is called.
    pub name: String,
    /// Which of the theme's colours.
    pub color: usize,
}

/// What a pointer reads: the run, and each of its values.
fn title(run: &HparamRun, at: usize, axes: &[&HparamAxis]) -> String {
    let value = |axis: &&HparamAxis| Some(format!("{}: {}", axis.name, axis.cells.get(at)?.text()?));
    let lines: Vec<String> = [run.name.clone()].into_iter().chain(axes.iter().filter_map(value)).collect();
    format!("<title>{}</title>", lines.iter().map(|line| svg::escape(line)).collect::<Vec<_>>().join("&#10;"))
}

/// The colour of a run: its own, or for more runs than there are colours that of its place among the results.
fn colour(run: &HparamRun, runs: usize, share: Option<f64>) -> String {
    match share {
        Some(share) if runs > theme::SERIES => {
            let heat = theme::heat(share * 0.92);
            format!("#{:02x}{:02x}{:02x}", heat.0, heat.1, heat.2)
        }
        _ => format!("var(--series-{})", run.color % theme::SERIES),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::ChartError;

    fn table(count: usize) -> (Vec<HparamRun>, Vec<HparamAxis>, Vec<HparamAxis>) {
        let run = |at: usize| HparamRun { run: at, name: format!("<run {at}>"), color: at };
        let axis = |name: &str, cell: &dyn Fn(usize) -> HparamCell| HparamAxis {
            name: name.to_owned(),
            cells: (0..count).map(cell).collect(),
        };
        let hparams = vec![
            axis("lr", &|at| HparamCell::Number(10f64.powi(-(at as i32 % 5)))),
            axis("<b>optimizer", &|at| HparamCell::Text(["adam", "sgd"][at % 2].into())),
            axis("odd", &|at| {
                [HparamCell::Missing, HparamCell::Number(f64::NAN), HparamCell::Text(String::new())][at % 3].clone()
            }),
        ];
        let metrics = vec![axis("loss", &|at| HparamCell::Number(at as f64 / 3.0))];
        ((0..count).map(run).collect(), hparams, metrics)
    }

    #[test]
    fn a_sweep_reads_like_this() {
        let (runs, hparams, metrics) = table(3);
        insta::assert_snapshot!(
            "parallel",
            parallel_coordinates(&runs, &hparams, &metrics).unwrap().replace('>', ">\n")
        );
        insta::assert_snapshot!("matrix", scatter_matrix(&runs, &hparams, &metrics).unwrap().replace('>', ">\n"));
    }

    #[test]
    fn any_table_is_drawn_or_refused() {
        for count in [0, 1, 2, 40] {
            let (runs, hparams, metrics) = table(count);
            for drawn in [parallel_coordinates(&runs, &hparams, &metrics), scatter_matrix(&runs, &hparams, &metrics)] {
                match drawn {
                    Ok(svg) => assert!(count > 0 && !svg.contains("<b>") && !svg.contains("NaN"), "{svg}"),
                    Err(error) => assert!(count == 0 && matches!(error, ChartError::Empty { .. }), "{count} {error}"),
                }
            }
        }
    }
}
