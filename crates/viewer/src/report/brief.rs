//! A report in a few lines of Markdown, for a pull request or a message.

use std::fmt::Write as _;

use super::html::written;
use super::outcome::Outcome;
use super::overview::RunRow;
use super::status::Status;
use super::{Report, format};

/// More findings and gaps than these are no brief.
const MOST: usize = 10;

impl Report<'_> {
    /// What happened, as GitHub's Markdown: a table of the runs, what was found, and what could not be read.
    ///
    /// ```
    /// # let logdir = nnviz_viewer::Logdir::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/lightning"))?;
    /// let markdown = nnviz_viewer::Report::new(&logdir).to_markdown();
    /// assert!(markdown.starts_with("### lightning\n") && markdown.contains("| `version_0` |"));
    /// # Ok::<(), nnviz_viewer::Error>(())
    /// ```
    pub fn to_markdown(&self) -> String {
        let mut out = format!("### {}\n\n", plain(&self.name));
        for finding in self.findings.iter().take(MOST) {
            if let Some(point) = finding.texts.last() {
                let run = &self.runs[finding.run].label;
                // Writing to a text does not fail, here and below.
                let _ = writeln!(
                    out,
                    "> **{}** in {}, step {}: {}",
                    plain(&finding.series.tag),
                    code(run),
                    point.step,
                    plain(&point.value)
                );
            }
        }
        if !self.findings.is_empty() {
            out.push('\n');
        }
        self.push_table(&mut out);
        self.push_gaps(&mut out);
        out
    }

    fn push_table(&self, out: &mut String) {
        let has_status = self.runs.iter().any(|row| row.status != Status::Untold);
        let settings = &self.settings.differing;
        let mut head = vec!["run".to_owned()];
        head.extend(has_status.then(|| "status".to_owned()));
        head.extend(self.headline.iter().map(|tag| plain(tag)));
        head.extend(settings.iter().map(|name| plain(name)));
        head.extend(["steps".to_owned(), "duration".to_owned()]);
        push_row(out, &head);
        push_row(out, &vec!["---".to_owned(); head.len()]);
        for row in &self.runs {
            let mut cells = vec![code(&row.run.name)];
            cells.extend(has_status.then(|| word(row.status).to_owned()));
            cells.extend(row.outcomes.iter().map(|outcome| outcome.map(result).unwrap_or_default()));
            cells.extend(settings.iter().map(|name| setting(row, name)));
            let steps = row.run.steps();
            cells.push(steps.map(|(_, last)| last.to_string()).unwrap_or_default());
            let seconds = row.run.wall_times.filter(|_| steps.is_some()).map(|(first, last)| last - first);
            cells.push(seconds.map(format::duration).unwrap_or_default());
            push_row(out, &cells);
        }
    }

    fn push_gaps(&self, out: &mut String) {
        if self.gaps.is_empty() {
            return;
        }
        out.push_str("\nNot in this report:\n\n");
        for gap in self.gaps.iter().take(MOST) {
            let _ = writeln!(out, "- {}", plain(gap));
        }
        if self.gaps.len() > MOST {
            let _ = writeln!(out, "- and {} more", self.gaps.len() - MOST);
        }
    }
}

fn push_row(out: &mut String, cells: &[String]) {
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

fn result(Outcome { last, best, .. }: Outcome) -> String {
    match best.filter(|(best, _)| *best != last) {
        Some((best, step)) => format!("{} (best {} at {step})", format::number(last), format::number(best)),
        None => format::number(last),
    }
}

fn setting(row: &RunRow<'_>, name: &str) -> String {
    let value = row.session.and_then(|run| run.session.start.as_ref()?.values.get(name));
    value.map(|value| plain(&written(value))).unwrap_or_default()
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Success => "success",
        Status::Failure => "failure",
        Status::Running => "running",
        Status::Unfinished => "unfinished",
        Status::Untold => "",
    }
}

/// A text of a file, in one line and without markup: what Markdown or HTML could read into it is escaped.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '&' | '~' | '@' => {
                out.extend(['\\', character]);
            }
            '\n' | '\r' | '\t' => out.push(' '),
            odd if odd.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// A name as code, where nothing is markup but the sign that ends it, and the one that ends a cell.
fn code(name: &str) -> String {
    if name.contains(['`', '|']) { plain(name) } else { format!("`{}`", name.replace(char::is_control, " ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_mark_up() {
        assert_eq!(plain("<img src=x>\n| a_b | @all"), "\\<img src=x\\> \\| a\\_b \\| \\@all");
        assert_eq!((code("a/b_c"), code("a`b|c")), ("`a/b_c`".to_owned(), "a\\`b\\|c".to_owned()));
    }
}
