//! Smaller pictures.

use super::Pixels;

impl Pixels {
    /// The picture in its proportions, no wider and no higher than `most`; as it is, if it fits.
    pub(crate) fn shrunk_into(self, most: u32) -> Self {
        let longest = self.width.max(self.height);
        if longest <= most {
            return self;
        }
        let shrunk = |side: u32| (u64::from(side) * u64::from(most) / u64::from(longest)).max(1) as u32;
        self.shrunk_to(shrunk(self.width), shrunk(self.height))
    }

    /// Each pixel is the mean of those that it covers.
    fn shrunk_to(&self, width: u32, height: u32) -> Self {
        let channels = self.colour.channels();
        let row_len = self.width as usize * channels;
        let mut data = Vec::with_capacity(width as usize * height as usize * channels);
        for rows in covered(self.height, height) {
            for columns in covered(self.width, width) {
                let count = (rows.len() * columns.len()) as u32;
                for channel in 0..channels {
                    let at = |y: usize, x: usize| u32::from(self.data[y * row_len + x * channels + channel]);
                    let sum: u32 =
                        rows.clone().flat_map(|y| columns.clone().map(move |x| (y, x))).map(|(y, x)| at(y, x)).sum();
                    data.push(((sum + count / 2) / count) as u8);
                }
            }
        }
        Self { width, height, colour: self.colour, data }
    }
}

/// For each of the `to` new pixels of a side, those of the `from` old ones that it covers: at least one.
fn covered(from: u32, to: u32) -> impl Iterator<Item = std::ops::Range<usize>> {
    let begin = move |new: u32| (u64::from(new) * u64::from(from) / u64::from(to)) as usize;
    (0..to).map(move |new| begin(new)..begin(new + 1).max(begin(new) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_is_the_mean_of_what_it_covers() {
        let picture = Pixels::rgb(4, 2, (0..24).collect()).unwrap();
        let small = picture.clone().shrunk_into(2);
        assert_eq!((small.width(), small.height()), (2, 1));
        // Red of the left half: 0, 3, 12, 15.
        assert_eq!(small.data, [8, 9, 10, 14, 15, 16]);
        assert_eq!(picture.clone().shrunk_into(4), picture);
        assert_eq!(picture.shrunk_into(1).data.len(), 3);
    }
}
