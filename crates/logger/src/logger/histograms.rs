//! Distributions over steps.

use nnviz_record::{Histogram, Summary};

use super::Logger;
use crate::distribution::{Bins, Distribution, Values};
use crate::worker::{Entry, Output};
use crate::{Error, Step};

impl Logger {
    /// Logs how values are distributed: slices, vectors and iterators of numbers, or a tensor of burn (a clone, read by
    /// the worker).
    ///
    /// NaN and infinities are not part of the histogram; where there are any, they are counted under `TAG/nan_count` and
    /// `TAG/inf_count`. No values at all are an empty histogram.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_logger::Values;
    /// logger.add_histogram("weights", &[0.1_f32, -0.2, 0.7][..], 1);
    /// logger.add_histogram("lengths", vec![3_i64, 5, 8], 1);
    /// logger.add_histogram("squares", (0..100).map(|i| f64::from(i * i)).collect::<Values>(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_histogram(&self, tag: &str, values: impl Into<Values>, step: impl Into<Step>) {
        self.add_histogram_with(tag, values, step, Bins::Auto);
    }

    /// The same with a choice of buckets.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_logger::Bins;
    /// logger.add_histogram_with("scores", &[0.1_f32, 0.2, 0.7], 1, Bins::Fixed(10));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_histogram_with(&self, tag: &str, values: impl Into<Values>, step: impl Into<Step>, bins: Bins) {
        if !self.is_enabled() {
            return;
        }
        let (tag, values) = (self.tag(tag), values.into());
        self.send_heavy(tag.clone(), step.into(), values.byte_len(), move || {
            let mut entries = Vec::new();
            Distribution::in_bins(&values.read()?, bins).push_entries(&tag, &mut entries);
            Ok(Output::Entries(entries))
        });
    }

    /// Logs a histogram that was counted elsewhere, on a GPU for one: `counts[i]` values lie between `edges[i]` and
    /// `edges[i + 1]`, so there is one edge more than there are counts.
    ///
    /// Edges that do not increase or are not finite, and counts that are negative or NaN, are an error
    /// ([`Error::Histogram`]) for the next flush.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// logger.add_histogram_raw("pixels", &[0.0, 0.5, 1.0], &[130.0, 70.0], 1);
    /// # logger.flush()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_histogram_raw(&self, tag: &str, edges: &[f64], counts: &[f64], step: impl Into<Step>) {
        if !self.is_enabled() {
            return;
        }
        let tag = self.tag(tag);
        let (edges, counts) = (edges.to_vec(), counts.to_vec());
        let bytes = size_of_val(&edges[..]) + size_of_val(&counts[..]);
        self.send_heavy(tag.clone(), step.into(), bytes, move || {
            let histogram = counted(&edges, &counts);
            let histogram = histogram.map_err(|reason| Error::Histogram { tag: tag.clone(), reason })?;
            Ok(Output::Entries(vec![Entry::new(tag, Summary::Histogram(histogram))]))
        });
    }
}

/// The histogram of edges and counts, or what is wrong with them.
fn counted(edges: &[f64], counts: &[f64]) -> Result<Histogram, String> {
    if edges.len() != counts.len() + 1 && !(edges.is_empty() && counts.is_empty()) {
        let (edges, counts) = (edges.len(), counts.len());
        return Err(format!("{counts} counts lie between {} edges, not {edges}", counts + 1));
    }
    if let Some(at) = edges.iter().position(|edge| !edge.is_finite()) {
        return Err(format!("edge {at} is {}, which is no place on an axis", edges[at]));
    }
    if let Some(at) = edges.windows(2).position(|pair| pair[0] > pair[1]) {
        return Err(format!(
            "edges must increase, and edge {} ({}) is below edge {at} ({})",
            at + 1,
            edges[at + 1],
            edges[at]
        ));
    }
    if let Some(at) = counts.iter().position(|count| !(count.is_finite() && *count >= 0.0)) {
        return Err(format!("count {at} is {}", counts[at]));
    }
    Ok(Histogram::new(edges.windows(2).zip(counts).map(|(edge, &count)| (edge[0], edge[1], count))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_counts_is_told() {
        let table: [(&[f64], &[f64], &str); 5] = [
            (&[0.0, 1.0], &[1.0, 2.0], "2 counts lie between 3 edges, not 2"),
            (&[0.0, f64::INFINITY], &[1.0], "edge 1 is inf, which is no place on an axis"),
            (&[0.0, 2.0, 1.0], &[1.0, 1.0], "edges must increase, and edge 2 (1) is below edge 1 (2)"),
            (&[0.0, 1.0], &[f64::NAN], "count 0 is NaN"),
            (&[0.0, 1.0], &[-1.0], "count 0 is -1"),
        ];
        for (edges, counts, reason) in table {
            assert_eq!(counted(edges, counts).unwrap_err(), reason);
        }
        assert_eq!(counted(&[], &[]).unwrap(), Histogram::default());
        assert_eq!(counted(&[0.0, 1.0, 3.0], &[2.0, 0.0]).unwrap(), Histogram::new([(0.0, 1.0, 2.0), (1.0, 3.0, 0.0)]));
    }
}
