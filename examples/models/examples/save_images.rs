//! Copies the images of a logdir to PNG files, the last of each tag: tag `photo` of run `flower` becomes `flower-photo.png`.
//!
//! ```text
//! cargo run --release --example save_images -- LOGDIR DIRECTORY
//! ```

use std::error::Error;
use std::path::{Path, PathBuf};

use nnviz_viewer::Logdir;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [logdir, directory] = arguments.as_slice() else {
        return Err("usage: save_images LOGDIR DIRECTORY".into());
    };
    std::fs::create_dir_all(directory)?;
    for run in &Logdir::load(logdir)?.runs {
        for (series, images) in run.images() {
            let Some(point) = images.last() else { continue };
            let name = format!("{}/{}", run.name, series.tag).replace(['/', '.'], "-");
            save(directory, name.trim_matches('-'), &point.value.encoded)?;
        }
    }
    Ok(())
}

/// One file an image; those after the first have a number.
fn save(directory: &Path, name: &str, images: &[impl AsRef<[u8]>]) -> std::io::Result<()> {
    for (at, image) in images.iter().enumerate() {
        let number = if at == 0 { String::new() } else { format!("-{at}") };
        std::fs::write(directory.join(format!("{name}{number}.png")), image)?;
    }
    Ok(())
}
