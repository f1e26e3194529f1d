//! The layers as a table: in columns for a terminal, or as Markdown.

use std::fmt;
use std::time::Duration;

use nnviz_record::summary::markdown_table;

use super::{Layer, ModelSummary};

const COLUMNS: [&str; 9] =
    ["layer", "type", "settings", "input", "output", "trainable", "fixed", "multiply-adds", "time"];

/// Columns of numbers are aligned at their ends.
const FIRST_NUMBER: usize = 5;

impl ModelSummary {
    /// The table as Markdown, with the totals under it.
    pub fn to_markdown(&self) -> String {
        let rows = self.layers.iter().map(|layer| self.cells(layer, &layer.path.join("/")));
        let table = if self.total().time.is_some() {
            markdown_table(COLUMNS, rows)
        } else {
            let [header @ .., _time] = COLUMNS;
            markdown_table(header, rows.map(|[cells @ .., _time]| cells))
        };
        let totals: Vec<_> =
            self.totals().into_iter().map(|(name, value)| format!("- {name}: **{value}**\n")).collect();
        format!("{table}\n{}", totals.concat())
    }

    /// The columns that are not empty.
    fn columns(&self) -> Vec<usize> {
        let rows: Vec<_> = self.layers.iter().map(|layer| self.cells(layer, "layer")).collect();
        (0..COLUMNS.len()).filter(|&column| rows.iter().any(|cells| !cells[column].is_empty())).collect()
    }

    fn cells(&self, layer: &Layer, name: &str) -> [String; 9] {
        let shape = |shape: &Option<Vec<i64>>| shape.as_deref().map_or_else(String::new, shape_text);
        let number = |value: u64| if value == 0 { String::new() } else { grouped(value) };
        let total = self.total().time.unwrap_or_default().as_secs_f64();
        let percent = |time: Duration| format!("{:.1} %", 100.0 * time.as_secs_f64() / total.max(f64::MIN_POSITIVE));
        [
            if name.is_empty() { "(model)".to_owned() } else { name.to_owned() },
            layer.kind.clone(),
            layer.settings.clone(),
            shape(&layer.input),
            shape(&layer.output),
            number(layer.trainable),
            number(layer.fixed),
            number(layer.multiply_adds),
            layer.time.map_or_else(String::new, percent),
        ]
    }

    /// What stands under the table.
    fn totals(&self) -> Vec<(&'static str, String)> {
        let total = self.total();
        let mut totals = vec![
            ("parameters", grouped(total.trainable + total.fixed)),
            ("trainable", grouped(total.trainable)),
            ("not trainable", grouped(total.fixed)),
            ("size of the parameters", megabytes(self.parameter_bytes)),
        ];
        if let Some(note) = &self.note {
            totals.push(("not captured", note.split_whitespace().collect::<Vec<_>>().join(" ")));
        } else {
            totals.push(("multiply-adds", grouped(total.multiply_adds)));
            totals.push(("size of what a forward pass makes", megabytes(self.forward_bytes)));
        }
        totals.extend(total.time.map(|time| ("time of a forward pass", format!("{:.3} ms", time.as_secs_f64() * 1e3))));
        totals
    }

    /// The cells of the terminal's table: names are indented like a tree.
    fn rows(&self) -> Vec<Vec<String>> {
        let columns = self.columns();
        let header = columns.iter().map(|&column| COLUMNS[column].to_owned()).collect();
        let mut rows: Vec<Vec<String>> = vec![header];
        for layer in &self.layers {
            let indented = layer.path.last().map(|name| format!("{}{name}", "  ".repeat(layer.path.len() - 1)));
            let cells = self.cells(layer, &indented.unwrap_or_default());
            rows.push(columns.iter().map(|&column| shortened(&cells[column])).collect());
        }
        rows
    }
}

impl fmt::Display for ModelSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (columns, rows) = (self.columns(), self.rows());
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<_> = (0..columns.len()).map(width).collect();
        let rule = "─".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1));
        for (index, row) in rows.iter().enumerate() {
            let cells = row.iter().zip(&widths).zip(&columns).map(|((cell, &width), &column)| {
                if column >= FIRST_NUMBER { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
            });
            writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
            if index == 0 {
                writeln!(f, "{rule}")?;
            }
        }
        writeln!(f, "{rule}")?;
        for (name, value) in self.totals() {
            writeln!(f, "{name}: {value}")?;
        }
        Ok(())
    }
}

/// Settings can be long; the Markdown has them whole.
fn shortened(cell: &str) -> String {
    const WIDTH: usize = 44;
    if cell.chars().count() <= WIDTH {
        return cell.to_owned();
    }
    cell.chars().take(WIDTH - 1).chain(['…']).collect()
}

fn shape_text(shape: &[i64]) -> String {
    format!("[{}]", shape.iter().map(i64::to_string).collect::<Vec<_>>().join(", "))
}

fn megabytes(bytes: u64) -> String {
    format!("{:.2} MB", bytes as f64 / 1e6)
}

/// A count with a space between each three digits.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let separated = digits.chars().enumerate().flat_map(|(index, digit)| {
        let space = index > 0 && (digits.len() - index).is_multiple_of(3);
        space.then_some(' ').into_iter().chain([digit])
    });
    separated.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        let table = [(0, "0"), (999, "999"), (1000, "1 000"), (61_706, "61 706"), (11_689_512, "11 689 512")];
        for (count, text) in table {
            assert_eq!(grouped(count), text);
        }
    }

    #[test]
    fn nothing_is_an_empty_table() {
        assert!(ModelSummary::default().to_string().contains("parameters: 0"));
    }
}
