//! What part of the plane curves show: options that pictures and the report have in common.

use nnviz_viewer::chart::Limits;

/// The axes of curves.
#[derive(Debug, clap::Args)]
pub(super) struct Axes {
    /// Draw values on a logarithmic axis
    #[arg(long, alias = "logy")]
    pub(super) log_y: bool,

    /// Draw steps on a logarithmic axis
    #[arg(long, alias = "logx")]
    log_x: bool,

    /// The first and the last step that are drawn; either may be left out
    #[arg(long, value_name = "LOW:HIGH", value_parser = bounds, allow_hyphen_values = true)]
    xlim: Option<Bounds>,

    /// The least and the greatest value; either may be left out
    #[arg(long, value_name = "LOW:HIGH", value_parser = bounds, allow_hyphen_values = true)]
    ylim: Option<Bounds>,

    /// Let the values begin at zero
    #[arg(long)]
    zero: bool,
}

/// The ends of an axis.
type Bounds = (Option<f64>, Option<f64>);

impl Axes {
    pub(super) fn limits(&self) -> Limits {
        let (x, y) = (self.xlim.unwrap_or_default(), self.ylim.unwrap_or_default());
        Limits { x, y, zero: self.zero, log_x: self.log_x }
    }
}

fn bounds(text: &str) -> Result<Bounds, String> {
    let (low, high) = text.split_once(':').ok_or("it is not LOW:HIGH")?;
    let end = |text: &str| match text.trim() {
        "" => Ok(None),
        number => {
            number.parse().ok().filter(|it: &f64| it.is_finite()).map(Some).ok_or(format!("`{number}` is no number"))
        }
    };
    match (end(low)?, end(high)?) {
        (Some(low), Some(high)) if low >= high => Err("the first is not below the second".to_owned()),
        bounds => Ok(bounds),
    }
}
