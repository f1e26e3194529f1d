//! A request, as far as a page needs one: its first line, and from where it comes.

use std::io::{self, Read};

/// A head that is longer is none of a browser.
const MOST_BYTES: u64 = 16 * 1024;

/// The head of a request.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Request {
    /// Reads the head of a request; `None` if it is none.
    pub(super) fn read(stream: &mut impl Read) -> io::Result<Option<Self>> {
        let mut stream = stream.take(MOST_BYTES);
        let (mut head, mut part) = (Vec::new(), [0; 1024]);
        while !head.windows(4).any(|end| end == b"\r\n\r\n") {
            match stream.read(&mut part)? {
                0 => return Ok(None),
                count => head.extend_from_slice(&part[..count]),
            }
        }
        Ok(std::str::from_utf8(&head).ok().and_then(Self::parse))
    }

    fn parse(head: &str) -> Option<Self> {
        let (head, _) = head.split_once("\r\n\r\n")?;
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, path, protocol) = (first.next()?.to_owned(), first.next()?.to_owned(), first.next()?);
        if !protocol.starts_with("HTTP/1.") || first.next().is_some() {
            return None;
        }
        let mut request = Self { method, path, ..Self::default() };
        for line in lines {
            let (name, value) = line.split_once(':')?;
            match name.to_ascii_lowercase().as_str() {
                "host" => request.hosts.push(value.trim().to_ascii_lowercase()),
                "origin" => request.origins.push(value.trim().to_ascii_lowercase()),
                _ => {}
            }
        }
        Some(request)
    }

    /// Whether it was sent to this machine by name, and by no page of another origin: a foreign name that points here
    /// would let a foreign page read what is served.
    pub(super) fn is_of(&self, port: u16) -> bool {
        let own = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        let is_own_origin =
            |origin: &String| origin.strip_prefix("http://").is_some_and(|host| own.iter().any(|it| it == host));
        self.hosts.len() == 1 && own.contains(&self.hosts[0]) && self.origins.iter().all(is_own_origin)
    }
}
