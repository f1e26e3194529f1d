//! Precision and recall of a classifier: *PR Curves*.

use nnviz::prelude::*;

use crate::evaluation::{Evaluation, NAMES};

/// A curve for each digit: is it one, or any other?
pub(crate) fn each_look(valid: &Logger, evaluation: &Evaluation) {
    let Evaluation { step, labels, probabilities, .. } = evaluation;
    valid.add_pr_curves("is it a", labels, probabilities.clone(), &NAMES, *step);
}
