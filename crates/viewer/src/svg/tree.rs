//! An SVG as shapes, with the fonts of a crate: those of the system would make another picture on each machine.

use std::sync::Arc;

use resvg::usvg::{self, Options, Tree, fontdb};

/// Reads an SVG that needs nothing but itself and a sans-serif font. Texts become outlines.
pub(super) fn tree(svg: &str) -> Result<Tree, usvg::Error> {
    Tree::from_str(svg, &Options { fontdb: fonts(), ..Options::default() })
}

fn fonts() -> Arc<fontdb::Database> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    fonts.load_font_data(dejavu::sans::bold().to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    Arc::new(fonts)
}
