//! Sounds as data inside the page: a player each, with its outline.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nnviz_record::summary::{Audio, WavInfo};

use super::cards::{described, kept, one_block, several};
use super::page::{Body, Card, Layout, Section};
use super::strip::{Frame, Shown, Strip};
use crate::chart;
use crate::report::audio::AudioSeries;
use crate::report::{Report, format, wav};

/// More clips than these make a page long and say little more.
const MAX_CLIPS: usize = 12;

/// A longer clip has its outline only.
const MAX_CLIP_BYTES: usize = 6 << 20;

/// Parts of an outline: about the pixels of a card, in threes.
const COLUMNS: usize = 160;

/// One clip.
#[derive(Debug)]
pub(super) struct Clip {
    /// How long it is, and of what quality.
    pub(super) about: String,
    /// What a screen reader says.
    pub(super) label: String,
    /// SVG; empty where the samples could not be read.
    pub(super) outline: String,
    /// A WAV file; empty for a clip that is too long.
    pub(super) base64: String,
}

/// The section of the page.
pub(super) fn section(report: &Report<'_>) -> Section {
    let cards = report.audio.iter().filter_map(|audio| card(report, audio)).collect();
    Section {
        id: "audio",
        title: "Audio",
        lead: "The last step of each tag.",
        how: "The slider goes back in time.",
        blocks: one_block(Layout::Pairs, cards),
    }
}

fn card(report: &Report<'_>, audio: &AudioSeries<'_>) -> Option<Card> {
    let frames = audio.steps.iter().map(|point| frame(&audio.series.tag, point.step, &point.value));
    Some(Card {
        run: several(report, audio.run, report.runs.len()),
        notes: kept(audio.steps.len(), audio.logged),
        ..described(audio.series, Body::Strip(Strip::new(frames.collect())?))
    })
}

fn frame(tag: &str, step: i64, audio: &Audio) -> Frame {
    let all = audio.clips.len();
    let shown = audio.clips.iter().take(MAX_CLIPS).enumerate();
    let clips: Vec<Clip> = shown.filter_map(|(number, file)| Clip::new(tag, step, number, all, file)).collect();
    let unknown = all.min(MAX_CLIPS) - clips.len();
    let too_long = clips.iter().filter(|clip| clip.base64.is_empty()).count();
    let mut notes = Vec::new();
    if all > MAX_CLIPS {
        notes.push(format!("the first {MAX_CLIPS} of {all} clips"));
    }
    if unknown > 0 {
        notes.push(format!("{unknown} of the clips are no WAV files and are not played"));
    }
    if too_long > 0 {
        let most = MAX_CLIP_BYTES >> 20;
        notes.push(format!("{} over {most} MB left out of the page", format::counted(too_long, "sound")));
    }
    Frame { step, shown: Shown::Clips(clips), notes }
}

impl Clip {
    /// `None` for what is no WAV file.
    fn new(tag: &str, step: i64, number: usize, all: usize, file: &[u8]) -> Option<Self> {
        let info = WavInfo::decode(file)?;
        let outline = wav::outline(file, COLUMNS).and_then(|channels| chart::waveform(&channels).ok());
        let fits = file.len() <= MAX_CLIP_BYTES;
        let number = if all > 1 { format!("{} · ", number + 1) } else { String::new() };
        Some(Self {
            about: format!("{number}{}", quality(&info)),
            label: format!("{tag}, step {step}, {number}{}", quality(&info)),
            outline: outline.unwrap_or_default(),
            base64: if fits { STANDARD.encode(file) } else { String::new() },
        })
    }
}

fn quality(info: &WavInfo) -> String {
    let channels = match info.channels {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        many => format!("{many} channels"),
    };
    let seconds = info.seconds();
    let length = if seconds.is_finite() { format::duration(seconds) } else { "length unknown".to_owned() };
    format!("{length} · {} kHz · {channels}", format::number(f64::from(info.sample_rate) / 1000.0))
}

#[cfg(test)]
mod tests {
    use nnviz_record::summary::encode_wav;

    use super::*;

    #[test]
    fn what_is_no_sound_is_told_and_not_embedded() {
        let clips = vec![b"<script>".to_vec(), encode_wav(8000, 1, &[0.5; 800])];
        let frame = frame("x", 3, &Audio { clips });
        let Shown::Clips(clips) = &frame.shown else { panic!("clips") };
        assert_eq!(clips.len(), 1);
        assert_eq!(clips[0].about, "2 · 0.1 s · 8 kHz · mono");
        assert!(frame.notes[0].starts_with("1 of the clips"), "{:?}", frame.notes);
    }
}
