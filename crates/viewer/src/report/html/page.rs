//! What the template is filled with.

use askama::Template;

use super::curve_data::{AxisData, CurveData, Curves, NOISY};
use super::curves::Scores;
use super::embeddings::Maps;
use super::happened::Happened;
use super::sections;
use super::settings::SettingsTable;
use super::strip::{Shown, Strip};
use crate::report::format;
use crate::report::overview::RunRow;
use crate::report::{CurveLook, Report};
use crate::theme;

/// More gaps than these are folded away behind their number.
const OPEN_GAPS: usize = 6;

/// The page.
#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct Page<'a> {
    name: &'a str,
    made: String,
    version: &'static str,
    /// The style of the charts.
    theme: &'static str,
    /// One line below the name.
    lead: String,
    happened: Happened,
    gaps: &'a [String],
    gaps_open: bool,
    /// The runs, for the script of the curves; empty if there are none.
    toggles: Vec<RunMark>,
    axes: Vec<AxisData>,
    /// The weights of smoothing that the slider stops at, and the number of the one at the beginning; 0 is for none.
    stops: String,
    stop: usize,
    /// Whether curves can be smoothed in other ways than by exponential averages.
    has_windows: bool,
    /// Curves of fewer points are left as they are until a reader moves the slider.
    smooth_from: usize,
    /// Which axes are logarithmic, and what part of them is shown, at the beginning.
    look: &'a CurveLook,
    sections: Vec<Section>,
}

/// The ends of an axis, each empty where it is that of the curves.
pub(super) struct LimitFields {
    axis: &'static str,
    title: &'static str,
    low: String,
    high: String,
}

/// A part of the page, with an entry in the table of contents.
#[derive(Debug, Default)]
pub(super) struct Section {
    /// For links within the page; never a name from a file.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// A sentence or two that say what it is.
    pub(super) lead: &'static str,
    /// What can be done with it, where there is a script and no paper.
    pub(super) how: &'static str,
    pub(super) blocks: Vec<Block>,
}

/// Cards that belong together.
#[derive(Debug)]
pub(super) struct Block {
    /// Empty for a block that needs none.
    pub(super) title: String,
    /// The run it is about, if there are several.
    pub(super) run: Option<RunMark>,
    pub(super) layout: Layout,
    pub(super) fold: Fold,
    /// How many tags, parameters, … it is about; shown where it can be folded away.
    pub(super) count: usize,
    pub(super) cards: Vec<Card>,
}

/// How cards stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// As many columns as fit.
    Grid,
    /// The same, for charts that are read when small.
    Small,
    /// Two columns, if they fit.
    Pairs,
    /// One below the other.
    Wide,
}

impl Layout {
    /// What the style sheet calls it.
    fn class(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Small => "small",
            Self::Pairs => "pairs",
            Self::Wide => "wide",
        }
    }
}

/// Whether a block can be folded away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    Never,
    Open,
    Closed,
}

/// One tag, or several in one picture.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) title: String,
    pub(super) run: Option<RunMark>,
    /// A word on what is shown, at the right of the title.
    pub(super) aside: String,
    /// Clean HTML; empty for none.
    pub(super) description: String,
    /// The tag, for filters; empty for a card of several.
    pub(super) tag: String,
    pub(super) body: Body,
    /// What a reader should know about the values.
    pub(super) notes: Vec<String>,
}

/// What is in a card.
#[derive(Debug)]
pub(super) enum Body {
    /// Curves that the script draws anew.
    Curves(CurveChart),
    /// SVG of the chart module, too broad to be shrunk to the width of a phone.
    BroadChart(String),
    /// Histograms over the steps: as ridges, and as bands between percentiles.
    Distribution(String, String),
    /// SVG of a graph whose scopes open on a click.
    Graph(String),
    /// A chart that could not be drawn, and why.
    Failed(String),
    Strip(Strip),
    Scores(Scores),
    Maps(Maps),
    Settings(SettingsTable),
    /// Clean HTML.
    Text(TextBody),
}

