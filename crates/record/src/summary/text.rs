//! Text: Markdown, one a step.
//!
//! Written as a string of rank 0, which TensorBoard renders as the Markdown that it is. Strings of rank 1 and 2, as other
//! writers make them, are read as the tables that TensorBoard shows for them.

use super::{DecodeError, tensor};
use crate::proto::{Payload, TensorProto};

/// A Markdown table.
///
/// Cells hold any text: line breaks and bars in them are escaped.
///
/// ```
/// use nnviz_record::summary::markdown_table;
/// let table = markdown_table(["setting", "value"], [["epochs", "5"], ["a|b", "c"]]);
/// assert_eq!(table, "| setting | value |\n| --- | --- |\n| epochs | 5 |\n| a\\|b | c |\n");
/// ```
pub fn markdown_table<const N: usize, C: AsRef<str>>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [C; N]>,
) -> String {
    let mut out = String::new();
    push_row(&mut out, header);
    push_row(&mut out, ["---"; N]);
    for row in rows {
        push_row(&mut out, row.each_ref().map(AsRef::as_ref));
    }
    out
}

fn push_row<'a>(out: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for cell in cells {
        out.push_str("| ");
        out.push_str(&cell.replace('|', "\\|").replace("\r\n", " ").replace('\n', " "));
        out.push(' ');
    }
    out.push_str("|\n");
}

pub(super) fn encode(markdown: String) -> Payload {
    Payload::Tensor(tensor::of_strings(&[], vec![markdown.into_bytes()]))
}

pub(super) fn decode(tensor: &TensorProto) -> Result<String, DecodeError> {
    let dims = tensor::dims(tensor)?;
    let strings: Vec<_> = tensor::strings(tensor)?.iter().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    match (&strings[..], &dims[..]) {
        ([single], _) => Ok(single.clone().into_owned()),
        (cells, &[_, columns]) if columns > 0 && cells.len().is_multiple_of(columns) => Ok(table(cells, columns)),
        (cells, _) => Ok(table(cells, 1)),
    }
}

/// A table whose header is empty, since arrays have none.
fn table<C: AsRef<str>>(cells: &[C], columns: usize) -> String {
    let mut out = String::new();
    push_row(&mut out, std::iter::repeat_n("", columns));
    push_row(&mut out, std::iter::repeat_n("---", columns));
    for row in cells.chunks(columns) {
        push_row(&mut out, row.iter().map(AsRef::as_ref));
    }
    out
}
