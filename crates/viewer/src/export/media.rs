//! Pictures and sounds as the files that they are, of every step.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use nnviz_record::summary::image_media_type;

use super::place_of;
use crate::Logdir;
use crate::plot::Names;
use crate::series::Point;

/// Writes every picture of a logdir below the directory `out`, as it was logged: a directory for each tag of each run, and in
/// it a file for each step, `000120.png`; of several pictures of a step `000120-0.png`, `000120-1.png`. Steps have as many
/// digits as the longest, so that names are in the order of the steps. Returns the files.
///
/// The logdir should be read with [`Keep::Everything`](crate::logdir::Keep::Everything): otherwise some of the steps are
/// there only. What is neither PNG, JPEG, GIF nor BMP ends in `.bin`.
///
/// # Errors
/// Those of the file system.
pub fn write_images(logdir: &Logdir, out: impl AsRef<Path>) -> io::Result<Vec<PathBuf>> {
    let mut media = Media::new(out.as_ref());
    for run in &logdir.runs {
        for (series, images) in run.images() {
            media.write(&place_of(&run.name, &series.tag), images.points(), |images| &images.encoded, image_ending)?;
        }
    }
    Ok(media.written)
}

/// Writes every sound of a logdir below the directory `out`, as [`write_images`] does pictures: WAV files.
///
/// # Errors
/// Those of the file system.
pub fn write_audio(logdir: &Logdir, out: impl AsRef<Path>) -> io::Result<Vec<PathBuf>> {
    let mut media = Media::new(out.as_ref());
    for run in &logdir.runs {
        for (series, audio) in run.audio() {
            media.write(&place_of(&run.name, &series.tag), audio.points(), |audio| &audio.clips, |_| "wav")?;
        }
    }
    Ok(media.written)
}

/// The files so far.
struct Media<'a> {
    out: &'a Path,
    names: Names,
    written: Vec<PathBuf>,
}

impl<'a> Media<'a> {
    fn new(out: &'a Path) -> Self {
        Self { out, names: Names::default(), written: Vec::new() }
    }

    /// The files of each step of a tag.
    fn write<T>(
        &mut self,
        place: &str,
        points: &[Point<T>],
        files: impl Fn(&T) -> &[Vec<u8>],
        ending: impl Fn(&[u8]) -> &'static str,
    ) -> io::Result<()> {
        let directory = self.out.join(self.names.take(place));
        fs::create_dir_all(&directory)?;
        let width = points.iter().map(|point| point.step.to_string().len()).max().unwrap_or(0);
        for point in points {
            let files = files(&point.value);
            for (at, bytes) in files.iter().enumerate() {
                let number = if files.len() > 1 { format!("-{at}") } else { String::new() };
                let file = directory.join(format!("{:0width$}{number}.{}", point.step, ending(bytes)));
                fs::write(&file, bytes)?;
                self.written.push(file);
            }
        }
        Ok(())
    }
}

fn image_ending(encoded: &[u8]) -> &'static str {
    match image_media_type(encoded) {
        Some("image/png") => "png",
        Some("image/jpeg") => "jpg",
        Some("image/gif") => "gif",
        Some("image/bmp") => "bmp",
        _ => "bin",
    }
}
