//! Embeddings as the two files that the standalone embedding projector loads.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::place_of;
use crate::Logdir;
use crate::plot::Names;
use crate::series::{Embedding, LabelColumn};

/// Writes the embeddings of a logdir below the directory `out`, each as `NAME/tensors.tsv` and, where there are labels,
/// `NAME/metadata.tsv`: the files that TensorBoard's projector takes by hand. Returns the files.
///
/// Of a large embedding the points that were kept are written; [`Embedding::points`] tells how many there were.
///
/// # Errors
/// Those of the file system.
pub fn write_embeddings(logdir: &Logdir, out: impl AsRef<Path>) -> io::Result<Vec<PathBuf>> {
    let mut names = Names::default();
    let mut written = Vec::new();
    for run in &logdir.runs {
        for embedding in &run.embeddings {
            let directory = out.as_ref().join(names.take(&place_of(&run.name, &embedding.name)));
            fs::create_dir_all(&directory)?;
            let labels = (!embedding.columns.is_empty()).then(|| ("metadata.tsv", metadata(&embedding.columns)));
            for (name, text) in [("tensors.tsv", tensors(embedding))].into_iter().chain(labels) {
                let file = directory.join(name);
                fs::write(&file, text)?;
                written.push(file);
            }
        }
    }
    Ok(written)
}

fn tensors(embedding: &Embedding) -> String {
    let line = |row: &Vec<f32>| row.iter().map(f32::to_string).collect::<Vec<_>>().join("\t") + "\n";
    embedding.rows.iter().map(line).collect()
}

/// A single column has no header: the projector would take it for a label.
fn metadata(columns: &[LabelColumn]) -> String {
    let header = columns.iter().map(|column| column.name.as_str()).collect();
    let header = if columns.len() > 1 { line(header) } else { String::new() };
    let count = columns.iter().map(|column| column.labels.len()).max().unwrap_or(0);
    let row = |at: usize| line(columns.iter().map(|column| column.labels.get(at).map_or("", String::as_str)).collect());
    header + &(0..count).map(row).collect::<String>()
}

/// Cells with tabs between; one in a cell would begin another.
fn line(cells: Vec<&str>) -> String {
    let plain = cells.into_iter().map(|cell| cell.replace(['\t', '\n', '\r'], " "));
    plain.collect::<Vec<_>>().join("\t") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_lines_and_have_a_header_if_they_are_of_several_kinds() {
        let column = |name: &str, labels: [&str; 2]| LabelColumn {
            name: name.to_owned(),
            labels: labels.map(str::to_owned).to_vec(),
        };
        let (class, split) = (column("class", ["a\tb", "c"]), column("split", ["train", "test"]));
        assert_eq!(metadata(std::slice::from_ref(&class)), "a b\nc\n");
        assert_eq!(metadata(&[class, split]), "class\tsplit\na b\ttrain\nc\ttest\n");
        let embedding = Embedding { rows: vec![vec![0.1, -2.0], vec![f32::MAX, 1e-9]], ..Embedding::default() };
        assert!(tensors(&embedding).starts_with("0.1\t-2\n3402823"), "{}", tensors(&embedding));
    }
}
