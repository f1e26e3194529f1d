//! Precision and recall over thresholds.

use nnviz_record::Summary;
use nnviz_record::summary::PrCurve;

use super::Logger;
use crate::distribution::{Numbers, Values};
use crate::worker::{Entry, Output};
use crate::{Error, Step};

/// As many as other writers take.
const THRESHOLDS: usize = 127;

impl Logger {
    /// Logs the precision-recall curve of a binary classifier: `labels` are 0 or 1 (or `bool`), `predictions` between 0
    /// and 1, both any slices, vectors or tensors of one length. It has 127 thresholds.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// let labels = [true, false, true, true];
    /// let predictions = [0.9_f32, 0.4, 0.7, 0.2];
    /// logger.add_pr_curve("is_cat", &labels, &predictions, 100);
    /// # logger.flush()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_pr_curve(
        &self,
        tag: &str,
        labels: impl Into<Values>,
        predictions: impl Into<Values>,
        step: impl Into<Step>,
    ) {
        self.add_pr_curve_with(tag, labels, predictions, step, THRESHOLDS, None::<Vec<f32>>);
    }

    /// The same with any number of thresholds, and with a weight for each example.
    pub fn add_pr_curve_with(
        &self,
        tag: &str,
        labels: impl Into<Values>,
        predictions: impl Into<Values>,
        step: impl Into<Step>,
        num_thresholds: usize,
        weights: Option<impl Into<Values>>,
    ) {
        if !self.is_enabled() {
            return;
        }
        let (labels, predictions, weights) = (labels.into(), predictions.into(), weights.map(Into::into));
        let bytes = labels.byte_len() + predictions.byte_len() + weights.as_ref().map_or(0, Values::byte_len);
        let tag = self.tag(tag);
        self.send_heavy(tag.clone(), step.into(), bytes, move || {
            let labels = truths(&tag, &labels.read()?.into_f64())?;
            let predictions = predictions.read()?.into_f32();
            let weights = weights.map(|weights| weights.read().map(Numbers::into_f32)).transpose()?;
            let curve = PrCurve::of(&labels, &predictions, weights.as_deref(), num_thresholds);
            entries(tag, curve)
        });
    }

    /// Logs a curve for each class of a classifier, under `TAG/CLASS`: `labels` are numbers of classes, `predictions` the
    /// probabilities `[examples × classes]`, row by row.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// let predictions = [0.7_f32, 0.2, 0.1, 0.3, 0.3, 0.4];
    /// logger.add_pr_curves("pr", &[0, 2], &predictions, &["cat", "dog", "owl"], 100);
    /// # logger.flush()?;
    /// # assert_eq!(logger.stats().written, 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_pr_curves<C: AsRef<str>>(
        &self,
        tag: &str,
        labels: &[usize],
        predictions: impl Into<Values>,
        classes: &[C],
        step: impl Into<Step>,
    ) {
        if !self.is_enabled() {
            return;
        }
        let (labels, predictions) = (labels.to_vec(), predictions.into());
        let classes: Vec<String> = classes.iter().map(|class| class.as_ref().to_owned()).collect();
        let tag = self.tag(tag);
        self.send_heavy(tag.clone(), step.into(), predictions.byte_len(), move || {
            one_against_all(&tag, &labels, &predictions.read()?.into_f32(), &classes)
        });
    }

    /// Logs a curve that was computed elsewhere: counts, precision and recall at each threshold, which are evenly spaced
    /// from 0 to 1.
    #[expect(clippy::too_many_arguments, reason = "those of SummaryWriter, in its order")]
    pub fn add_pr_curve_raw(
        &self,
        tag: &str,
        true_positive_counts: &[f64],
        false_positive_counts: &[f64],
        true_negative_counts: &[f64],
        false_negative_counts: &[f64],
        precision: &[f64],
        recall: &[f64],
        step: impl Into<Step>,
    ) {
        if !self.is_enabled() {
            return;
        }
        let curve = PrCurve::from_raw(
            true_positive_counts,
            false_positive_counts,
            true_negative_counts,
            false_negative_counts,
            precision,
            recall,
        );
        let tag = self.tag(tag);
        let bytes = 6 * size_of_val(precision);
        self.send_heavy(tag.clone(), step.into(), bytes, move || entries(tag, curve));
    }
}

fn entries(tag: String, curve: Result<PrCurve, nnviz_record::summary::PrCurveError>) -> Result<Output, Error> {
    match curve {
        Ok(curve) => Ok(Output::Entries(vec![Entry::new(tag, Summary::PrCurve(curve))])),
        Err(source) => Err(Error::PrCurve { tag, source }),
    }
}

/// Labels as yes or no.
fn truths(tag: &str, labels: &[f64]) -> Result<Vec<bool>, Error> {
    let truth = |(index, &label): (usize, &f64)| match label {
        0.0 => Ok(false),
        1.0 => Ok(true),
        label => Err(Error::PrLabel { tag: tag.to_owned(), index, label, wanted: "0 or 1".to_owned() }),
    };
    labels.iter().enumerate().map(truth).collect()
}

/// A curve for each class: its examples against all others.
fn one_against_all(tag: &str, labels: &[usize], predictions: &[f32], classes: &[String]) -> Result<Output, Error> {
    if let Some(index) = labels.iter().position(|&label| label >= classes.len()) {
        let (tag, label) = (tag.to_owned(), labels[index] as f64);
        return Err(Error::PrLabel {
            tag,
            index,
            label,
            wanted: format!("below {}, the number of classes", classes.len()),
        });
    }
    if predictions.len() != labels.len() * classes.len() {
        let (tag, examples, classes) = (tag.to_owned(), labels.len(), classes.len());
        return Err(Error::PrPredictions { tag, examples, classes, actual: predictions.len() });
    }
    let curve = |(class, name): (usize, &String)| {
        let tag = format!("{tag}/{name}");
        let is_class: Vec<bool> = labels.iter().map(|&label| label == class).collect();
        let scores: Vec<f32> = predictions.iter().skip(class).step_by(classes.len()).copied().collect();
        match PrCurve::of(&is_class, &scores, None, THRESHOLDS) {
            Ok(curve) => Ok(Entry::new(tag, Summary::PrCurve(curve))),
            Err(source) => Err(Error::PrCurve { tag, source }),
        }
    };
    classes.iter().enumerate().map(curve).collect::<Result<_, _>>().map(Output::Entries)
}
