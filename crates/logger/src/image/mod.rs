//! Pictures: what `add_image`, `add_images` and `add_video` take, and the files that summaries hold.
//!
//! ```text
//!  Image   tensor, slice ── samples: bytes ── layout ─┐
//!          Pixels, DynamicImage ──────────────────────┴─> Pixels ─┬─ png ─> file
//!          file ── its header ────────────────────────────────────│───────> file
//!  Images  a batch or a list of them, as one with grid ───────────┤
//!  Video   frames, clips side by side ────────────────────────────┴─ gif ─> file
//! ```
//!
//! What a caller hands over is unchecked, so that logging never fails. It is read, checked and compressed by the worker,
//! whose errors name the tag.

#[cfg(feature = "image")]
mod dynamic;
mod error;
mod file;
mod gif;
mod grid;
mod images;
mod layout;
mod photograph;
mod picture;
mod pixels;
mod png;
mod samples;
mod shrink;
#[cfg(feature = "burn")]
mod tensor;
mod video;

pub(crate) use grid::edge_to_edge;
#[cfg(feature = "burn")]
pub(crate) use grid::framed_in_white;
pub(crate) use png::encode as encode_png;

pub use error::ImageError;
pub use images::Images;
pub use layout::Layout;
pub use picture::Image;
pub use pixels::Pixels;
pub use samples::Samples;
pub use video::Video;
