//! Custom scalars: a layout of charts, each of several tags. One layout a run, under one tag.
//!
//! Written as a serialised `Layout` in a string of rank 0. TensorBoard shows the layouts of all runs as one, merged by
//! category, and of each run the last that it wrote.

use prost::Message as _;

use super::{DecodeError, Kind, tensor};
use crate::proto::plugin_data as proto;
use crate::proto::{Payload, TensorProto};

/// The tag under which TensorBoard looks for the layout of a run.
pub const CUSTOM_SCALARS_TAG: &str = "custom_scalars__config__";

/// Which charts the custom scalars page has.
///
/// ```
/// use nnviz_record::summary::{Category, Chart, Layout};
/// let mut layout = Layout { categories: vec![Category::new("losses", [Chart::lines("both", ["loss/.*"])])] };
/// layout.merge(Layout { categories: vec![Category::new("losses", [Chart::lines("ratio", ["ratio$"])])] });
/// assert_eq!(layout.categories[0].charts.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// From top to bottom.
    pub categories: Vec<Category>,
}

/// A group of charts that folds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Category {
    /// Its name; the same in two layouts is the same category.
    pub title: String,
    /// Folded at first.
    pub closed: bool,
    /// In the order in which they are shown.
    pub charts: Vec<Chart>,
}

/// A chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Its name, unique in the category.
    pub title: String,
    /// What it shows.
    pub content: ChartContent,
}

/// What a [`Chart`] shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChartContent {
    /// A line for every tag that one of the expressions matches.
    Multiline {
        /// Regular expressions of Python, matched from the start of a tag; see [`exact_tag_pattern`].
        tags: Vec<String>,
    },
    /// Lines, each with a band.
    Margin {
        /// The lines.
        series: Vec<MarginSeries>,
    },
}

/// The tags of a line with a band. These are tags, not expressions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarginSeries {
    /// The line.
    pub value: String,
    /// The lower edge of the band.
    pub lower: String,
    /// The upper edge of the band.
    pub upper: String,
}

impl Layout {
    /// Takes over the charts of `other`. A category of a title that is here already gets the charts; of two charts with
    /// one title, the newer takes the place of the older.
    pub fn merge(&mut self, other: Self) {
        for category in other.categories {
            match self.categories.iter_mut().find(|known| known.title == category.title) {
                Some(known) => known.merge(category),
                None => self.categories.push(category),
            }
        }
    }
}

impl MarginSeries {
    /// The tags of a value, and of the lower and the upper edge of the band around it.
    pub fn new(value: impl Into<String>, lower: impl Into<String>, upper: impl Into<String>) -> Self {
        Self { value: value.into(), lower: lower.into(), upper: upper.into() }
    }
}

impl Category {
    /// A category that is open at first.
    pub fn new(title: impl Into<String>, charts: impl IntoIterator<Item = Chart>) -> Self {
        Self { title: title.into(), closed: false, charts: charts.into_iter().collect() }
    }

    fn merge(&mut self, other: Self) {
        self.closed = other.closed;
        for chart in other.charts {
            match self.charts.iter_mut().find(|known| known.title == chart.title) {
                Some(known) => *known = chart,
                None => self.charts.push(chart),
            }
        }
    }
}

impl Chart {
    /// A chart of lines: of every tag that one of the regular expressions matches from its start.
    pub fn lines<T: Into<String>>(title: impl Into<String>, tags: impl IntoIterator<Item = T>) -> Self {
        let tags = tags.into_iter().map(Into::into).collect();
        Self { title: title.into(), content: ChartContent::Multiline { tags } }
    }

    /// A chart of lines with bands.
    pub fn margin(title: impl Into<String>, series: impl IntoIterator<Item = MarginSeries>) -> Self {
        Self { title: title.into(), content: ChartContent::Margin { series: series.into_iter().collect() } }
    }
}

