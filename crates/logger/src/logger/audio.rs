//! Sounds.

use nnviz_record::Summary;
use nnviz_record::summary::Audio;

use super::Logger;
use crate::Step;
use crate::audio::Sound;
use crate::worker::{Entry, Output};

impl Logger {
    /// Logs a sound, or several of one tag: samples between −1 and 1 with their rate, or whole WAV files; see [`Sound`].
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_logger::Clip;
    /// let tone: Vec<f32> = (0..8000).map(|i| (i as f32 * 0.345).sin()).collect();
    /// logger.add_audio("tone", Clip::mono(tone, 8000), 1);
    /// # logger.flush()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_audio(&self, tag: &str, sound: impl Into<Sound>, step: impl Into<Step>) {
        if !self.is_enabled() {
            return;
        }
        let (tag, sound) = (self.tag(tag), sound.into());
        self.send_heavy(tag.clone(), step.into(), sound.byte_len(), move || {
            let clips = sound.encode(&tag)?;
            Ok(Output::Entries(vec![Entry::new(tag, Summary::Audio(Audio { clips }))]))
        });
    }
}
