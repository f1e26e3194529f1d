//! Tables and names for a terminal.

use std::fmt::Write as _;
use std::io::{self, Write};

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// Rows of text in columns as wide as they need to be.
#[derive(Debug)]
pub(super) struct Table {
    align: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with a header; a name that ends in `>` is of a column that is set at the right.
    pub(super) fn new(header: &[&str]) -> Self {
        let align = |name: &&str| if name.ends_with('>') { Align::Right } else { Align::Left };
        let names = header.iter().map(|name| name.trim_end_matches('>').to_owned()).collect();
        Self { align: header.iter().map(align).collect(), rows: vec![names] }
    }

    /// Adds a row; control characters in it are made visible.
    pub(super) fn push<const N: usize>(&mut self, row: [String; N]) {
        self.rows.push(row.into_iter().map(|cell| printable(&cell)).collect());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.lines().iter().try_for_each(|line| writeln!(out, "{line}"))
    }

    /// The header and the rows.
    pub(super) fn lines(&self) -> Vec<String> {
        let width = |column: usize| self.rows.iter().map(|row| columns(&row[column])).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.align.len()).map(width).collect();
        let mut lines = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, align), width) in row.iter().zip(&self.align).zip(&widths) {
                let room = " ".repeat(width - columns(cell));
                let (before, after) =
                    if *align == Align::Right { (room, String::new()) } else { (String::new(), room) };
                // Writing to a string does not fail.
                let _ = write!(line, "{before}{cell}{after}  ");
            }
            lines.push(line.trim_end().to_owned());
        }
        lines
    }
}

/// How many columns of a terminal a text takes.
fn columns(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// A name from a file, without what could move the cursor, change colours or turn the direction of writing.
pub(super) fn printable(text: &str) -> String {
    let is_odd = |character: char| {
        character.is_control()
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.chars().any(is_odd) {
        return text.to_owned();
    }
    text.chars().fold(String::new(), |mut clean, character| {
        if is_odd(character) {
            clean.extend(character.escape_unicode());
        } else {
            clean.push(character);
        }
        clean
    })
}

/// A number with about four significant digits.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || !value.is_finite() || (1e-3..1e6).contains(&size) {
        let decimals =
            if size > 0.0 && size.is_finite() { (3 - size.log10().floor() as i32).clamp(0, 6) as usize } else { 0 };
        format!("{value:.decimals$}")
    } else {
        format!("{value:.3e}")
    }
}

/// A count with its noun.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_need_to_be() {
        let mut table = Table::new(&["tag", "count>"]);
        table.push(["loss".to_owned(), "5".to_owned()]);
        table.push(["損失".to_owned(), "12345".to_owned()]);
        let mut out = Vec::new();
        table.write(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "tag   count\nloss      5\n損失  12345\n");
    }

    #[test]
    fn numbers_have_four_digits() {
        let table = [
            (0.0, "0"),
            (0.012_345, "0.01235"),
            (-3.25, "-3.250"),
            (1e-9, "1.000e-9"),
            (f64::NAN, "NaN"),
            (123_456.0, "123456"),
        ];
        for (value, text) in table {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn names_cannot_command_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\nc\u{202e}d"), "a\\u{1b}[2Jb\\u{a}c\\u{202e}d");
        assert_eq!(printable("日本語/é"), "日本語/é");
    }
}
