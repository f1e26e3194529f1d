//! What kind of file a picture becomes.

use std::path::Path;

use super::figure::Figure;
use super::tex;
use crate::chart::ChartError;
#[cfg(any(feature = "pdf", feature = "png"))]
use crate::svg;
use crate::theme::Paper;

/// What kind of file a picture becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlotFormat {
    /// A drawing for pages and for editing.
    Svg,
    /// A picture of pixels.
    #[cfg(feature = "png")]
    Png,
    /// A drawing for print.
    #[cfg(feature = "pdf")]
    Pdf,
    /// A figure for LaTeX, drawn by its package pgfplots.
    Tex,
}

impl PlotFormat {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Svg,
        #[cfg(feature = "png")]
        Self::Png,
        #[cfg(feature = "pdf")]
        Self::Pdf,
        Self::Tex,
    ];

    /// What the name of a file says; `None` for any other ending.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        Self::ALL.iter().copied().find(|format| format.ending() == ending)
    }

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            #[cfg(feature = "png")]
            Self::Png => "png",
            #[cfg(feature = "pdf")]
            Self::Pdf => "pdf",
            Self::Tex => "tex",
        }
    }

    pub(super) fn paint(self, figure: &Figure, tag: &str, paper: Paper) -> Result<Vec<u8>, ChartError> {
        match self {
            Self::Svg => figure.to_svg(tag, paper).map(String::into_bytes),
            #[cfg(feature = "png")]
            Self::Png => svg::to_png(&figure.to_svg(tag, paper)?).map_err(ChartError::draw),
            #[cfg(feature = "pdf")]
            Self::Pdf => svg::to_pdf(&figure.to_svg(tag, paper)?).map_err(ChartError::draw),
            Self::Tex => tex::figure(figure, tag).map(String::into_bytes),
        }
    }
}