/// The regular expression that matches this tag and no other: TensorBoard takes the tags of a multiline chart for
/// expressions, and matches from the start only.
///
/// ```
/// use nnviz_record::summary::exact_tag_pattern;
/// assert_eq!(exact_tag_pattern("loss/train (raw)"), r"loss/train\ \(raw\)$");
/// ```
pub fn exact_tag_pattern(tag: &str) -> String {
    let mut pattern = String::with_capacity(tag.len() + 8);
    for character in tag.chars() {
        if r"()[]{}?*+-|^$\.&~#".contains(character) || character.is_ascii_whitespace() || character == '\x0b' {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('$');
    pattern
}

pub(super) fn encode(layout: Layout) -> Payload {
    let message = proto::Layout { version: 0, category: layout.categories.into_iter().map(Into::into).collect() };
    Payload::Tensor(tensor::of_strings(&[], vec![message.encode_to_vec()]))
}

pub(super) fn decode(tensor: &TensorProto) -> Result<Layout, DecodeError> {
    let [bytes] = tensor::strings(tensor)? else {
        return Err(DecodeError::Tensor { reason: "a layout is one string" });
    };
    let message = proto::Layout::decode(&bytes[..]);
    let message = message.map_err(|source| DecodeError::Message { kind: Kind::CustomScalars, source })?;
    Ok(Layout { categories: message.category.into_iter().map(Into::into).collect() })
}

impl From<Category> for proto::Category {
    fn from(Category { title, closed, charts }: Category) -> Self {
        Self { title, closed, chart: charts.into_iter().map(Into::into).collect() }
    }
}

impl From<proto::Category> for Category {
    fn from(proto::Category { title, closed, chart }: proto::Category) -> Self {
        Self { title, closed, charts: chart.into_iter().map(Into::into).collect() }
    }
}

impl From<Chart> for proto::Chart {
    fn from(Chart { title, content }: Chart) -> Self {
        let content = match content {
            ChartContent::Multiline { tags } => proto::ChartContent::Multiline(proto::Multiline { tag: tags }),
            ChartContent::Margin { series } => proto::ChartContent::Margin(proto::Margin {
                series: series
                    .into_iter()
                    .map(|MarginSeries { value, lower, upper }| proto::MarginSeries { value, lower, upper })
                    .collect(),
            }),
        };
        Self { title, content: Some(content) }
    }
}

/// A chart without content shows nothing, as one without lines does.
impl From<proto::Chart> for Chart {
    fn from(proto::Chart { title, content }: proto::Chart) -> Self {
        match content {
            Some(proto::ChartContent::Multiline(lines)) => Self::lines(title, lines.tag),
            Some(proto::ChartContent::Margin(margin)) => {
                let series = margin.series.into_iter();
                Self::margin(
                    title,
                    series.map(|proto::MarginSeries { value, lower, upper }| MarginSeries { value, lower, upper }),
                )
            }
            None => Self::lines::<String>(title, []),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_merge_by_title_and_keep_their_order() {
        let chart = |title: &str, tag: &str| Chart::lines(title, [tag]);
        let mut layout = Layout {
            categories: vec![
                Category::new("a", [chart("1", "old"), chart("2", "old")]),
                Category::new("b", [chart("1", "old")]),
            ],
        };
        layout.merge(Layout {
            categories: vec![
                Category::new("c", [chart("1", "new")]),
                Category { closed: true, ..Category::new("a", [chart("3", "new"), chart("1", "new")]) },
            ],
        });
        let expected = vec![
            Category { closed: true, ..Category::new("a", [chart("1", "new"), chart("2", "old"), chart("3", "new")]) },
            Category::new("b", [chart("1", "old")]),
            Category::new("c", [chart("1", "new")]),
        ];
        assert_eq!(layout.categories, expected);
    }

    #[test]
    fn patterns_escape_what_python_escapes() {
        assert_eq!(exact_tag_pattern("a.b*c|d"), r"a\.b\*c\|d$");
        assert_eq!(exact_tag_pattern("größe\t%_/"), "größe\\\t%_/$");
        assert_eq!(exact_tag_pattern(""), "$");
    }
}
