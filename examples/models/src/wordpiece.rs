//! Cuts sentences into the word pieces that MiniLM knows, as BERT does: lower case, no accents, punctuation by itself; of
//! each word the longest piece that is known, then the longest of the rest, which `##` marks.

use std::collections::HashMap;
use std::path::Path;

use burn::tensor::{Bool, Device, Int, Tensor, TensorData};
use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::Error;
use crate::weights::read;

/// Longer words are not cut: they are unknown.
const LONGEST_WORD: usize = 100;

const PADDING: &str = "[PAD]";
const UNKNOWN: &str = "[UNK]";
const FIRST: &str = "[CLS]";
const LAST: &str = "[SEP]";

/// Control characters, but not those that part words; and marks, which accents are.
const DROPPED: &str = r"[\p{C}--\t\n\r]|\x{FFFD}|\p{Mn}";

/// A sign or an ideograph is a word by itself; any other run without white space is one.
const WORD: &str = r"(?x)
    [\p{P}$+<=>^`|~]
    | [\u{4E00}-\u{9FFF}\u{3400}-\u{4DBF}\u{20000}-\u{2A6DF}\u{2A700}-\u{2CEAF}\u{F900}-\u{FAFF}\u{2F800}-\u{2FA1F}]
    | [^\s\p{P}$+<=>^`|~\u{4E00}-\u{9FFF}\u{3400}-\u{4DBF}\u{20000}-\u{2A6DF}\u{2A700}-\u{2CEAF}\u{F900}-\u{FAFF}\u{2F800}-\u{2FA1F}]+";

/// The word pieces, and how to find them.
#[derive(Clone, Debug)]
pub struct WordPieces {
    numbers: HashMap<String, i64>,
    dropped: Regex,
    word: Regex,
}

impl WordPieces {
    /// Reads a list of word pieces, one a line.
    ///
    /// # Errors
    /// [`Error::Read`] without the file, [`Error::Names`] when `[PAD]`, `[UNK]`, `[CLS]` or `[SEP]` is not in it.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let amiss = |reason: String| Error::Names { path: path.to_owned(), reason };
        let numbers: HashMap<_, _> = read(path)?.lines().map(str::to_owned).zip(0..).collect();
        if let Some(missing) = [PADDING, UNKNOWN, FIRST, LAST].iter().find(|piece| !numbers.contains_key(**piece)) {
            return Err(amiss(format!("{missing} is not in it")));
        }
        let regex = |pattern| Regex::new(pattern).map_err(|error| amiss(error.to_string()));
        Ok(Self { numbers, dropped: regex(DROPPED)?, word: regex(WORD)? })
    }

    /// The pieces of a sentence. A word that cannot be put together from pieces is `[UNK]`.
    pub fn cut(&self, sentence: &str) -> Vec<String> {
        let lower: String = sentence.chars().flat_map(char::to_lowercase).nfd().collect();
        let clean = self.dropped.replace_all(&lower, "");
        self.word.find_iter(&clean).flat_map(|word| self.cut_word(word.as_str())).collect()
    }

    /// The pieces of a sentence between `[CLS]` and `[SEP]`: a label for each place.
    pub fn places(&self, sentence: &str) -> Vec<String> {
        let (first, last) = ([FIRST.to_owned()], [LAST.to_owned()]);
        first.into_iter().chain(self.cut(sentence)).chain(last).collect()
    }

    /// What the network is given: the numbers of the sentences' places, and where there is only padding; both
    /// `[batch, places]`.
    pub fn batch(&self, sentences: &[&str], device: &Device) -> (Tensor<2, Int>, Tensor<2, Bool>) {
        let ids: Vec<Vec<i64>> = sentences.iter().map(|sentence| self.numbers_of(&self.places(sentence))).collect();
        let shape = [ids.len(), ids.iter().map(Vec::len).max().unwrap_or(0)];
        let place = |at: usize| ids[at / shape[1]].get(at % shape[1]).copied();
        let filled: Vec<i64> = (0..shape[0] * shape[1]).map(|at| place(at).unwrap_or(self.numbers[PADDING])).collect();
        let padding: Vec<bool> = (0..filled.len()).map(|at| place(at).is_none()).collect();
        (
            Tensor::from_data(TensorData::new(filled, shape), device),
            Tensor::from_data(TensorData::new(padding, shape), device),
        )
    }

    /// The same sentences without their words: `[PAD]` at each place but those of `[CLS]` and `[SEP]`. What explanations
    /// compare a sentence with.
    pub fn nothing(&self, ids: &Tensor<2, Int>) -> Tensor<2, Int> {
        let frame = ids.clone().equal_elem(self.numbers[FIRST]).bool_or(ids.clone().equal_elem(self.numbers[LAST]));
        ids.full_like(self.numbers[PADDING]).mask_where(frame, ids.clone())
    }

    /// The number of each piece in the list.
    pub fn numbers_of(&self, pieces: &[String]) -> Vec<i64> {
        let unknown = self.numbers[UNKNOWN];
        pieces.iter().map(|piece| self.numbers.get(piece).copied().unwrap_or(unknown)).collect()
    }

    fn cut_word(&self, word: &str) -> Vec<String> {
        let unknown = || vec![UNKNOWN.to_owned()];
        if word.chars().count() > LONGEST_WORD {
            return unknown();
        }
        let mut pieces = Vec::new();
        let mut rest = word;
        while !rest.is_empty() {
            let mark = if pieces.is_empty() { "" } else { "##" };
            let Some((piece, end)) = self.longest(mark, rest) else { return unknown() };
            pieces.push(piece);
            rest = &rest[end..];
        }
        pieces
    }

    /// The longest known piece that `rest` begins with, and where it ends.
    fn longest(&self, mark: &str, rest: &str) -> Option<(String, usize)> {
        let ends = rest.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let pieces = ends.rev().map(|end| (format!("{mark}{}", &rest[..end]), end));
        pieces.into_iter().find(|(piece, _)| self.numbers.contains_key(piece))
    }
}
