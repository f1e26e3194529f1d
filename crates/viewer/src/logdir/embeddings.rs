//! Reads the files of the embedding projector, which lie beside the event files of a run.
//!
//! The configuration names files: none of them is opened that is not below the logdir, none that is no plain file, and
//! none is read that is too large. What it says of their sizes is checked against what is there.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use nnviz_record::projector::{self, PROJECTOR_CONFIG_NAME, ProjectorConfig};

use super::{Gap, Missing};
use crate::series::{Embedding, LabelColumn, Sprite};

/// The largest files that are read, in bytes.
const MAX_CONFIG: u64 = 1 << 20;
const MAX_TENSORS: u64 = 64 << 20;
const MAX_LABELS: u64 = 16 << 20;
const MAX_SPRITE: u64 = 8 << 20;

/// How many embeddings of a run are read, the last ones of the configuration, and how many points of each.
const EMBEDDINGS: usize = 8;
const POINTS: usize = 2_000;

/// The embeddings of a run; what cannot be read is added to `gaps`.
pub(super) fn read(logdir: &Path, run: &str, gaps: &mut Vec<Gap>) -> Vec<Embedding> {
    let directory = logdir.join(run);
    let mut gap = |name: &str, reason: String| {
        let what = Missing::Embedding { name: name.to_owned(), reason };
        gaps.push(Gap { place: run.to_owned(), what });
    };
    let config = match read_config(logdir, &directory) {
        Ok(Some(config)) => config,
        Ok(None) => return Vec::new(),
        Err(reason) => {
            gap(PROJECTOR_CONFIG_NAME, reason);
            return Vec::new();
        }
    };
    let left_out = config.embeddings.len().saturating_sub(EMBEDDINGS);
    if left_out > 0 {
        let all = config.embeddings.len();
        gap(&config.embeddings[0].tensor_name, format!("of {all} embeddings the last {EMBEDDINGS} are"));
    }
    let mut found = Vec::new();
    for embedding in &config.embeddings[left_out..] {
        match read_embedding(logdir, &directory, embedding) {
            Ok(read) => found.push(read),
            Err(reason) => gap(&embedding.tensor_name, reason),
        }
    }
    found
}

fn read_config(logdir: &Path, directory: &Path) -> Result<Option<ProjectorConfig>, String> {
    if !directory.join(PROJECTOR_CONFIG_NAME).exists() {
        return Ok(None);
    }
    let text = read_text(logdir, directory, PROJECTOR_CONFIG_NAME, MAX_CONFIG)?;
    ProjectorConfig::parse(&text).map(Some).map_err(|error| error.to_string())
}

fn read_embedding(logdir: &Path, directory: &Path, said: &projector::Embedding) -> Result<Embedding, String> {
    let bytes = read_file(logdir, directory, &said.tensor_path, MAX_TENSORS)?;
    let (points, rows) = match std::str::from_utf8(&bytes) {
        Ok(text) => rows_of_text(text)?,
        Err(_) => rows_of_floats(&bytes, &said.tensor_shape)?,
    };
    let columns = if said.metadata_path.is_empty() {
        Vec::new()
    } else {
        label_columns(&read_text(logdir, directory, &said.metadata_path, MAX_LABELS)?, points)?
    };
    let sprite = said.sprite.as_ref().and_then(|sprite| read_sprite(logdir, directory, sprite));
    Ok(Embedding { name: said.tensor_name.clone(), points, rows, columns, sprite })
}

/// The pictures of the points; points without them are points all the same.
fn read_sprite(logdir: &Path, directory: &Path, said: &projector::Sprite) -> Option<Sprite> {
    let &[width, height] = &said.single_image_dim[..] else { return None };
    let encoded = read_file(logdir, directory, &said.image_path, MAX_SPRITE).ok()?;
    (width > 0 && height > 0).then_some(Sprite { encoded, size: [width, height] })
}

/// One in so many points is kept.
fn stride(points: usize) -> usize {
    points.div_ceil(POINTS).max(1)
}

/// Tab-separated numbers, a line a point.
fn rows_of_text(text: &str) -> Result<(usize, Vec<Vec<f32>>), String> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let number = |cell: &str| cell.trim().parse().map_err(|_| format!("its points have {cell:?} for a number"));
    let row = |line: &&str| line.split('\t').map(number).collect::<Result<Vec<f32>, _>>();
    let rows = lines.iter().step_by(stride(lines.len())).map(row).collect::<Result<Vec<_>, _>>()?;
    Ok((lines.len(), checked(rows)?))
}

/// Raw little-endian floats, as many a point as the configuration says.
fn rows_of_floats(bytes: &[u8], shape: &[u32]) -> Result<(usize, Vec<Vec<f32>>), String> {
    let &[points, columns] = shape else { return Err("its shape is not told".to_owned()) };
    let row = (columns as usize).checked_mul(4).filter(|&row| row > 0).ok_or("its points have no coordinates")?;
    if !bytes.len().is_multiple_of(row) || bytes.len() / row != points as usize {
        return Err(format!("its file of {} bytes does not hold {points} × {columns} floats", bytes.len()));
    }
    let points = bytes.len() / row;
    let floats = |row: &[u8]| row.as_chunks::<4>().0.iter().map(|float| f32::from_le_bytes(*float)).collect();
    Ok((points, checked(bytes.chunks_exact(row).step_by(stride(points)).map(floats).collect())?))
}

