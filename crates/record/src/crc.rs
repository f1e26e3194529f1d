//! The masked CRC-32C that guards each part of a TFRecord.
//!
//! TensorFlow stores `rotate_right(crc, 15) + 0xa282ead8` instead of the plain Castagnoli CRC, so that a CRC computed
//! over bytes which already hold CRCs does not degenerate (`tensorflow/core/lib/hash/crc32c.h`).

use std::fmt;

/// A CRC-32C (Castagnoli), masked as TFRecord files store it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct MaskedCrc(pub u32);

impl MaskedCrc {
    const MASK_DELTA: u32 = 0xa282_ead8;

    /// The masked checksum of `bytes`.
    ///
    /// ```
    /// use nnviz_record::crc::MaskedCrc;
    /// assert_eq!(MaskedCrc::of(b"\x1a\x11CRC test, one two"), MaskedCrc(0x5794_d08a));
    /// ```
    pub fn of(bytes: &[u8]) -> Self {
        Self(crc32c::crc32c(bytes).rotate_right(15).wrapping_add(Self::MASK_DELTA))
    }
}

/// Hexadecimal, as people compare checksums.
impl fmt::Debug for MaskedCrc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MaskedCrc({:#010x})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_24_has_the_published_checksum() {
        assert_eq!(MaskedCrc::of(&24u64.to_le_bytes()), MaskedCrc(0x224b_7fa3));
    }

    #[test]
    fn debug_is_hexadecimal() {
        assert_eq!(format!("{:?}", MaskedCrc(0x123)), "MaskedCrc(0x00000123)");
    }
}
