//! Arrays, which no page of TensorBoard shows: what they are, and the first of their elements in a table.

use nnviz_record::summary::{Tensor, TensorData};

use super::cards::{described, kept, one_block, several};
use super::page::{Body, Card, Layout, Section, TextBody};
use crate::report::{Report, format};
use crate::series::{Series, TimeSeries};
use crate::svg::escape;

/// So many rows and columns are shown.
const MOST_ROWS: usize = 8;
const MOST_COLUMNS: usize = 8;
/// So much of an element that is a text.
const MOST_CHARACTERS: usize = 40;

pub(super) fn section(report: &Report<'_>) -> Section {
    let cards: Vec<_> =
        report.tensors.iter().filter_map(|&(run, series, tensors)| card(report, run, series, tensors)).collect();
    Section {
        id: "tensors",
        title: "Tensors",
        lead: "The first elements of each array; all axes but the last one run downwards.",
        blocks: one_block(Layout::Pairs, cards),
        ..Section::default()
    }
}

fn card(report: &Report<'_>, run: usize, series: &Series, tensors: &TimeSeries<Tensor>) -> Option<Card> {
    let (last, earlier) = tensors.points().split_last()?;
    let earlier = earlier.iter().rev().map(|point| (point.step, table(&point.value)));
    Some(Card {
        run: several(report, run, report.runs.len()),
        aside: format!("step {}", last.step),
        notes: kept(tensors.points().len(), tensors.logged()),
        ..described(series, Body::Text(TextBody { last: table(&last.value), earlier: earlier.collect() }))
    })
}

/// The type, the shape, and the elements as far as there is room.
fn table(tensor: &Tensor) -> String {
    let elements = elements(tensor);
    let width = tensor.shape().last().map_or(1, |&size| usize::try_from(size).unwrap_or(0)).max(1);
    let rows = elements.chunks(width).take(MOST_ROWS).map(|row| {
        let cells = row.iter().take(MOST_COLUMNS).map(|cell| format!("<td>{}</td>", escape(cell)));
        let more = if width > MOST_COLUMNS { "<td>…</td>" } else { "" };
        format!("<tr>{}{more}</tr>", cells.collect::<String>())
    });
    let rows: String = rows.collect();
    let more = if elements.len() > width * MOST_ROWS { "<tr><td>…</td></tr>" } else { "" };
    let shape = tensor.shape().iter().map(i64::to_string).collect::<Vec<_>>().join(" × ");
    let shape = if shape.is_empty() { "one element".to_owned() } else { shape };
    format!("<p><code>{:?}</code> {shape}</p><table><tbody>{rows}{more}</tbody></table>", tensor.dtype())
}

/// The elements as texts, as many as a table could show.
fn elements(tensor: &Tensor) -> Vec<String> {
    match tensor.data() {
        TensorData::Strings(strings) => {
            strings.iter().map(|string| shortened(&String::from_utf8_lossy(string))).collect()
        }
        _ => tensor.numbers().unwrap_or_default().into_iter().map(format::number).collect(),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_is_a_table_of_its_first_elements() {
        let small = Tensor::new([2, 2], &[1.5_f32, f32::NAN, -3.0, 4.0]).unwrap();
        let html = table(&small);
        assert!(html.contains("2 × 2") && html.contains("<tr><td>1.5</td><td>NaN</td></tr>"), "{html}");
        let large = table(&Tensor::new([100, 100], &[0_u8; 10_000]).unwrap());
        assert_eq!((large.matches("<tr>").count(), large.matches("<td>…</td>").count()), (9, 9));
        assert!(table(&Tensor::new([], &[7_i64]).unwrap()).contains("one element"));
        assert!(table(&Tensor::new([0], &[0_i64; 0]).unwrap()).contains("<tbody></tbody>"));
    }

    #[test]
    fn texts_stay_texts() {
        let html = table(&Tensor::from_strings([1], ["<script>".repeat(50)]).unwrap());
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script>") && html.len() < 700, "{html}");
    }
}
