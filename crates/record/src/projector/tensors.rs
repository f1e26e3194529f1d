//! The points: a row of numbers each.
//!
//! TensorBoard takes every file for tab-separated text, line by line, and for raw floats only when a line is no UTF-8.
//! So a matrix of zeros, which are UTF-8, must not be written raw: it would take the whole projector down.

use super::ProjectorError;

/// The bytes of a tensor file, and what its embedding says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensors {
    /// What the file holds.
    pub bytes: Vec<u8>,
    /// Points and coordinates a point, for [`Embedding::tensor_shape`](super::Embedding::tensor_shape).
    pub shape: [u32; 2],
    /// Whether the bytes are raw floats, and not text.
    pub is_binary: bool,
}

impl Tensors {
    /// Points as raw floats where TensorBoard can tell that they are, and as text elsewhere. `values` are all coordinates
    /// of the first point, then all of the second, and so on.
    ///
    /// ```
    /// use nnviz_record::projector::Tensors;
    /// let points = Tensors::encode(2, &[-1.5, 0.25, 3.0, -0.5])?;
    /// assert_eq!((points.shape, points.is_binary), ([2, 2], true));
    /// let zeros = Tensors::encode(2, &[0.0; 4])?;
    /// assert_eq!((&zeros.bytes[..], zeros.is_binary), (&b"0\t0\n0\t0\n"[..], false));
    /// # Ok::<(), nnviz_record::projector::ProjectorError>(())
    /// ```
    ///
    /// # Errors
    /// [`ProjectorError`] when `values` are no whole rows, or one is not finite.
    pub fn encode(columns: usize, values: &[f32]) -> Result<Self, ProjectorError> {
        check(columns, values)?;
        let shape = [(values.len() / columns) as u32, columns as u32];
        Ok(match raw(values) {
            Some(bytes) => Self { bytes, shape, is_binary: true },
            None => Self { bytes: text(columns, values).into_bytes(), shape, is_binary: false },
        })
    }
}

/// Points as tab-separated text, which every version of TensorBoard reads.
///
/// # Errors
/// [`ProjectorError`] when `values` are no whole rows, or one is not finite.
pub fn tensors_tsv(columns: usize, values: &[f32]) -> Result<String, ProjectorError> {
    check(columns, values)?;
    Ok(text(columns, values))
}

/// Points as raw little-endian floats; `None` where TensorBoard would take them for text.
///
/// # Errors
/// [`ProjectorError`] when `values` are no whole rows, or one is not finite.
pub fn tensors_binary(columns: usize, values: &[f32]) -> Result<Option<Vec<u8>>, ProjectorError> {
    check(columns, values)?;
    Ok(raw(values))
}

fn check(columns: usize, values: &[f32]) -> Result<(), ProjectorError> {
    if values.is_empty() || columns == 0 || !values.len().is_multiple_of(columns) {
        return Err(ProjectorError::Shape { values: values.len(), columns });
    }
    match values.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(ProjectorError::Value { row: at / columns, column: at % columns, value: values[at] }),
        None => Ok(()),
    }
}

fn text(columns: usize, values: &[f32]) -> String {
    let mut text = String::new();
    for row in values.chunks_exact(columns) {
        let row: Vec<_> = row.iter().map(f32::to_string).collect();
        text.push_str(&row.join("\t"));
        text.push('\n');
    }
    text
}

fn raw(values: &[f32]) -> Option<Vec<u8>> {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    // The first line already: a reader may parse it before it decodes the second.
    let first_line = bytes.split_inclusive(|&byte| byte == b'\n' || byte == b'\r').next().unwrap_or_default();
    std::str::from_utf8(first_line).is_err().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_floats_begin_with_a_line_that_is_no_text() {
        let newline = f32::from_le_bytes(*b"\n\n12"); // a line of text before anything else
        assert_eq!(tensors_binary(2, &[newline, -1.0]), Ok(None));
        assert_eq!(tensors_binary(2, &[0.0; 8]), Ok(None));
        assert_eq!(tensors_binary(1, &[-1.0]), Ok(Some(vec![0, 0, 0x80, 0xbf])));
    }

    #[test]
    fn text_keeps_every_bit() {
        let values = [0.1, -3.4e38, 1e-45, 7.0, -0.0, 16_777_217.0];
        let text = tensors_tsv(3, &values).unwrap();
        let read: Vec<f32> = text.split_whitespace().map(|number| number.parse().unwrap()).collect();
        assert_eq!(read.map_bits(), values.to_vec().map_bits());
        assert_eq!(text.lines().count(), 2);
    }

    trait MapBits {
        fn map_bits(&self) -> Vec<u32>;
    }

    impl MapBits for Vec<f32> {
        fn map_bits(&self) -> Vec<u32> {
            self.iter().map(|value| value.to_bits()).collect()
        }
    }

    #[test]
    fn errors_name_the_place() {
        let table = [
            (3, &[1.0; 4][..], "4 values make no rows of 3; give at least one whole row"),
            (0, &[1.0], "1 values make no rows of 0; give at least one whole row"),
            (1, &[], "0 values make no rows of 1; give at least one whole row"),
            (2, &[0.0, 0.0, 0.0, f32::NAN], "row 1, column 1 is NaN; the projector needs finite numbers"),
        ];
        for (columns, values, message) in table {
            assert_eq!(Tensors::encode(columns, values).unwrap_err().to_string(), message);
        }
    }
}
