//! Charts of several tags, which TensorBoard shows under *Custom Scalars*.

use nnviz_record::summary::{Category, Chart, Layout, MarginSeries, exact_tag_pattern};

use super::Logger;
use crate::worker::Output;

impl Logger {
    /// Adds charts to the layout of this run. What was added before stays; a chart of the same title in the same category
    /// is replaced.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_record::summary::{Category, Chart, Layout, MarginSeries};
    ///
    /// let losses = Chart::lines("all losses", ["loss/.*"]); // a pattern
    /// let margin = Chart::margin("reward", [MarginSeries::new("reward/mean", "reward/low", "reward/high")]);
    /// logger.add_custom_scalars(Layout { categories: vec![Category::new("training", [losses, margin])] });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_custom_scalars(&self, layout: Layout) {
        self.send_light("custom scalars".to_owned(), 0.into(), 0, move || Ok(Output::Layout(layout)));
    }

    /// Adds a chart that draws these tags over one another.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// logger.add_custom_scalars_multilinechart(&["loss/train", "loss/valid"], "training", "loss");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_custom_scalars_multilinechart<T: AsRef<str>>(&self, tags: &[T], category: &str, title: &str) {
        let patterns = tags.iter().map(|tag| exact_tag_pattern(&self.tag(tag.as_ref())));
        self.add_chart(category, Chart::lines(title, patterns));
    }

    /// Adds a chart of a value with a band around it: the tags are those of the value, of the band's lower and of its upper
    /// edge.
    pub fn add_custom_scalars_marginchart<T: AsRef<str>>(&self, tags: &[T; 3], category: &str, title: &str) {
        let [value, lower, upper] = tags.each_ref().map(|tag| self.tag(tag.as_ref()));
        self.add_chart(category, Chart::margin(title, [MarginSeries::new(value, lower, upper)]));
    }

    fn add_chart(&self, category: &str, chart: Chart) {
        self.add_custom_scalars(Layout { categories: vec![Category::new(category, [chart])] });
    }
}
