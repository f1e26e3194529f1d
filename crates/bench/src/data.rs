//! What is written and read: the same numbers for every system.

use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use image::RgbImage;
use nnviz_logger::{Logger, Pixels};
use nnviz_record::event_file::EventFileWriter;
use nnviz_record::summary::append_scalar_record;
use nnviz_record::{Histogram, Kind, Summary, WallTime};

use crate::system::Failure;

/// How many tags the scalars have.
pub(crate) const TAGS: usize = 10;

/// When the first value was logged.
pub(crate) const BEGIN: f64 = 1_700_000_000.0;

pub(crate) fn tags() -> Vec<String> {
    (0..TAGS).map(|tag| format!("group/scalar_{tag}")).collect()
}

/// A curve like that of a loss.
pub(crate) fn scalar(at: usize) -> f64 {
    1.0 / (1.0 + at as f64 * 1e-4)
}

/// Values like the weights of a layer: about normal, from a small generator of pseudo-random numbers.
pub(crate) fn weights(count: usize) -> Vec<f32> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut uniform = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1_u32 << 24) as f32
    };
    (0..count).map(|_| (uniform() + uniform() + uniform() + uniform() - 2.0) * 0.05).collect()
}

/// The side of a picture in pixels.
pub(crate) const SIDE: usize = 256;

/// `n` files `INDEX.rgb` with pictures of [`SIDE`] × [`SIDE`].
pub(crate) fn picture_files(directory: &Path, n: usize) -> Result<(), Failure> {
    let photograph = photograph()?;
    for at in 0..n {
        fs::write(directory.join(format!("{at}.rgb")), picture(&photograph, at, SIDE))?;
    }
    Ok(())
}

/// The side of a picture in a log of many.
const SMALL_SIDE: usize = 64;

/// One event file with `n` pictures of [`SMALL_SIDE`] × [`SMALL_SIDE`] as PNG, all of one tag.
pub(crate) fn picture_log(directory: &Path, n: usize) -> Result<(), Failure> {
    let photograph = photograph()?;
    let logger = Logger::create(directory)?;
    for at in 0..n {
        let pixels = picture(&photograph, at, SMALL_SIDE);
        logger.add_image("picture", Pixels::rgb(SMALL_SIDE as u32, SMALL_SIDE as u32, pixels)?, at as i64);
    }
    Ok(logger.close()?)
}

/// Of made-up pixels any compressor says what its habits say; those of a camera are what users log.
fn photograph() -> Result<RgbImage, Failure> {
    Ok(image::load_from_memory(include_bytes!("../../../examples/data/flower.jpg"))?.into_rgb8())
}

/// Rows of red, green, blue: each picture is another part of the photograph.
fn picture(photograph: &RgbImage, number: usize, side: usize) -> Vec<u8> {
    let (width, height) = photograph.dimensions();
    // Beyond an edge the photograph is mirrored.
    let mirrored = |at: usize, len: u32| {
        let at = at as u32 % (2 * len);
        at.min(2 * len - 1 - at)
    };
    let pixel =
        |x: usize, y: usize| photograph.get_pixel(mirrored(x + number * 7, width), mirrored(y + number * 3, height)).0;
    (0..side).flat_map(|y| (0..side).flat_map(move |x| pixel(x, y))).collect()
}

/// Nothing to read.
#[allow(clippy::unnecessary_wraps, reason = "as every preparation")]
pub(crate) fn nothing(_directory: &Path, _n: usize) -> Result<(), Failure> {
    Ok(())
}

/// One event file with `n` scalars.
pub(crate) fn scalar_file(directory: &Path, n: usize) -> Result<(), Failure> {
    fs::create_dir_all(directory)?;
    let mut writer = EventFileWriter::new(event_file(directory)?, time(0)?, "nnviz-bench")?;
    let (tags, mut record) = (tags(), Vec::new());
    for tag in &tags {
        let value = Summary::Scalar(1.0).into_value(tag, Some(Kind::Scalar.metadata()));
        writer.write_summary(time(0)?, 0, vec![value])?;
    }
    let mut file = writer.into_inner();
    for at in TAGS..n.max(TAGS) {
        record.clear();
        let (step, wall_time) = ((at / TAGS) as i64, BEGIN + at as f64 * 1e-3);
        append_scalar_record(&mut record, wall_time, step, &tags[at % TAGS], scalar(at) as f32);
        file.write_all(&record)?;
    }
    Ok(file.flush()?)
}

/// Ten runs with one such file each, `n` scalars together.
pub(crate) fn ten_scalar_files(directory: &Path, n: usize) -> Result<(), Failure> {
    scalar_files(directory, 10, n)
}

/// The same of a hundred runs.
pub(crate) fn hundred_scalar_files(directory: &Path, n: usize) -> Result<(), Failure> {
    scalar_files(directory, 100, n)
}

fn scalar_files(directory: &Path, runs: usize, n: usize) -> Result<(), Failure> {
    (0..runs).try_for_each(|run| scalar_file(&directory.join(format!("run_{run:02}")), n / runs))
}

/// One event file with `n` histograms of a hundred buckets, over ten tags.
pub(crate) fn histogram_file(directory: &Path, n: usize) -> Result<(), Failure> {
    let mut writer = EventFileWriter::new(event_file(directory)?, time(0)?, "nnviz-bench")?;
    let tags = tags();
    for at in 0..n {
        let edge = |bucket: usize| (bucket as f64 - 50.0) * 0.01;
        let rows = (0..100).map(|bucket| (edge(bucket), edge(bucket + 1), ((bucket + at) % 100) as f64));
        let metadata = (at < TAGS).then(|| Kind::Histogram.metadata());
        let value = Summary::Histogram(Histogram::new(rows)).into_value(&tags[at % TAGS], metadata);
        writer.write_summary(time(at)?, (at / TAGS) as i64, vec![value])?;
    }
    Ok(writer.flush()?)
}

fn event_file(directory: &Path) -> io::Result<BufWriter<fs::File>> {
    let file = fs::File::create(directory.join("events.out.tfevents.1700000000.bench.1.0"))?;
    Ok(BufWriter::with_capacity(1 << 20, file))
}

fn time(at: usize) -> Result<WallTime, Failure> {
    Ok(WallTime::new(BEGIN + at as f64 * 1e-3).ok_or("a time that is not finite")?)
}
