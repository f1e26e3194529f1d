//! How many values of a tag a report keeps.

use std::str::FromStr;

use nnviz_record::Kind;

/// How many values of a tag are kept for a report, by kind: evenly spread over the steps, the first and the last always.
///
/// TensorBoard calls this `--samples_per_plugin`, and so is it written; 0 is all:
///
/// ```
/// use nnviz_viewer::logdir::Samples;
/// let samples: Samples = "images=100,audio=0".parse()?;
/// assert_eq!((samples.images, samples.audio), (100, usize::MAX));
/// assert_eq!(samples.histograms, Samples::default().histograms);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Samples {
    /// Numbers, of which the least and the greatest of each stretch are kept. `None`: what a tag's share of
    /// [`SCALARS_OF_ALL`] is, and that is all of them in all but the largest logdirs.
    pub scalars: Option<usize>,
    /// Distributions.
    pub histograms: usize,
    /// Pictures.
    pub images: usize,
    /// Sounds.
    pub audio: usize,
    /// Texts.
    pub texts: usize,
    /// Precision-recall curves.
    pub pr_curves: usize,
    /// Meshes.
    pub meshes: usize,
    /// Arrays.
    pub tensors: usize,
}

/// So many numbers of all tags together are kept as they are: 480 MB of them.
pub const SCALARS_OF_ALL: usize = 20_000_000;

/// A tag has room for so many numbers, however many tags there are.
const LEAST_SCALARS: usize = 1_000;

impl Default for Samples {
    /// What a page has room for.
    fn default() -> Self {
        Self {
            scalars: None,
            histograms: 200,
            images: 20,
            audio: 20,
            texts: 20,
            pr_curves: 20,
            meshes: 10,
            tensors: 20,
        }
    }
}

impl Samples {
    /// How many values of a kind are kept, where `scalars` numbers are the share of a tag.
    pub(crate) fn of_kind(&self, kind: Kind, scalars: usize) -> usize {
        match kind {
            Kind::Scalar => self.scalars.unwrap_or(scalars.max(LEAST_SCALARS)),
            Kind::Histogram => self.histograms,
            Kind::Image => self.images,
            Kind::Audio => self.audio,
            Kind::PrCurve => self.pr_curves,
            Kind::Mesh => self.meshes,
            Kind::Tensor => self.tensors,
            _ => self.texts,
        }
    }

    fn set(&mut self, kind: &str, count: usize) -> Result<(), String> {
        match kind {
            "scalars" => self.scalars = Some(count),
            "histograms" => self.histograms = count,
            "images" => self.images = count,
            "audio" => self.audio = count,
            "text" | "texts" => self.texts = count,
            "pr_curves" => self.pr_curves = count,
            "mesh" | "meshes" => self.meshes = count,
            "tensor" | "tensors" => self.tensors = count,
            _ => {
                let known = "scalars, histograms, images, audio, text, pr_curves, mesh, tensors";
                return Err(format!("`{kind}` is no kind: there are {known}"));
            }
        }
        Ok(())
    }
}

impl FromStr for Samples {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut samples = Self::default();
        for part in text.split(',') {
            let (kind, count) = part.split_once('=').ok_or_else(|| format!("`{part}` is not KIND=N"))?;
            let count: usize = count.trim().parse().map_err(|_| format!("`{count}` is no number"))?;
            samples.set(kind.trim(), if count == 0 { usize::MAX } else { count })?;
        }
        Ok(samples)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_kind_and_no_number_is_told() {
        assert!("pictures=3".parse::<Samples>().unwrap_err().starts_with("`pictures` is no kind: there are scalars"));
        assert_eq!("images".parse::<Samples>().unwrap_err(), "`images` is not KIND=N");
        assert_eq!("images=many".parse::<Samples>().unwrap_err(), "`many` is no number");
    }

    #[test]
    fn scalars_have_their_share_unless_a_number_is_said() {
        assert_eq!(Samples::default().of_kind(Kind::Scalar, 5_000), 5_000);
        assert_eq!(Samples::default().of_kind(Kind::Scalar, 5), LEAST_SCALARS);
        assert_eq!("scalars=7".parse::<Samples>().unwrap().of_kind(Kind::Scalar, 5_000), 7);
    }
}
