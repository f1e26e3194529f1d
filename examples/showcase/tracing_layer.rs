//! Scalars from a library that only knows `tracing`.

use nnviz::prelude::*;
use tracing_subscriber::layer::SubscriberExt;

use crate::data::Digits;
use crate::line::{self, Line};

/// Fields `nnviz.scalar.TAG` of the events in [`line::fit`] become scalars of this run.
pub(crate) fn log(logger: &Logger, digits: &Digits) -> Line {
    let subscriber = tracing_subscriber::registry().with(logger.tracing_layer());
    tracing::subscriber::with_default(subscriber, || line::fit(&line::points(&digits.train)))
}
