//! Events that are written as they are.

use nnviz_record::proto::Event;

use super::Logger;
use crate::worker::Output;

impl Logger {
    /// Writes an event as it is: for messages of plugins that this crate does not know.
    ///
    /// Nothing is added. Both of TensorBoard's readers want a `data_class` with the first value of a tag and steps that
    /// increase for each tag. Only the `wall_time` is checked: one that is NaN would end the file for the faster reader, so
    /// the event is dropped, and the next [`flush`](Self::flush) tells [`Error::WallTime`](crate::Error::WallTime).
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_record::proto::{Event, Summary, What};
    /// use nnviz_record::{Kind, Summary as Content};
    ///
    /// let value = Content::Scalar(0.5).into_value("loss", Some(Kind::Scalar.metadata()));
    /// let what = Some(What::Summary(Summary { value: vec![value] }));
    /// logger.add_event(Event { wall_time: 1_700_000_000.0, step: 1, what, ..Event::default() });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_event(&self, event: Event) {
        self.send_light("an event".to_owned(), event.step.into(), 0, move || Ok(Output::Event(event)));
    }
}
