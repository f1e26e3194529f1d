//! Scalars from events of `tracing`: a library that knows nothing of this crate can be watched.

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::{Logger, Step};

/// Fields with this prefix are scalars; what follows is the tag.
const SCALAR: &str = "nnviz.scalar.";

/// The field of an event or a span that tells the step.
const STEP: &str = "nnviz.step";

/// Turns fields of `tracing` events into scalars; made by [`Logger::tracing_layer`].
#[derive(Debug)]
pub struct ScalarLayer {
    logger: Logger,
}

impl Logger {
    /// A layer for a `tracing` subscriber: each field `nnviz.scalar.TAG` of an event becomes a scalar of this run.
    ///
    /// The step is the field `nnviz.step` of the event, or of the nearest span around it that has one; without any, the
    /// steps of each tag are counted.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// use nnviz_logger::Logger;
    /// use tracing_subscriber::layer::SubscriberExt;
    ///
    /// let logger = Logger::create(directory.path())?;
    /// let subscriber = tracing_subscriber::registry().with(logger.tracing_layer());
    /// tracing::subscriber::with_default(subscriber, || {
    ///     // Somewhere in a library:
    ///     let _span = tracing::info_span!("epoch", nnviz.step = 3).entered();
    ///     tracing::info!(nnviz.scalar.loss = 0.31, "nnviz.scalar.valid/accuracy" = 0.9, "epoch done");
    /// });
    /// logger.close()?;
    /// assert_eq!(logger.stats().written, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tracing_layer(&self) -> ScalarLayer {
        ScalarLayer { logger: self.clone() }
    }
}

impl<S> Layer<S> for ScalarLayer
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if has_field(attributes.metadata(), |name| name == STEP) {
            let mut found = Found::default();
            attributes.record(&mut found);
            keep_step(&context, id, found.step);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut found = Found::default();
        values.record(&mut found);
        keep_step(&context, id, found.step);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if !has_field(event.metadata(), |name| name.starts_with(SCALAR)) {
            return;
        }
        let mut found = Found::default();
        event.record(&mut found);
        match found.step.or_else(|| step_of_spans(event, &context)) {
            Some(step) => self.logger.log_step(step, &found.scalars),
            // Each tag counts for itself, so they do not share an event.
            None => found.scalars.iter().for_each(|(tag, value)| self.logger.add_scalar(tag, *value, None)),
        }
    }
}

/// The step that a span was opened with, or given later.
struct SpanStep(i64);

fn has_field(metadata: &Metadata<'_>, wanted: impl Fn(&str) -> bool) -> bool {
    metadata.fields().iter().any(|field| wanted(field.name()))
}

fn keep_step<S>(context: &Context<'_, S>, id: &Id, step: Option<i64>)
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    if let (Some(step), Some(span)) = (step, context.span(id)) {
        span.extensions_mut().replace(SpanStep(step));
    }
}

fn step_of_spans<S>(event: &Event<'_>, context: &Context<'_, S>) -> Option<i64>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let mut spans = context.event_scope(event)?;
    spans.find_map(|span| span.extensions().get::<SpanStep>().map(|step| step.0))
}

/// What an event or a span says for us.
#[derive(Default)]
struct Found {
    scalars: Vec<(&'static str, f64)>,
    step: Option<i64>,
}

impl Found {
    fn scalar(&mut self, field: &Field, value: f64) {
        self.scalars.extend(field.name().strip_prefix(SCALAR).map(|tag| (tag, value)));
    }

    fn whole(&mut self, field: &Field, value: impl Into<Step>, number: f64) {
        if field.name() == STEP {
            self.step = Some(value.into().unwrap_or_else(|| 0));
        } else {
            self.scalar(field, number);
        }
    }
}

/// Texts are no scalars; a step that is no whole number is none.
impl Visit for Found {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.scalar(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.whole(field, value, value as f64);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.whole(field, value, value as f64);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.scalar(field, f64::from(u8::from(value)));
    }

    fn record_debug(&mut self, _field: &Field, _value: &dyn std::fmt::Debug) {}
}

#[cfg(test)]
mod tests {
    use std::fs;

    use nnviz_record::Summary;
    use nnviz_record::event_file::EventFileReader;
    use nnviz_record::proto::What;
    use nnviz_record::summary::SummaryDecoder;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    /// Tag, step and value of the scalars that `emit` leaves behind.
    fn logged(emit: impl FnOnce()) -> Vec<(String, i64, f32)> {
        let directory = tempfile::tempdir().unwrap();
        let logger = Logger::create(directory.path()).unwrap();
        tracing::subscriber::with_default(tracing_subscriber::registry().with(logger.tracing_layer()), emit);
        logger.close().unwrap();
        let files = fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().path());
        let file = files.into_iter().find(|path| path.to_string_lossy().contains("tfevents")).unwrap();
        let mut reader = EventFileReader::new(fs::File::open(file).unwrap());
        let (mut found, mut decoder) = (Vec::new(), SummaryDecoder::default());
        while let Some(event) = reader.read_event().unwrap() {
            let Some(What::Summary(summary)) = event.what else { continue };
            for value in summary.value {
                let (tag, Summary::Scalar(value)) = decoder.decode(value).unwrap() else { panic!("not a scalar") };
                found.push((tag, event.step, value));
            }
        }
        found
    }

    #[test]
    fn fields_of_events_are_scalars_and_others_are_not() {
        let found = logged(|| {
            tracing::info!(nnviz.scalar.loss = 0.5, nnviz.step = 7, other = 1.0, "a message");
            tracing::debug!(nnviz.scalar.count = 3_u64, nnviz.scalar.negative = -2, nnviz.step = 8);
            tracing::info!(loss = 0.1);
            tracing::info!(nnviz.scalar.name = "text", nnviz.step = 9);
        });
        let expected = [("loss", 7, 0.5), ("count", 8, 3.0), ("negative", 8, -2.0)];
        assert_eq!(found, expected.map(|(tag, step, value)| (tag.to_owned(), step, value)));
    }

    #[test]
    fn the_nearest_span_tells_the_step() {
        let found = logged(|| {
            let outer = tracing::info_span!("training", nnviz.step = 10, unrelated = 1);
            let _outer = outer.enter();
            tracing::info_span!("batch").in_scope(|| tracing::info!(nnviz.scalar.a = 1.0));
            tracing::info_span!("epoch", nnviz.step = 20).in_scope(|| tracing::info!(nnviz.scalar.a = 2.0));
            outer.record("nnviz.step", 30);
            tracing::info!(nnviz.scalar.a = 3.0);
        });
        assert_eq!(found.iter().map(|(_, step, _)| *step).collect::<Vec<_>>(), [10, 20, 30]);
    }

    #[test]
    fn without_a_step_each_tag_counts() {
        let found = logged(|| {
            tracing::info!(nnviz.scalar.a = 1.0);
            tracing::info!(nnviz.scalar.a = 2.0, nnviz.scalar.b = true);
        });
        let expected = [("a", 0, 1.0), ("a", 1, 2.0), ("b", 0, 1.0)];
        assert_eq!(found, expected.map(|(tag, step, value)| (tag.to_owned(), step, value)));
    }
}
