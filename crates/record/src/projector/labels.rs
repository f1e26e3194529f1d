//! The labels: a row of one or more columns for each point, which the projector shows, searches and colours by.

use super::ProjectorError;

/// The text of a metadata file: one row a point, in the order of the points.
///
/// A single column has no header, since TensorBoard tells a header by its tab; several columns need one. Columns of more
/// than 50 different texts can be shown, but not coloured by.
///
/// ```
/// use nnviz_record::projector::metadata_tsv;
/// assert_eq!(metadata_tsv::<[&str; 1], _>(None, &[["cat"], ["dog"]])?, "cat\ndog\n");
/// let header = ["name", "legs"];
/// assert_eq!(metadata_tsv(Some(&header), &[["cat", "4"], ["bird", "2"]])?, "name\tlegs\ncat\t4\nbird\t2\n");
/// # Ok::<(), nnviz_record::projector::ProjectorError>(())
/// ```
///
/// # Errors
/// [`ProjectorError`] when the header has one name only, a row has another number of columns, a label holds a tab or a line
/// break, or all labels of a row are blank.
pub fn metadata_tsv<R: AsRef<[S]>, S: AsRef<str>>(header: Option<&[S]>, rows: &[R]) -> Result<String, ProjectorError> {
    let mut text = String::new();
    if let Some(names) = header {
        if names.len() < 2 {
            return Err(ProjectorError::Header { names: names.len() });
        }
        push_row(&mut text, names, || "of the header".to_owned())?;
    }
    let expected = header.map_or(1, <[S]>::len);
    for (row, labels) in rows.iter().map(AsRef::as_ref).enumerate() {
        if labels.len() != expected {
            return Err(ProjectorError::Columns { row, found: labels.len(), expected });
        }
        if labels.iter().all(|label| label.as_ref().trim().is_empty()) {
            return Err(ProjectorError::EmptyLabel { row });
        }
        push_row(&mut text, labels, || format!("of row {row}"))?;
    }
    Ok(text)
}

fn push_row<S: AsRef<str>>(text: &mut String, labels: &[S], place: impl Fn() -> String) -> Result<(), ProjectorError> {
    for (at, label) in labels.iter().map(AsRef::as_ref).enumerate() {
        if label.contains(['\t', '\n', '\r']) {
            return Err(ProjectorError::Label { label: label.to_owned(), place: place() });
        }
        text.push_str(if at == 0 { "" } else { "\t" });
        text.push_str(label);
    }
    text.push('\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_label() {
        let error = |header: Option<&[&str]>, rows: &[Vec<&str>]| metadata_tsv(header, rows).unwrap_err().to_string();
        assert_eq!(
            error(None, &[vec!["a", "b"]]),
            "row 0 has 2 columns, not 1; give a header of two or more names for several columns"
        );
        assert_eq!(
            error(Some(&["one"]), &[vec!["a"]]),
            "a header of 1 names is taken for a label; give two or more names, or no header"
        );
        assert_eq!(
            error(None, &[vec!["a"], vec!["b\tc"]]),
            "the label \"b\\tc\" of row 1 has a tab or a line break in it; replace it"
        );
        assert_eq!(
            error(Some(&["a", "b\n"]), &[]),
            "the label \"b\\n\" of the header has a tab or a line break in it; replace it"
        );
        assert_eq!(
            error(None, &[vec!["a"], vec![" "]]),
            "row 1 has empty labels only, and the projector would skip it; give it a name"
        );
    }
}
