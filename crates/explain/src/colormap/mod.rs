//! From a number between 0 and 1 to a colour: the maps that people know, equal to the byte to matplotlib's and OpenCV's.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// A map from the position on a scale, 0 to 1, to a colour.
///
/// ```
/// use nnviz_explain::ColourMap;
/// assert_eq!(ColourMap::Viridis.rgb(0.0), [68, 1, 84]);
/// assert_eq!("jet".parse::<ColourMap>()?, ColourMap::Jet);
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColourMap {
    /// `OpenCV`'s `COLORMAP_JET`: the rainbow of the papers on class activation maps.
    #[default]
    Jet,
    /// Dark violet to yellow, even to the eye and for the colour-blind.
    Viridis,
    /// Black over red to pale yellow, even to the eye.
    Inferno,
    /// A rainbow without jet's false edges.
    Turbo,
    /// Pale yellow over green to dark blue: the usual one for attention.
    YlGnBu,
    /// Black, red, yellow, white.
    Hot,
    /// Blue over grey to red, for values of both signs.
    CoolWarm,
    /// shap's: blue, then transparent in the middle, then red, for values of both signs over a picture.
    RedTransparentBlue,
    /// Black to white.
    Grey,
}

impl ColourMap {
    /// All maps.
    pub const ALL: [Self; 9] = [
        Self::Jet,
        Self::Viridis,
        Self::Inferno,
        Self::Turbo,
        Self::YlGnBu,
        Self::Hot,
        Self::CoolWarm,
        Self::RedTransparentBlue,
        Self::Grey,
    ];

    /// The name that [`FromStr`] knows it by: matplotlib's or shap's.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jet => "jet",
            Self::Viridis => "viridis",
            Self::Inferno => "inferno",
            Self::Turbo => "turbo",
            Self::YlGnBu => "YlGnBu",
            Self::Hot => "hot",
            Self::CoolWarm => "coolwarm",
            Self::RedTransparentBlue => "red_transparent_blue",
            Self::Grey => "grey",
        }
    }

    /// Whether the middle stands for zero: such a map wants a scale of equal reach to both sides.
    pub fn is_diverging(self) -> bool {
        matches!(self, Self::CoolWarm | Self::RedTransparentBlue)
    }

    /// Red, green and blue at a position of 0 to 1; beyond that, the colour of the end. On white, where it is transparent.
    pub fn rgb(self, position: f32) -> [u8; 3] {
        let [red, green, blue, opacity] = self.rgba(position);
        [red, green, blue].map(|channel| blend(255, channel, f32::from(opacity) / 255.0))
    }

    /// Red, green, blue and opacity at a position of 0 to 1; beyond that, the colour of the end.
    pub fn rgba(self, position: f32) -> [u8; 4] {
        // As matplotlib: 256 steps of equal width, the last one closed.
        self.step((position.clamp(0.0, 1.0) * 256.0).clamp(0.0, 255.0) as u8)
    }

    /// The colour of one of the 256 steps, with its opacity: for maps that `OpenCV` would look up by a byte.
    pub fn step(self, step: u8) -> [u8; 4] {
        let [red, green, blue] = match self.table() {
            Some(table) => std::array::from_fn(|channel| table[3 * usize::from(step) + channel]),
            None if self == Self::Grey => [step; 3],
            None => return red_transparent_blue(step),
        };
        [red, green, blue, 255]
    }

    fn table(self) -> Option<&'static [u8; 768]> {
        match self {
            Self::Jet => Some(include_bytes!("tables/jet.rgb")),
            Self::Viridis => Some(include_bytes!("tables/viridis.rgb")),
            Self::Inferno => Some(include_bytes!("tables/inferno.rgb")),
            Self::Turbo => Some(include_bytes!("tables/turbo.rgb")),
            Self::YlGnBu => Some(include_bytes!("tables/ylgnbu.rgb")),
            Self::Hot => Some(include_bytes!("tables/hot.rgb")),
            Self::CoolWarm => Some(include_bytes!("tables/coolwarm.rgb")),
            Self::RedTransparentBlue | Self::Grey => None,
        }
    }
}

/// shap's two colours; the opacity grows with the distance from the middle.
pub(crate) const BLUE: [u8; 3] = [30, 136, 229];
pub(crate) const RED: [u8; 3] = [255, 13, 87];

fn red_transparent_blue(step: u8) -> [u8; 4] {
    let from_middle = (f32::from(step) - 127.5) / 127.5;
    let [red, green, blue] = if from_middle < 0.0 { BLUE } else { RED };
    [red, green, blue, (from_middle.abs() * 255.0).round() as u8]
}

/// `over` on `under`, with an opacity of 0 to 1.
pub(crate) fn blend(under: u8, over: u8, opacity: f32) -> u8 {
    (f32::from(under) + (f32::from(over) - f32::from(under)) * opacity).round() as u8
}

impl fmt::Display for ColourMap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for ColourMap {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let known = Self::ALL.into_iter().find(|map| map.name().eq_ignore_ascii_case(name));
        known.ok_or_else(|| Error::ColourMap { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A few colours of each, as matplotlib 3.11, `OpenCV` 5.0 and shap 0.51 print them.
    #[test]
    fn maps_have_the_colours_of_their_references() {
        let steps = |map: ColourMap| [0, 64, 128, 192, 255].map(|step| map.step(step));
        let opaque = |rgb: [[u8; 3]; 5]| rgb.map(|[red, green, blue]| [red, green, blue, 255]);
        let golden: serde_json::Value = serde_json::from_str(include_str!("golden.json")).unwrap();
        for map in ColourMap::ALL {
            let Some(colours) = golden.get(map.name()) else { continue };
            let colours: [[u8; 3]; 5] = serde_json::from_value(colours.clone()).unwrap();
            assert_eq!(steps(map), opaque(colours), "{map}");
        }
        assert_eq!(golden.as_object().unwrap().len(), 7);
    }

    #[test]
    fn the_map_of_shap_is_blue_then_clear_then_red() {
        assert_eq!(ColourMap::RedTransparentBlue.step(0), [30, 136, 229, 255]);
        assert_eq!(ColourMap::RedTransparentBlue.step(255), [255, 13, 87, 255]);
        assert!(ColourMap::RedTransparentBlue.step(127)[3] <= 1);
        assert_eq!(ColourMap::RedTransparentBlue.rgb(0.5), [255, 254, 254]);
    }

    #[test]
    fn positions_are_found_as_matplotlib_finds_them() {
        let map = ColourMap::Grey;
        assert_eq!([0.0, 0.5, 0.999, 1.0].map(|position| map.rgb(position)[0]), [0, 128, 255, 255]);
        assert_eq!([-3.0, 7.0, f32::NAN].map(|position| map.rgb(position)[0]), [0, 255, 0]); // NaN is cold
    }

    #[test]
    fn a_name_that_is_unknown_is_an_error_with_those_that_are() {
        let error = "jett".parse::<ColourMap>().unwrap_err().to_string();
        assert!(error.contains("jett") && error.contains("viridis"), "{error}");
    }
}
