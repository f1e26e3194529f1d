//! The outline of a sound: between which values it swings, from beginning to end.
//!
//! Nothing that a file says of its length is believed: what is there is read. See `nnviz_record::summary::WavInfo` for
//! the format.

/// Channels beyond these are not drawn.
const MAX_CHANNELS: usize = 2;

const PCM: u16 = 1;
const FLOAT: u16 = 3;
/// The format is told further behind, in the first bytes of an identifier.
const EXTENSIBLE: u16 = 0xfffe;

/// The least and the greatest sample of each of `columns` equal parts, for each channel; from −1 to 1.
///
/// `None` for what is no WAV file, or one of compressed samples.
pub(super) fn outline(file: &[u8], columns: usize) -> Option<Vec<Vec<(f32, f32)>>> {
    let (format, data) = chunks(file)?;
    let layout = SampleLayout::of(format)?;
    let frame = layout.bytes.checked_mul(layout.channels)?;
    let frames = data.len().checked_div(frame)?;
    let per_column = frames.div_ceil(columns.max(1)).max(1);
    let parts = || data[..frames * frame].chunks(per_column * frame);
    let channel = |channel: usize| parts().map(|part| layout.extremes(part, channel)).collect();
    Some((0..layout.channels.min(MAX_CHANNELS)).map(channel).collect())
}

/// The format and the samples.
fn chunks(file: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut rest = file.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WAVE")?;
    let mut format = None;
    loop {
        let (id, behind) = rest.split_first_chunk::<4>()?;
        let (len, behind) = behind.split_first_chunk::<4>()?;
        let len = u32::from_le_bytes(*len) as usize;
        let body = &behind[..len.min(behind.len())];
        match id {
            b"fmt " => format = Some(body),
            b"data" => return Some((format?, body)),
            _ => {}
        }
        rest = behind.get(len.saturating_add(len % 2)..)?;
    }
}

/// How samples lie in a file.
struct SampleLayout {
    channels: usize,
    /// Bytes a sample.
    bytes: usize,
    is_float: bool,
}

impl SampleLayout {
    fn of(format: &[u8]) -> Option<Self> {
        let at = |at: usize| Some(u16::from_le_bytes(*format.get(at..)?.first_chunk()?));
        let code = if at(0)? == EXTENSIBLE { at(24)? } else { at(0)? };
        let (channels, bits) = (at(2)?, at(14)?);
        let known = matches!((code, bits), (PCM, 8 | 16 | 24 | 32) | (FLOAT, 32 | 64));
        (known && channels > 0).then(|| Self {
            channels: channels.into(),
            bytes: usize::from(bits / 8),
            is_float: code == FLOAT,
        })
    }

    fn extremes(&self, part: &[u8], channel: usize) -> (f32, f32) {
        let samples =
            part.chunks_exact(self.bytes).skip(channel).step_by(self.channels).map(|sample| self.value(sample));
        samples.fold((0.0, 0.0), |(low, high): (f32, f32), value| (low.min(value), high.max(value)))
    }

    fn value(&self, sample: &[u8]) -> f32 {
        let value = match *sample {
            [byte] => (f32::from(byte) - 128.0) / 128.0,
            [a, b] => f32::from(i16::from_le_bytes([a, b])) / 32_768.0,
            [a, b, c] => i32::from_le_bytes([0, a, b, c]) as f32 / 2_147_483_648.0,
            [a, b, c, d] if self.is_float => f32::from_le_bytes([a, b, c, d]),
            [a, b, c, d] => i32::from_le_bytes([a, b, c, d]) as f32 / 2_147_483_648.0,
            ref long => long.first_chunk().map_or(0.0, |bytes| f64::from_le_bytes(*bytes) as f32),
        };
        if value.is_nan() { 0.0 } else { value.clamp(-1.0, 1.0) }
    }
}

#[cfg(test)]
mod tests {
    use nnviz_record::summary::encode_wav;

    use super::*;

    #[test]
    fn each_channel_has_its_outline() {
        let samples = [0.5, 0.0, -0.5, 0.0, 1.0, 0.25, 0.0, -0.25];
        let [left, right] = &outline(&encode_wav(8000, 2, &samples), 2).unwrap()[..] else { panic!("two channels") };
        let near = |found: &[(f32, f32)], wanted: [(f32, f32); 2]| {
            found.len() == 2
                && found.iter().zip(wanted).all(|(a, b)| (a.0 - b.0).abs() < 1e-3 && (a.1 - b.1).abs() < 1e-3)
        };
        assert!(near(left, [(-0.5, 0.5), (0.0, 1.0)]), "{left:?}");
        assert!(near(right, [(0.0, 0.0), (-0.25, 0.25)]), "{right:?}");
    }

    #[test]
    fn any_cut_and_any_length_is_taken() {
        let file = encode_wav(8000, 1, &[0.5; 100]);
        for end in 0..file.len() {
            let _ = outline(&file[..end], 10);
            let mut lying = file.clone();
            lying[end] = 0xff;
            let _ = outline(&lying, 10);
        }
        assert!(outline(b"OggS", 10).is_none());
    }
}
