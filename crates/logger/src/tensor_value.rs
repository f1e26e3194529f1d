//! An array of any shape and type, at hand or still on a device.

use std::fmt;

use nnviz_record::summary::{Tensor, TensorData};

use crate::Error;

/// What [`add_tensor`](crate::Logger::add_tensor) takes: a [`Tensor`](nnviz_record::summary::Tensor), or a tensor of burn.
pub struct TensorValue(Source);

enum Source {
    Here(Tensor),
    #[cfg(feature = "burn")]
    OnDevice {
        bytes: usize,
        read: Box<dyn FnOnce() -> Result<Tensor, Error> + Send>,
    },
}

impl TensorValue {
    /// An array that is read later, on the worker's thread.
    #[cfg(feature = "burn")]
    pub(crate) fn on_device(bytes: usize, read: impl FnOnce() -> Result<Tensor, Error> + Send + 'static) -> Self {
        Self(Source::OnDevice { bytes, read: Box::new(read) })
    }

    pub(crate) fn byte_len(&self) -> usize {
        match &self.0 {
            Source::Here(tensor) => match tensor.data() {
                TensorData::Bytes(bytes) => bytes.len(),
                TensorData::Strings(strings) => strings.iter().map(Vec::len).sum(),
                _ => 0,
            },
            #[cfg(feature = "burn")]
            Source::OnDevice { bytes, .. } => *bytes,
        }
    }

    #[cfg_attr(not(feature = "burn"), allow(clippy::unnecessary_wraps, reason = "reading from a device can fail"))]
    pub(crate) fn read(self) -> Result<Tensor, Error> {
        match self.0 {
            Source::Here(tensor) => Ok(tensor),
            #[cfg(feature = "burn")]
            Source::OnDevice { read, .. } => read(),
        }
    }
}

impl From<Tensor> for TensorValue {
    fn from(tensor: Tensor) -> Self {
        Self(Source::Here(tensor))
    }
}

impl fmt::Debug for TensorValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TensorValue({} bytes)", self.byte_len())
    }
}