fn checked(rows: Vec<Vec<f32>>) -> Result<Vec<Vec<f32>>, String> {
    let columns = rows.first().map_or(0, Vec::len);
    if columns == 0 {
        return Err("it has no points".to_owned());
    }
    if rows.iter().any(|row| row.len() != columns || !row.iter().all(|value| value.is_finite())) {
        return Err("its points are not all of one size, or not finite".to_owned());
    }
    Ok(rows)
}

/// The columns of a file of labels, for the points that were kept. As for TensorBoard, a first line with a tab is a header.
fn label_columns(text: &str, points: usize) -> Result<Vec<LabelColumn>, String> {
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let header = lines.first().filter(|line| line.contains('\t')).map(|line| line.split('\t').collect::<Vec<_>>());
    if header.is_some() {
        lines.remove(0);
    }
    if lines.len() != points {
        return Err(format!("it has {points} points and {} labels", lines.len()));
    }
    let column = |(at, name): (usize, &str)| {
        let labels = lines.iter().step_by(stride(points)).map(|line| line.split('\t').nth(at).unwrap_or_default());
        LabelColumn { name: name.to_owned(), labels: labels.map(str::to_owned).collect() }
    };
    Ok(header.unwrap_or_else(|| vec![""]).into_iter().enumerate().map(column).collect())
}

fn read_text(logdir: &Path, directory: &Path, path: &str, most: u64) -> Result<String, String> {
    let bytes = read_file(logdir, directory, path, most)?;
    String::from_utf8(bytes).map_err(|_| format!("`{path}` is no UTF-8"))
}

/// A plain file below the logdir, of a size that is fit to read.
fn read_file(logdir: &Path, directory: &Path, path: &str, most: u64) -> Result<Vec<u8>, String> {
    let file = inside(logdir, &directory.join(path)).map_err(|error| format!("`{path}`: {error}"))?;
    let Some(file) = file else { return Err(format!("`{path}` is not a file below the logdir")) };
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    read.map_err(|error| format!("`{path}`: {error}"))?;
    if bytes.len() as u64 > most {
        return Err(format!("`{path}` is larger than {} MB", most >> 20));
    }
    Ok(bytes)
}

/// The real path of a plain file, links followed; `None` if it is elsewhere, or something else.
fn inside(logdir: &Path, path: &Path) -> io::Result<Option<PathBuf>> {
    let real = path.canonicalize()?;
    let is_inside = real.starts_with(logdir.canonicalize()?) && fs::metadata(&real)?.is_file();
    Ok(is_inside.then_some(real))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_outside_the_logdir_stay_closed() {
        let outer = tempfile::tempdir().unwrap();
        let logdir = outer.path().join("runs");
        fs::create_dir_all(logdir.join("run")).unwrap();
        fs::write(outer.path().join("secret.tsv"), "1\t2\n").unwrap();
        fs::write(logdir.join("run/good.tsv"), "1\t2\n3\t4\n").unwrap();
        fs::write(logdir.join("run/labels.tsv"), "cat\ndog\n").unwrap();
        let absolute = outer.path().join("secret.tsv");
        let embeddings = ["good.tsv", "../../secret.tsv", &absolute.to_string_lossy(), ".", "missing.tsv"];
        let embeddings = embeddings.map(|path| projector::Embedding {
            metadata_path: "labels.tsv".to_owned(),
            ..projector::Embedding::new(path, path)
        });
        let config = ProjectorConfig { embeddings: embeddings.to_vec() };
        fs::write(logdir.join("run").join(PROJECTOR_CONFIG_NAME), config.to_pbtxt()).unwrap();
        let mut gaps = Vec::new();
        let found = read(&logdir, "run", &mut gaps);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].rows.len(), &found[0].columns[0].labels[..]), (2, &["cat".into(), "dog".into()][..]));
        assert_eq!(gaps.len(), 4, "{gaps:?}");
        assert!(gaps[0].to_string().contains("is not a file below the logdir"), "{}", gaps[0]);
    }

    #[test]
    fn no_shape_is_believed() {
        let bytes: Vec<u8> = [-1.5_f32, 0.25, 3.0, -0.5].iter().flat_map(|value| value.to_le_bytes()).collect();
        assert_eq!(rows_of_floats(&bytes, &[2, 2]).unwrap().1, [[-1.5, 0.25], [3.0, -0.5]]);
        for shape in [&[2, 3][..], &[0, 0], &[u32::MAX, u32::MAX], &[2], &[1, 4, 1]] {
            assert!(rows_of_floats(&bytes, shape).is_err(), "{shape:?}");
        }
    }
}
