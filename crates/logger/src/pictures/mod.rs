//! What a network sees, as pictures: feature maps, filters, attention, decision regions.

#[cfg(feature = "figure")]
mod attention;
#[cfg(feature = "figure")]
mod decision_regions;
mod feature_maps;
mod filters;

pub use feature_maps::{FeatureMaps, Scaling};
pub use filters::Filters;

use crate::image::framed;
use crate::{Error, Pixels};

/// The side that a small map is enlarged to, at least, in pixels.
const SIDE: usize = 40;

/// Maps of one size side by side, in a sheet that is about square; small ones are enlarged.
fn sheet(maps: &[Pixels], columns: Option<usize>) -> Option<Pixels> {
    let side = maps.first().map_or(1, |map| map.width().max(map.height()).max(1)) as usize;
    let enlarged: Vec<_> = maps.iter().map(|map| map.enlarged(SIDE.div_ceil(side) as u32)).collect();
    let square = (maps.len() as f64).sqrt().ceil() as usize;
    framed(&enlarged, columns.unwrap_or(square))
}

/// An error about a tensor that has another shape than a picture needs.
fn wrong_shape(tag: &str, reason: String) -> Error {
    Error::Maps { tag: tag.to_owned(), reason }
}
