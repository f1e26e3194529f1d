//! The values of a tag, by their kind.

use nnviz_record::summary::{Audio, Images, MeshPart, PrCurve, Tensor};
use nnviz_record::{Histogram, Kind, Summary};

use super::{Point, TimeSeries};
use crate::logdir::StepOrder;

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
    /// Sound clips.
    Audio(TimeSeries<Audio>),
    /// Precision and recall of a classifier.
    PrCurves(TimeSeries<PrCurve>),
    /// The vertices, the faces or the colours of meshes.
    Meshes(TimeSeries<MeshPart>),
    /// Arrays.
    Tensors(TimeSeries<Tensor>),
}

/// What is the same for the values of every kind.
macro_rules! of_any {
    ($data:expr, $series:ident => $of_series:expr) => {
        match $data {
            Data::Scalars($series) => $of_series,
            Data::Histograms($series) => $of_series,
            Data::Images($series) => $of_series,
            Data::Texts($series) => $of_series,
            Data::Audio($series) => $of_series,
            Data::PrCurves($series) => $of_series,
            Data::Meshes($series) => $of_series,
            Data::Tensors($series) => $of_series,
        }
    };
}

impl Data {
    /// No values yet, of a kind, of which `at_most` are to be kept; `None` for a kind that has no values over the steps.
    pub(crate) fn of_kind(kind: Kind, at_most: usize, order: StepOrder) -> Option<Self> {
        Some(match kind {
            Kind::Scalar => Self::Scalars(TimeSeries::of_numbers(at_most, order)),
            Kind::Histogram => Self::Histograms(TimeSeries::new(at_most, order)),
            Kind::Image => Self::Images(TimeSeries::new(at_most, order)),
            Kind::Text => Self::Texts(TimeSeries::new(at_most, order)),
            Kind::Audio => Self::Audio(TimeSeries::new(at_most, order)),
            Kind::PrCurve => Self::PrCurves(TimeSeries::new(at_most, order)),
            Kind::Mesh => Self::Meshes(TimeSeries::new(at_most, order)),
            Kind::Tensor => Self::Tensors(TimeSeries::new(at_most, order)),
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
            (Self::Audio(series), Summary::Audio(value)) => series.push(file, Point { step, wall_time, value }),
            (Self::PrCurves(series), Summary::PrCurve(value)) => series.push(file, Point { step, wall_time, value }),
            (Self::Meshes(series), Summary::Mesh(value)) => series.push(file, Point { step, wall_time, value }),
            (Self::Tensors(series), Summary::Tensor(value)) => series.push(file, Point { step, wall_time, value }),
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
            Self::Audio(_) => Kind::Audio,
            Self::PrCurves(_) => Kind::PrCurve,
            Self::Meshes(_) => Kind::Mesh,
            Self::Tensors(_) => Kind::Tensor,
        }
    }

    /// The first and the last step; `None` for a series without points.
    pub fn steps(&self) -> Option<(i64, i64)> {
        fn ends<T>(series: &TimeSeries<T>) -> Option<(i64, i64)> {
            Some((series.points().first()?.step, series.last()?.step))
        }
        of_any!(self, series => ends(series))
    }

    /// How many values were logged, kept or not; those that a restart superseded are not among them.
    pub fn logged(&self) -> usize {
        of_any!(self, series => series.logged())
    }

    /// How many of the values were kept.
    pub fn kept(&self) -> usize {
        of_any!(self, series => series.points().len())
    }

    /// How many values later ones superseded: see [`TimeSeries::superseded`].
    pub fn superseded(&self) -> usize {
        of_any!(self, series => series.superseded())
    }

    /// Forgets what was logged at `step` and later.
    pub(crate) fn purge(&mut self, step: i64) {
        of_any!(self, series => series.purge(step));
    }

    /// Puts the points in order when all have come.
    pub(crate) fn settle(&mut self) {
        of_any!(self, series => series.settle());
    }
}
