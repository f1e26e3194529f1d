//! Arrays for programs that read them back; no page of TensorBoard shows them.

use nnviz::prelude::*;

use crate::evaluation::Evaluation;

/// A tensor of burn as it is, of any shape and type.
pub(crate) fn log(valid: &Logger, evaluation: &Evaluation) {
    valid.add_tensor("scores/all", evaluation.scores.clone(), evaluation.step);
}
