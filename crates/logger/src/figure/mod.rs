//! Figures: drawings made with plotters, as image summaries.
//!
//! The fonts come from a crate, so that a machine without any draws the same.

mod boxes;
mod confusion_matrix;
mod draw_boxes;
mod heat;
mod labelled_box;

use std::sync::Once;

use plotters::coord::Shift;
use plotters::prelude::{BitMapBackend, DrawingArea, IntoDrawingArea};
use plotters::style::{FontStyle, register_font};

pub use boxes::Boxes;
pub use confusion_matrix::confusion_matrix;
#[cfg(feature = "burn")]
pub(crate) use heat::heat;
pub use labelled_box::LabelledBox;

use crate::{Error, Pixels};

/// What a drawing is made on; `sans-serif` is there in normal and bold.
pub type Area<'a> = DrawingArea<BitMapBackend<'a>, Shift>;

/// What a drawing may fail with.
pub type DrawError = Box<dyn std::error::Error + Send + Sync>;

/// The picture that `draw` makes on white.
pub(crate) fn draw(
    (width, height): (u32, u32),
    draw: impl FnOnce(&Area<'_>) -> Result<(), DrawError>,
) -> Result<Pixels, Error> {
    let mut rgb = vec![255; width as usize * height as usize * 3];
    draw_over(&mut rgb, (width, height), draw).map_err(|source| Error::Draw { source })?;
    Pixels::rgb(width, height, rgb)
}

/// Draws on the picture that is there: red, green, blue of each pixel.
fn draw_over(
    rgb: &mut [u8],
    size: (u32, u32),
    draw: impl FnOnce(&Area<'_>) -> Result<(), DrawError>,
) -> Result<(), DrawError> {
    register_fonts();
    let area = BitMapBackend::with_buffer(rgb, size).into_drawing_area();
    draw(&area)?;
    area.present()?;
    Ok(())
}

/// plotters keeps fonts for the whole process, so once is enough.
fn register_fonts() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for (style, bytes) in [(FontStyle::Normal, dejavu::sans::regular()), (FontStyle::Bold, dejavu::sans::bold())] {
            // It fails for bytes that are no font; drawing text would then say so.
            let _known = register_font("sans-serif", style, bytes);
        }
    });
}
