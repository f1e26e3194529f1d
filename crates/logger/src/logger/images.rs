//! Pictures.

use nnviz_record::Summary;

use super::Logger;
use crate::Step;
use crate::image::{Pixels, encode_images};
use crate::worker::{Entry, Output};

impl Logger {
    /// Logs a picture; it is compressed as PNG by the worker.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_logger::Pixels;
    /// let checkers = (0..64).map(|i| if (i + i / 8) % 2 == 0 { 0 } else { 255 }).collect();
    /// logger.add_image("board", Pixels::grey(8, 8, checkers)?, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_image(&self, tag: &str, image: Pixels, step: impl Into<Step>) {
        self.add_images(tag, vec![image], step);
    }

    /// Logs several pictures of one size under one tag; TensorBoard shows them behind a slider.
    pub fn add_images(&self, tag: &str, images: Vec<Pixels>, step: impl Into<Step>) {
        let name = self.tag::<String>(tag);
        let bytes = images.iter().map(Pixels::byte_len).sum();
        self.send_heavy(name.clone(), step.into(), bytes, move || {
            let summary = Summary::Image(encode_images(&name, &images)?);
            Ok(Output::Entries(vec![Entry::new(name, summary)]))
        });
    }

    /// Logs a drawing made with plotters, `size` pixels wide and high. It is drawn by the worker, with fonts that need
    /// nothing from the system.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_logger::figure;
    /// let counts = vec![vec![48, 2], vec![1, 49]];
    /// logger.add_figure("confusion", (400, 360), 1, move |area| {
    ///     figure::confusion_matrix(area, &counts, &["cat", "dog"])
    /// });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "figure")]
    pub fn add_figure<F>(&self, tag: &str, size: (u32, u32), step: impl Into<Step>, draw: F)
    where
        F: FnOnce(&crate::figure::Area<'_>) -> Result<(), crate::figure::DrawError> + Send + 'static,
    {
        let name = self.tag::<String>(tag);
        let bytes = size.0 as usize * size.1 as usize * 3;
        self.send_heavy(name.clone(), step.into(), bytes, move || {
            let pixels = crate::figure::draw(size, draw)?;
            let summary = Summary::Image(encode_images(&name, &[pixels])?);
            Ok(Output::Entries(vec![Entry::new(name, summary)]))
        });
    }
}
