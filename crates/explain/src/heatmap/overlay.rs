//! A heat map over the picture that it explains.

use super::{Heatmap, Scale};
use crate::colormap::blend;
use crate::{ColourMap, Error, Picture};

/// How the colours of a heat map and those of the picture become one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Blend {
    /// As pytorch-grad-cam's `show_cam_on_image`: `image_weight` of the picture and the rest of the heat, then brightened
    /// until the brightest channel is full. Its own weight is 0.5.
    Cam {
        /// The picture's share, 0 to 1.
        image_weight: f32,
    },
    /// The same opacity everywhere, 0 to 1.
    Alpha(f32),
    /// An opacity that grows with the heat, up to this one: where it is cold, the picture is as it was. On a map for both
    /// signs, heat is the distance from the middle.
    ByHeat(f32),
}

impl Default for Blend {
    fn default() -> Self {
        Self::Cam { image_weight: 0.5 }
    }
}

impl Blend {
    fn check(self) -> Result<(), Error> {
        let (Self::Cam { image_weight: share } | Self::Alpha(share) | Self::ByHeat(share)) = self;
        if (0.0..=1.0).contains(&share) {
            Ok(())
        } else {
            Err(Error::Option { option: "the share of a blend", value: share.into(), must_be: "0 to 1" })
        }
    }
}

impl Heatmap {
    /// The map over a picture, brought to the picture's size.
    ///
    /// # Errors
    /// [`Error::Option`] for a share outside 0 to 1.
    pub fn overlay(&self, picture: &Picture, colours: ColourMap, scale: Scale, how: Blend) -> Result<Picture, Error> {
        how.check()?;
        let map = self.resized(picture.width(), picture.height())?;
        let positions: Vec<f32> = map.values().iter().map(|value| scale.position(*value)).collect();
        let rgb = match how {
            Blend::Cam { image_weight } => cam(picture, &positions, colours, image_weight),
            Blend::Alpha(alpha) => laid_over(picture, &positions, colours, |_| alpha),
            Blend::ByHeat(most) if colours.is_diverging() => {
                laid_over(picture, &positions, colours, |position| most * (2.0 * position - 1.0).abs())
            }
            Blend::ByHeat(most) => laid_over(picture, &positions, colours, |position| most * position),
        };
        Ok(Picture::trusted(picture.width(), picture.height(), rgb))
    }
}

/// The formula of `show_cam_on_image`, which cuts to bytes where it could round.
fn cam(picture: &Picture, positions: &[f32], colours: ColourMap, image_weight: f32) -> Vec<u8> {
    let mixed: Vec<f32> = picture
        .bytes()
        .iter()
        .zip(positions.iter().flat_map(|position| step(colours, *position)))
        .map(|(image, heat)| {
            (1.0 - image_weight) * (f32::from(heat) / 255.0) + image_weight * (f32::from(*image) / 255.0)
        })
        .collect();
    let brightest = mixed.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    mixed.into_iter().map(|value| (255.0 * (value / brightest)) as u8).collect()
}

/// pytorch-grad-cam cuts 255 × the position to a byte, and `OpenCV` looks that up.
fn step(colours: ColourMap, position: f32) -> [u8; 3] {
    let [red, green, blue, _] = colours.step((255.0 * position) as u8);
    [red, green, blue]
}

fn laid_over(picture: &Picture, positions: &[f32], colours: ColourMap, alpha: impl Fn(f32) -> f32) -> Vec<u8> {
    let pixel = |(under, position): ([u8; 3], &f32)| {
        let [red, green, blue, opacity] = colours.rgba(*position);
        let alpha = alpha(*position) * f32::from(opacity) / 255.0;
        let over = [red, green, blue];
        [0, 1, 2].map(|channel| blend(under[channel], over[channel], alpha))
    };
    picture.pixels().zip(positions).flat_map(pixel).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `show_cam_on_image(image, mask, use_rgb=True)` of grad-cam 1.5.7, by `scripts/overlay.py`.
    #[test]
    fn the_overlay_is_that_of_pytorch_grad_cam() {
        let golden: serde_json::Value = serde_json::from_str(include_str!("overlay_golden.json")).unwrap();
        let of = |key: &str| serde_json::from_value::<Vec<f32>>(golden[key].clone()).unwrap();
        let picture = Picture::rgb(6, 5, of("image").into_iter().map(|value| value as u8).collect()).unwrap();
        let heat = Heatmap::new(6, 5, of("mask")).unwrap();
        for (weight, key) in [(0.5, "half"), (0.8, "most")] {
            let how = Blend::Cam { image_weight: weight };
            let ours = heat.overlay(&picture, ColourMap::Jet, Scale::fixed(0.0, 1.0).unwrap(), how).unwrap();
            let theirs = of(key);
            let apart = ours.bytes().iter().zip(&theirs).map(|(one, other)| (f32::from(*one) - other).abs());
            assert!(apart.fold(0.0, f32::max) <= 1.0, "{key}"); // the last bit of a float decides where it is cut
        }
    }

    #[test]
    fn an_opacity_of_none_is_the_picture_and_of_one_the_heat() {
        let picture = Picture::grey(2, 1, &[10, 200]).unwrap();
        let heat = Heatmap::new(2, 1, vec![0.0, 1.0]).unwrap();
        let over = |how| heat.overlay(&picture, ColourMap::Viridis, Scale::of(&heat), how).unwrap();
        assert_eq!(over(Blend::Alpha(0.0)), picture);
        assert_eq!(over(Blend::Alpha(1.0)), heat.paint(ColourMap::Viridis, Scale::of(&heat)));
        assert_eq!(over(Blend::ByHeat(1.0)).bytes(), [10, 10, 10, 253, 231, 37]);
        assert!(heat.overlay(&picture, ColourMap::Jet, Scale::of(&heat), Blend::Alpha(1.5)).is_err());
    }
}
