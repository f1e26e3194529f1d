//! Writes the large logdirs that reading is measured on: 10 runs of a million scalars, 100 runs of 10,000, and one run of
//! 5,000 images; and the broad ones that the page is measured on: 50 runs of 500 tags, with few points and with many.
//!
//! ```text
//! cargo run --release -p nnviz-viewer --example large_logdirs -- DIRECTORY
//! ```

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::Path;

use nnviz_record::event_file::EventFileWriter;
use nnviz_record::{Images, Summary, WallTime};

fn main() -> io::Result<()> {
    let root = std::env::args_os().nth(1).ok_or(io::Error::new(io::ErrorKind::InvalidInput, "name a directory"))?;
    let root = Path::new(&root);
    scalars(&root.join("million"), 10, 1_000_000)?;
    scalars(&root.join("hundred"), 100, 10_000)?;
    images(&root.join("images"), 5_000)?;
    tags(&root.join("broad"), 50, 500, 100)?;
    tags(&root.join("broad-and-long"), 50, 500, 1_000)
}

type Events = EventFileWriter<BufWriter<File>>;

fn run(directory: &Path) -> io::Result<Events> {
    fs::create_dir_all(directory)?;
    let file = File::create(directory.join("events.out.tfevents.1700000000.example.1.0"))?;
    EventFileWriter::new(BufWriter::new(file), at(0), "large_logdirs")
}

fn at(step: i64) -> WallTime {
    WallTime::new(1.7e9 + step as f64 * 0.01).unwrap_or(WallTime::EPOCH)
}

/// A loss that falls, with noise.
fn scalars(logdir: &Path, runs: i64, steps: i64) -> io::Result<()> {
    for number in 0..runs {
        let mut events = run(&logdir.join(format!("run-{number:03}")))?;
        for step in 0..steps {
            let noise = ((step * 7919 + number * 104_729) % 1_009) as f32 / 1_009.0;
            let loss = 100.0 / (step as f32 + 100.0) + noise * 0.1;
            events.write_summary(at(step), step, vec![Summary::Scalar(loss).into_value("loss", None)])?;
        }
        events.flush()?;
    }
    Ok(())
}

/// Curves of many tags, in groups of ten as layers have them.
fn tags(logdir: &Path, runs: i64, tags: i64, steps: i64) -> io::Result<()> {
    for number in 0..runs {
        let mut events = run(&logdir.join(format!("run-{number:03}")))?;
        for step in 0..steps {
            let value = |tag: i64| {
                let noise = ((step * 7919 + number * 104_729 + tag * 31) % 1_009) as f32 / 1_009.0;
                let curve = (tag + 1) as f32 / (step as f32 + 10.0) + noise * 0.1;
                Summary::Scalar(curve).into_value(&format!("layer_{:02}/metric_{}", tag / 10, tag % 10), None)
            };
            events.write_summary(at(step * 100), step, (0..tags).map(value).collect())?;
        }
        events.flush()?;
    }
    Ok(())
}

/// Pictures of 64 × 64 pixels.
fn images(logdir: &Path, steps: i64) -> io::Result<()> {
    let mut events = run(&logdir.join("run"))?;
    for step in 0..steps {
        let encoded = vec![picture(step as usize)?];
        let images = Summary::Image(Images { width: 64, height: 64, encoded });
        let metadata = images.metadata();
        events.write_summary(at(step), step, vec![images.into_value("sample", Some(metadata))])?;
    }
    events.flush()
}

fn picture(step: usize) -> io::Result<Vec<u8>> {
    let pixels: Vec<u8> = (0..64 * 64 * 3).map(|at| (at * 31 + step * 7919 + at * at % 251) as u8).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 64, 64);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels)).map_err(io::Error::other)?;
    Ok(file)
}
