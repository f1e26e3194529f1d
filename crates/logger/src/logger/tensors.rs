//! Arrays that no page shows, for programs that read them back.

use nnviz_record::Summary;

use super::Logger;
use crate::Step;
use crate::tensor_value::TensorValue;
use crate::worker::{Entry, Output};

impl Logger {
    /// Logs an array of any shape and type as it is: a [`Tensor`](nnviz_record::summary::Tensor) of the format, or a
    /// tensor of burn (a clone, read by the worker). No page of TensorBoard shows it; `EventAccumulator.Tensors` and
    /// [`SummaryDecoder`](nnviz_record::summary::SummaryDecoder) read it back.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_record::summary::Tensor;
    /// logger.add_tensor("attention/mask", Tensor::new([2, 3], &[true, true, false, true, false, false])?, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_tensor(&self, tag: &str, tensor: impl Into<TensorValue>, step: impl Into<Step>) {
        if !self.is_enabled() {
            return;
        }
        let (tag, tensor) = (self.tag(tag), tensor.into());
        self.send_heavy(tag.clone(), step.into(), tensor.byte_len(), move || {
            Ok(Output::Entries(vec![Entry::new(tag, Summary::Tensor(tensor.read()?))]))
        });
    }
}
