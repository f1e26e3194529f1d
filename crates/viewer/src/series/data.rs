//! The values of a tag, by their kind.

use nnviz_record::summary::Images;
use nnviz_record::{Histogram, Kind, Summary};

use super::{Point, TimeSeries};

/// How many histograms, images and texts of a tag are kept: a page shows no more, and memory must not grow with the log.
const HISTOGRAMS: usize = 200;
const IMAGES: usize = 20;
const TEXTS: usize = 20;

/// The values of a tag, by their kind.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Data {
    /// Numbers.
    Scalars(TimeSeries<f32>),
    /// Distributions.
    Histograms(TimeSeries<Histogram>),
    /// Pictures.
    Images(TimeSeries<Images>),
    /// Markdown.
    Texts(TimeSeries<String>),
}

impl Data {
    /// No values yet, of a kind; `None` for a kind that no report shows.
    pub(crate) fn of_kind(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Scalar => Self::Scalars(TimeSeries::with_budget(usize::MAX)),
            Kind::Histogram => Self::Histograms(TimeSeries::with_budget(HISTOGRAMS)),
            Kind::Image => Self::Images(TimeSeries::with_budget(IMAGES)),
            Kind::Text => Self::Texts(TimeSeries::with_budget(TEXTS)),
            _ => return None,
        })
    }

    /// Takes the next value of the event file numbered `file`. A value of another kind is left out: each kind of a tag
    /// has a series of its own.
    pub(crate) fn push(&mut self, file: usize, point: Point<Summary>) {
        let Point { step, wall_time, value } = point;
        match (self, value) {
            (Self::Scalars(series), Summary::Scalar(value)) => series.push(file, Point { step, wall_time, value }),
            (Self::Histograms(series), Summary::Histogram(value)) => {
                series.push(file, Point { step, wall_time, value });
            }
            (Self::Images(series), Summary::Image(value)) => series.push(file, Point { step, wall_time, value }),
            (Self::Texts(series), Summary::Text(value)) => series.push(file, Point { step, wall_time, value }),
            _ => {}
        }
    }

    /// Which kind of summary the tag holds.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Scalars(_) => Kind::Scalar,
            Self::Histograms(_) => Kind::Histogram,
            Self::Images(_) => Kind::Image,
            Self::Texts(_) => Kind::Text,
        }
    }

    /// The first and the last step; `None` for a series without points.
    pub fn steps(&self) -> Option<(i64, i64)> {
        fn ends<T>(series: &TimeSeries<T>) -> Option<(i64, i64)> {
            Some((series.points().first()?.step, series.last()?.step))
        }
        match self {
            Self::Scalars(series) => ends(series),
            Self::Histograms(series) => ends(series),
            Self::Images(series) => ends(series),
            Self::Texts(series) => ends(series),
        }
    }

    /// Puts the points in order when all have come.
    pub(crate) fn settle(&mut self) {
        match self {
            Self::Scalars(series) => series.settle(),
            Self::Histograms(series) => series.settle(),
            Self::Images(series) => series.settle(),
            Self::Texts(series) => series.settle(),
        }
    }
}