/// Curves over steps: as a picture, and as data.
#[derive(Debug)]
pub(super) struct CurveChart {
    /// SVG of the chart module.
    pub(super) svg: String,
    pub(super) curves: Vec<CurveData>,
    pub(super) log_y: bool,
}

/// The texts of a tag as clean HTML.
#[derive(Debug)]
pub(super) struct TextBody {
    pub(super) last: String,
    /// Step and text, the newest first.
    pub(super) earlier: Vec<(i64, String)>,
}

/// The name of a run with its colour.
#[derive(Clone, Debug)]
pub(super) struct RunMark {
    /// Which run.
    pub(super) run: usize,
    pub(super) label: String,
    pub(super) color: usize,
}

impl RunMark {
    pub(super) fn new(report: &Report<'_>, run: usize) -> Self {
        let RunRow { label, color, .. } = &report.runs[run];
        Self { run, label: label.clone(), color: *color }
    }
}

impl<'a> Page<'a> {
    pub(super) fn new(report: &'a Report<'a>) -> Self {
        let scalars = report.runs.iter().flat_map(|row| row.run.scalars());
        let lengths: Vec<usize> = scalars.map(|(_, values)| values.points().len()).collect();
        let mut curves = Curves::new(&lengths, &report.curves);
        let sections = sections::of_report(report, &mut curves);
        let weight = curves.first_weight();
        let stop = curves.stops().iter().position(|&stop| stop == weight);
        let stops = curves.stops().iter().map(f64::to_string).collect::<Vec<_>>().join(" ");
        let has_windows = curves.has_windows();
        let axes = curves.into_axes();
        Self {
            name: &report.name,
            made: format::date(report.made.seconds()),
            version: env!("CARGO_PKG_VERSION"),
            theme: theme::CSS,
            lead: lead(report),
            happened: Happened::new(report),
            gaps: &report.gaps,
            gaps_open: report.gaps.len() <= OPEN_GAPS,
            toggles: if axes.is_empty() { Vec::new() } else { toggles(report) },
            axes,
            stops,
            stop: stop.map_or(0, |at| at + 1),
            has_windows,
            smooth_from: if report.curves.smoothing.is_some() { 0 } else { NOISY + 1 },
            look: &report.curves,
            sections,
        }
    }
}

impl Page<'_> {
    /// Whether there is a section, whose script is needed then.
    fn has(&self, id: &str) -> bool {
        self.sections.iter().any(|section| section.id == id)
    }

    /// The limits of the axes, for the fields that show them: what they are called, and their ends as text.
    fn limits(&self) -> [LimitFields; 2] {
        let end = |end: Option<f64>| end.map(|end| end.to_string()).unwrap_or_default();
        let fields = |axis, title, (low, high)| LimitFields { axis, title, low: end(low), high: end(high) };
        [fields("x", "Steps", self.look.limits.x), fields("y", "Values", self.look.limits.y)]
    }
}

/// The runs that have curves.
fn toggles(report: &Report<'_>) -> Vec<RunMark> {
    let curved = report.runs.iter().enumerate().filter(|(_, row)| row.run.scalars().next().is_some());
    curved.map(|(run, _)| RunMark::new(report, run)).collect()
}

/// How much there is.
fn lead(report: &Report<'_>) -> String {
    let tags = report.runs.iter().map(|row| row.run.series.len()).sum();
    format!("{} · {}", format::counted(report.runs.len(), "run"), format::counted(tags, "tag"))
}

impl Block {
    /// The level of the headings of its cards: below its own, if it has one.
    fn card_level(&self) -> u8 {
        if self.title.is_empty() && self.run.is_none() { 3 } else { 4 }
    }

    /// Cards in a grid, without a title.
    pub(super) fn grid(cards: Vec<Card>) -> Self {
        Self { title: String::new(), run: None, layout: Layout::Grid, fold: Fold::Never, count: cards.len(), cards }
    }
}

impl Card {
    /// A card with nothing said beside its body.
    pub(super) fn new(title: impl Into<String>, body: Body) -> Self {
        Self {
            title: title.into(),
            run: None,
            aside: String::new(),
            description: String::new(),
            tag: String::new(),
            body,
            notes: Vec::new(),
        }
    }
}
