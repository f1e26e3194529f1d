//! The charts that the writers of the runs ask for: several tags in one, by category.

use nnviz_record::summary::{Category, Chart, ChartContent, Layout, MarginSeries};
use regex::{Regex, RegexBuilder};

use crate::series::{Run, TimeSeries};

/// What the automaton of an expression may take, in bytes: expressions come from files.
const MAX_AUTOMATON: usize = 1 << 20;

/// More curves than these make one blur.
const MAX_CURVES: usize = 64;

/// A category of charts.
#[derive(Debug)]
pub(super) struct CategoryOf<'a> {
    pub(super) title: String,
    pub(super) closed: bool,
    pub(super) charts: Vec<ChartOf<'a>>,
}

/// A chart and what is in it.
#[derive(Debug, Default)]
pub(super) struct ChartOf<'a> {
    pub(super) title: String,
    pub(super) curves: Vec<CurveOf<'a>>,
    /// What is missing, and why.
    pub(super) notes: Vec<String>,
}

/// A tag of a run in a chart.
#[derive(Debug)]
pub(super) struct CurveOf<'a> {
    /// Which run.
    pub(super) run: usize,
    pub(super) tag: &'a str,
    pub(super) values: &'a TimeSeries<f32>,
    /// The lower and the upper edge of the band around it.
    pub(super) band: Option<(&'a TimeSeries<f32>, &'a TimeSeries<f32>)>,
}

/// The layouts of all runs as one, as TensorBoard merges them.
pub(super) fn of_runs(runs: &[Run]) -> Vec<CategoryOf<'_>> {
    let mut merged = Layout::default();
    runs.iter().filter_map(|run| run.layout.clone()).for_each(|layout| merged.merge(layout));
    merged.categories.into_iter().map(|category| category_of(runs, category)).collect()
}

fn category_of(runs: &[Run], Category { title, closed, charts }: Category) -> CategoryOf<'_> {
    CategoryOf { title, closed, charts: charts.into_iter().map(|chart| chart_of(runs, chart)).collect() }
}

fn chart_of(runs: &[Run], Chart { title, content }: Chart) -> ChartOf<'_> {
    let mut chart = ChartOf { title, ..ChartOf::default() };
    match content {
        ChartContent::Multiline { tags } => chart.add_matching(runs, &tags),
        ChartContent::Margin { series } => series.iter().for_each(|series| chart.add_margin(runs, series)),
        _ => chart.notes.push("a kind of chart that is not known here".to_owned()),
    }
    if chart.curves.len() > MAX_CURVES {
        chart.notes.push(format!("the first {MAX_CURVES} of {} curves", chart.curves.len()));
        chart.curves.truncate(MAX_CURVES);
    }
    chart
}

impl<'a> ChartOf<'a> {
    /// A curve for each tag that one of the expressions matches.
    fn add_matching(&mut self, runs: &'a [Run], patterns: &[String]) {
        let mut expressions = Vec::new();
        for pattern in patterns {
            match matcher(pattern) {
                Ok(expression) => expressions.push(expression),
                Err(_) => self.notes.push(format!("the expression `{pattern}` was not understood")),
            }
        }
        for (run, of_run) in runs.iter().enumerate() {
            let tags = of_run.scalars().filter(|(series, _)| expressions.iter().any(|it| it.is_match(&series.tag)));
            self.curves.extend(tags.map(|(series, values)| CurveOf { run, tag: &series.tag, values, band: None }));
        }
    }

    /// A curve with its band for each run that has the tags.
    fn add_margin(&mut self, runs: &'a [Run], margin: &MarginSeries) {
        let before = self.curves.len();
        for (run, of_run) in runs.iter().enumerate() {
            let tag = |wanted: &str| of_run.scalars().find(|(series, _)| series.tag == wanted);
            let Some((series, values)) = tag(&margin.value) else { continue };
            let edges = tag(&margin.lower).zip(tag(&margin.upper));
            let band = edges.map(|((_, lower), (_, upper))| (lower, upper));
            if band.is_none() {
                let (lower, upper) = (&margin.lower, &margin.upper);
                self.notes.push(format!("no band for `{}`: `{lower}` or `{upper}` was not logged", margin.value));
            }
            self.curves.push(CurveOf { run, tag: &series.tag, values, band });
        }
        if self.curves.len() == before {
            self.notes.push(format!("`{}` was not logged", margin.value));
        }
    }
}

/// Python's `re.match`: from the start of a tag, not always to its end.
fn matcher(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&format!("^(?:{pattern})")).size_limit(MAX_AUTOMATON).dfa_size_limit(MAX_AUTOMATON).build()
}

#[cfg(test)]
mod tests {
    use nnviz_record::summary::exact_tag_pattern;

    use super::*;

    #[test]
    fn expressions_match_from_the_start_and_no_further_than_they_say() {
        // The right column is what Python's `re.match` says.
        let table = [
            ("loss", "loss/train", true),
            ("loss", "my loss", false),
            ("loss$", "loss/train", false),
            ("a|b", "bc", true),
            ("(train|valid)/.*", "valid/loss", true),
            (&exact_tag_pattern("loss/train (raw)"), "loss/train (raw)", true),
            (&exact_tag_pattern("loss/train (raw)"), "loss/train (raw) 2", false),
        ];
        for (pattern, tag, matches) in table {
            assert_eq!(matcher(pattern).unwrap().is_match(tag), matches, "{pattern} {tag}");
        }
        for hostile in ["(", "\\", "(a{1000}){1000}"] {
            assert!(matcher(hostile).is_err(), "{hostile}");
        }
    }
}
