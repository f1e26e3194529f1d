//! A report as one HTML file.
//!
//! The page is sections of blocks of cards; `templates/report.html` knows nothing else. All text goes through the
//! template's escaping. What does not is made here: SVG by `chart`, cleaned Markdown by `markdown`.

mod cards;
mod curve_data;
mod curves;
mod draw;
mod embeddings;
mod happened;
mod layouts;
mod markdown;
mod meshes;
mod page;
mod picture;
mod sections;
mod settings;
mod sound;
mod strip;
mod tensors;

use askama::Template as _;

pub(super) use self::settings::written;

use super::Report;
use crate::Error;

/// The whole page.
pub(super) fn render(report: &Report<'_>) -> Result<String, Error> {
    Ok(page::Page::new(report).render()?)
}
