//! Pictures: images, figures, videos.

use nnviz_record::{Images as Encoded, Summary};

use super::Logger;
use crate::image::{Image, Images, Video};
use crate::worker::{Entry, Output};
use crate::{Error, Step};

impl Logger {
    /// Logs a picture: pixels, a tensor of burn, a picture of the crate `image` or a whole file; see [`Image`]. It is
    /// compressed by the worker.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_logger::{Image, Layout, Pixels};
    /// let checkers: Vec<u8> = (0..64).map(|i| if (i + i / 8) % 2 == 0 { 0 } else { 255 }).collect();
    /// logger.add_image("board", Pixels::grey(8, 8, checkers)?, 1);
    /// logger.add_image("noise", Image::new(Layout::Chw, [3, 8, 8], vec![0.5_f32; 192]), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_image(&self, tag: &str, image: impl Into<Image>, step: impl Into<Step>) {
        if self.is_enabled() {
            let image = image.into();
            self.send_pictures(tag, step.into(), image.byte_len(), move |tag| image.encode(tag));
        }
    }

    /// Logs several pictures of one size under one tag; TensorBoard shows them behind a slider. As one sheet they are
    /// logged with [`Images::grid`].
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_logger::{Images, Layout};
    /// let batch = || Images::new(Layout::Chw, [16, 1, 8, 8], vec![0_u8; 1024]);
    /// logger.add_images("batch", batch(), 1);
    /// logger.add_images("sheet", batch().grid(4), 1);
    /// # logger.flush()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_images(&self, tag: &str, images: impl Into<Images>, step: impl Into<Step>) {
        if self.is_enabled() {
            let images = images.into();
            self.send_pictures(tag, step.into(), images.byte_len(), move |tag| images.encode(tag));
        }
    }

    /// Logs a picture with boxes drawn over it, each with its label.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_logger::{Boxes, LabelledBox, Pixels};
    /// let photo = Pixels::rgb(64, 48, vec![200; 64 * 48 * 3])?;
    /// let found = Boxes::from(vec![LabelledBox::new(8.0, 6.0, 40.0, 30.0).label("cat 0.97")]);
    /// logger.add_image_with_boxes("detections", photo, found, 1);
    /// # logger.flush()?;
    /// # logger.flush()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "figure")]
    pub fn add_image_with_boxes(
        &self,
        tag: &str,
        image: impl Into<Image>,
        boxes: impl Into<crate::Boxes>,
        step: impl Into<Step>,
    ) {
        self.add_image(tag, image.into().with_boxes(boxes), step);
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
    /// # logger.flush()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "figure")]
    pub fn add_figure<F>(&self, tag: &str, size: (u32, u32), step: impl Into<Step>, draw: F)
    where
        F: FnOnce(&crate::figure::Area<'_>) -> Result<(), crate::figure::DrawError> + Send + 'static,
    {
        let bytes = size.0 as usize * size.1 as usize * 3;
        self.send_pictures(tag, step.into(), bytes, move |tag| {
            Image::from(crate::figure::draw(size, draw)?).encode(tag)
        });
    }

    /// Logs frames as an animation, which TensorBoard plays among its images.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_logger::{Pixels, Video};
    /// let frame = |grey| Pixels::grey(16, 16, vec![grey; 256]);
    /// logger.add_video("fade", Video::from(vec![frame(0)?, frame(128)?, frame(255)?]).fps(2.0), 1);
    /// # logger.flush()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_video(&self, tag: &str, video: impl Into<Video>, step: impl Into<Step>) {
        if self.is_enabled() {
            let video = video.into();
            self.send_pictures(tag, step.into(), video.byte_len(), move |tag| video.encode(tag));
        }
    }

    fn send_pictures(
        &self,
        tag: &str,
        step: Step,
        bytes: usize,
        encode: impl FnOnce(&str) -> Result<Encoded, Error> + Send + 'static,
    ) {
        let tag = self.tag(tag);
        self.send_heavy(tag.clone(), step, bytes, move || {
            let summary = Summary::Image(encode(&tag)?);
            Ok(Output::Entries(vec![Entry::new(tag, summary)]))
        });
    }
}
