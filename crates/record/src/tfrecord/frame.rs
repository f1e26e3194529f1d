//! The bytes of one record, without I/O.

use crate::crc::MaskedCrc;

/// Bytes before the data: the length and its checksum.
pub const HEADER_LEN: usize = 12;

/// Bytes after the data: its checksum.
pub const FOOTER_LEN: usize = 4;

/// Appends one record to `out`; `write_data` appends the record's data and nothing else.
///
/// The data is written once, in place: the header is filled in when its length is known.
///
/// ```
/// let mut out = Vec::new();
/// nnviz_record::tfrecord::append_record(&mut out, |data| data.extend_from_slice(b"hello"));
/// assert_eq!(out.len(), 12 + 5 + 4);
/// ```
pub fn append_record(out: &mut Vec<u8>, write_data: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&[0; HEADER_LEN]);
    write_data(out);
    let data = start + HEADER_LEN;
    let length = ((out.len() - data) as u64).to_le_bytes();
    let data_crc = MaskedCrc::of(&out[data..]);
    out[start..start + 8].copy_from_slice(&length);
    out[start + 8..data].copy_from_slice(&MaskedCrc::of(&length).0.to_le_bytes());
    out.extend_from_slice(&data_crc.0.to_le_bytes());
}

/// The length that a header declares, or `None` when its checksum does not match.
pub(super) fn declared_length(header: [u8; HEADER_LEN]) -> Option<u64> {
    let (length, crc) = header.split_at(8);
    let length: [u8; 8] = length.try_into().ok()?;
    let crc = u32::from_le_bytes(crc.try_into().ok()?);
    (MaskedCrc::of(&length).0 == crc).then(|| u64::from_le_bytes(length))
}
