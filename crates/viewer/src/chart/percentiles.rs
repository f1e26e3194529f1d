//! How a distribution changes over steps: bands between percentiles, as TensorBoard's Distributions have them.

use nnviz_record::Histogram;

use super::ChartError;
use super::scalars::{Band, Line, ScalarChart, scalars};

/// The shares of the values below the edges of each band, from the widest to the narrowest: all of them, and what lies
/// within 1½, 1 and ½ standard deviations of a normal distribution.
const BANDS: [(f64, f64); 4] = [(0.0, 1.0), (0.0668, 0.9332), (0.1587, 0.8413), (0.3085, 0.6915)];

/// Draws the percentiles of histograms of one tag over its steps, with the median as a line.
///
/// # Errors
/// [`ChartError::Empty`] when no histogram holds a value.
pub fn percentile_bands(by_step: &[(i64, Histogram)]) -> Result<String, ChartError> {
    scalars(&percentile_chart(by_step))
}

/// The same as curves that are not yet drawn.
pub(crate) fn percentile_chart(by_step: &[(i64, Histogram)]) -> ScalarChart {
    let band = |&(low, high): &(f64, f64)| Band { points: edges(by_step, low, high), color: 0 };
    let median = by_step.iter().filter_map(|(step, histogram)| Some((*step as f64, histogram.percentile(0.5)?)));
    let median = Line { name: "median".to_owned(), points: median.collect(), color: 0 };
    ScalarChart { lines: vec![median], bands: BANDS.iter().map(band).collect(), ..ScalarChart::default() }
}

/// Step, lower and upper value.
fn edges(by_step: &[(i64, Histogram)], low: f64, high: f64) -> Vec<(f64, f64, f64)> {
    let edge = |(step, histogram): &(i64, Histogram)| {
        Some((*step as f64, histogram.percentile(low)?, histogram.percentile(high)?))
    };
    by_step.iter().filter_map(edge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distribution_that_widens_reads_like_this() {
        let wide = |width: f64| Histogram::new([(-width, 0.0, 50.0), (0.0, width, 50.0)]);
        let svg = percentile_bands(&[(0, wide(1.0)), (10, wide(2.0)), (20, wide(4.0))]).unwrap();
        insta::assert_snapshot!(svg.replace('>', ">\n"));
    }

    #[test]
    fn any_histogram_is_drawn_or_refused() {
        for rows in [vec![], vec![(f64::NAN, 1.0, 1.0)], vec![(f64::MIN, f64::MAX, 1.0)], vec![(0.0, 0.0, 9.0)]] {
            match percentile_bands(&[(i64::MIN, Histogram::new(rows.clone())), (3, Histogram::new(rows))]) {
                Ok(svg) => assert!(svg.len() < 20_000 && !svg.contains("NaN"), "{svg}"),
                Err(error) => assert!(matches!(error, ChartError::Empty { .. }), "{error}"),
            }
        }
    }
}
