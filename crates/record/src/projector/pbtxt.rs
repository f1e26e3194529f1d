//! Protobuf's text format, as much of it as a configuration needs.

use super::ProjectorError;

/// What a field begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// A message, whose fields come next.
    Open,
    /// A text; several beside each other are one.
    Text(String),
    /// One whole number, or a list of them.
    Numbers(Vec<u32>),
    /// Anything else: a truth, a fraction, a name.
    Other,
}

/// Reads fields one by one, from the start to the end. It keeps no stack: whoever opens a message reads to its end.
pub(super) struct Parser<'a> {
    text: &'a str,
    rest: &'a str,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, rest: text }
    }

    /// The next field outside all messages; `None` at the end of the text.
    pub(super) fn next_field(&mut self) -> Result<Option<(&'a str, Field)>, ProjectorError> {
        self.skip_space();
        if self.rest.is_empty() { Ok(None) } else { self.field().map(Some) }
    }

    /// The next field of the message that was opened last; `None` at its end.
    pub(super) fn next_inner_field(&mut self) -> Result<Option<(&'a str, Field)>, ProjectorError> {
        self.skip_space();
        if self.take_any(['}', '>']) {
            Ok(None)
        } else if self.rest.is_empty() {
            Err(self.error("a message is not closed"))
        } else {
            self.field().map(Some)
        }
    }

    /// Steps over the rest of a field, however deep its messages are.
    pub(super) fn skip(&mut self, field: &Field) -> Result<(), ProjectorError> {
        let mut depth = usize::from(*field == Field::Open);
        while depth > 0 {
            match self.next_inner_field()? {
                Some((_, Field::Open)) => depth += 1,
                Some(_) => {}
                None => depth -= 1,
            }
        }
        Ok(())
    }

    fn field(&mut self) -> Result<(&'a str, Field), ProjectorError> {
        let name = self.word();
        if name.is_empty() {
            return Err(self.error("a field has a name"));
        }
        self.skip_space();
        let colon = self.take_any([':']);
        self.skip_space();
        let field = if self.take_any(['{', '<']) {
            Field::Open
        } else if self.rest.starts_with(['"', '\'']) {
            Field::Text(self.texts()?)
        } else if self.take_any(['[']) {
            self.list()?
        } else {
            number(self.word()).ok_or_else(|| self.error("a field has a value"))?
        };
        if colon || matches!(field, Field::Open | Field::Text(_)) {
            Ok((name, field))
        } else {
            Err(self.error("a value follows a colon"))
        }
    }

    /// A list behind its bracket. One of other things than whole numbers is nothing that a configuration has.
    fn list(&mut self) -> Result<Field, ProjectorError> {
        let mut numbers = Some(Vec::new());
        loop {
            self.skip_space();
            if self.take_any([']']) {
                return Ok(numbers.map_or(Field::Other, Field::Numbers));
            } else if self.rest.starts_with(['"', '\'']) {
                self.texts()?;
                numbers = None;
                continue;
            }
            match number(self.word()).ok_or_else(|| self.error("a list is not closed"))? {
                Field::Numbers(more) => numbers.iter_mut().for_each(|numbers| numbers.extend(&more)),
                _ => numbers = None,
            }
        }
    }

    /// One or more texts in quotes.
    fn texts(&mut self) -> Result<String, ProjectorError> {
        let mut bytes = Vec::new();
        while let Some(quote @ ('"' | '\'')) = self.rest.chars().next() {
            let body = &self.rest[1..];
            let len = self.text_len(body, quote)?;
            unescape(&body[..len], &mut bytes);
            self.rest = &body[len + 1..];
            self.skip_space();
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Where the quote is that ends a text.
    fn text_len(&self, body: &str, quote: char) -> Result<usize, ProjectorError> {
        let mut escaped = false;
        for (at, character) in body.char_indices() {
            match character {
                '\n' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if character == quote => return Ok(at),
                _ => {}
            }
        }
        Err(self.error("a text is not closed"))
    }

    fn word(&mut self) -> &'a str {
        let is_of_word = |character: char| character.is_alphanumeric() || "_.+-".contains(character);
        let len = self.rest.find(|character| !is_of_word(character)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(len);
        self.rest = rest;
        word
    }

    fn take_any<const N: usize>(&mut self, characters: [char; N]) -> bool {
        let rest = self.rest.strip_prefix(characters);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Steps over blanks, comments, and the commas and semicolons that may part fields.
    fn skip_space(&mut self) {
        loop {
            self.rest =
                self.rest.trim_start_matches(|character: char| character.is_whitespace() || ",;".contains(character));
            let Some(comment) = self.rest.strip_prefix('#') else { return };
            self.rest = comment.find('\n').map_or("", |end| &comment[end..]);
        }
    }

    fn error(&self, reason: &'static str) -> ProjectorError {
        let read = &self.text[..self.text.len() - self.rest.len()];
        ProjectorError::Config { line: 1 + read.matches('\n').count(), reason }
    }
}

/// A word that stands for a value; `None` for no word.
fn number(word: &str) -> Option<Field> {
    if word.is_empty() {
        return None;
    }
    Some(word.parse().map_or(Field::Other, |number| Field::Numbers(vec![number])))
}

/// Appends what a text in quotes stands for: C's escapes, of bytes and not of characters.
fn unescape(text: &str, out: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte != b'\\' {
            out.push(byte);
        } else if let Some((&escape, behind)) = rest.split_first() {
            let (byte, used) = match escape {
                b'0'..=b'7' => digits(rest, 8, 3),
                b'x' | b'X' => {
                    let (byte, used) = digits(behind, 16, 2);
                    (byte, used + 1)
                }
                _ => (simple_escape(escape), 1),
            };
            out.push(byte);
            rest = &rest[used..];
        }
    }
}

/// The byte of at most `most` digits, and how many there are.
fn digits(bytes: &[u8], radix: u32, most: usize) -> (u8, usize) {
    let digits = bytes.iter().take(most).map_while(|&byte| char::from(byte).to_digit(radix));
    digits.fold((0, 0), |(byte, used), digit| ((u32::from(byte) * radix + digit) as u8, used + 1))
}

fn simple_escape(escape: u8) -> u8 {
    match escape {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'v' => 0x0b,
        itself => itself,
    }
}

/// Appends a line `name: "text"`, unless the text is empty.
pub(super) fn push_string(out: &mut String, name: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    out.push_str(name);
    out.push_str(": \"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_ascii_control() => out.extend(["\\", &format!("{:03o}", u32::from(control))]),
            other => out.push(other),
        }
    }
    out.push_str("\"\n");
}
