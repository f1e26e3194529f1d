//! What a network sees, as pictures: feature maps, filters, attention, decision regions.

#[cfg(feature = "figure")]
mod attention;
#[cfg(feature = "figure")]
mod decision_regions;
mod feature_maps;
mod filters;

pub use feature_maps::{FeatureMaps, Scaling};
pub use filters::Filters;

use crate::image::framed_in_white;
use crate::{Error, Pixels};

/// Small maps are enlarged until their sheet is about so wide, in pixels …
const SHEET: usize = 640;
/// … or each of them is.
const MAP: usize = 128;

/// Maps of one size side by side, in a sheet that is about square; small ones are enlarged, by whole pixels.
fn sheet(maps: &[Pixels], columns: Option<usize>) -> Option<Pixels> {
    let side = maps.first().map_or(1, |map| map.width().max(map.height()).max(1)) as usize;
    let columns = columns.unwrap_or_else(|| (maps.len() as f64).sqrt().ceil() as usize).max(1);
    let times = (SHEET / columns.min(maps.len().max(1))).min(MAP) / side;
    let enlarged: Vec<_> = maps.iter().map(|map| map.enlarged(times.max(1) as u32)).collect();
    framed_in_white(&enlarged, columns)
}

/// An error about a tensor that has another shape than a picture needs.
fn wrong_shape(tag: &str, reason: String) -> Error {
    Error::Maps { tag: tag.to_owned(), reason }
}
