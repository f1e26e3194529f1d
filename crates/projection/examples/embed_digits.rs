//! Maps the 1797 handwritten digits by each method, and says how long that took and how good the maps are.
//!
//! ```text
//! cargo run --release -p nnviz-projection --example embed_digits -- [FOLDER]
//! ```
//!
//! With a folder, each map is left there as a table of x, y and the digit.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;
use std::time::Instant;

use nnviz_projection::{Embedding, Pca, Points, Tsne, Umap, kl_divergence, trustworthiness};

const DIGITS: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/digits.csv.gz"));
const PIXELS: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    let (pixels, labels) = digits()?;
    let points = Points::new(&pixels, PIXELS)?;
    let folder = std::env::args().nth(1);
    println!("{:<12} {:>8} {:>8} {:>8} {:>8}", "method", "seconds", "KL", "trust 5", "trust 12");
    let show =
        |name: &str, make: &dyn Fn() -> Result<Embedding, nnviz_projection::Error>| -> Result<(), Box<dyn Error>> {
            let begin = Instant::now();
            let map = make()?;
            let seconds = begin.elapsed().as_secs_f64();
            let divergence = kl_divergence(points, &map, 30.0)?;
            let [near, wide] = [trustworthiness(points, &map, 5)?, trustworthiness(points, &map, 12)?];
            println!("{name:<12} {seconds:>8.3} {divergence:>8.4} {near:>8.4} {wide:>8.4}");
            if let Some(folder) = &folder {
                std::fs::write(Path::new(folder).join(format!("{name}.csv")), table(&map, &labels)?)?;
            }
            Ok(())
        };
    show("pca", &|| Pca::fit(points, 2)?.transform(points))?;
    show("tsne", &|| Ok(Tsne::new().fit(points)?.embedding))?;
    show("tsne-exact", &|| Ok(Tsne::new().exact().fit(points)?.embedding))?;
    show("umap", &|| Ok(Umap::new().fit(points)?.embedding))?;
    show("umap-pca", &|| Ok(Umap::new().pca_start().fit(points)?.embedding))?;
    Ok(())
}

/// The pixels, 64 a row, and the digit that each row shows.
fn digits() -> Result<(Vec<f32>, Vec<String>), Box<dyn Error>> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(DIGITS).read_to_string(&mut text)?;
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let (values, label) = line.rsplit_once(',').ok_or("a line without a label")?;
        for value in values.split(',') {
            pixels.push(value.parse()?);
        }
        labels.push(label.to_owned());
    }
    Ok((pixels, labels))
}

fn table(map: &Embedding, labels: &[String]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for (place, label) in map.iter().zip(labels) {
        writeln!(text, "{},{},{label}", place[0], place[1])?;
    }
    Ok(text)
}
