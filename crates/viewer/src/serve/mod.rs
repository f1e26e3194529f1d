//! The report on a port of this machine, for a browser that should see points as they come.
//!
//! There are two things to ask for: the page, and the number of its version. Nothing is read from the disk for a request,
//! so none can reach a file. Requests of other machines, and of pages of other origins (also under a name that was made to
//! point here), are refused.
//!
//! ```text
//!  Server ── show(html) ──> Shared (page, version) <── connection: request ─> response
//! ```

mod request;

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use self::request::Request;

/// More connections at a time than these wait for nobody who reads a report.
const MOST_CONNECTIONS: usize = 32;
/// Who says nothing for so long is hung up on.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the page is asked for again by.
const SCRIPT: &str = include_str!("../../templates/live.js");

/// A report on a port of this machine.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    port: u16,
    /// How often something was shown, and the page.
    page: RwLock<(u64, Arc<str>)>,
    connections: AtomicUsize,
}

impl Server {
    /// Listens on the loopback interface; port 0 is any that is free. Until something is shown the page is empty.
    ///
    /// # Errors
    /// When the port is taken, or no thread can be started.
    pub fn start(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let page = RwLock::new((0, "".into()));
        let shared = Arc::new(Shared { port: address.port(), page, connections: AtomicUsize::new(0) });
        let of_thread = Arc::clone(&shared);
        thread::Builder::new().name("nnviz-serve".to_owned()).spawn(move || accept(&listener, &of_thread))?;
        Ok(Self { address, shared })
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Shows another page; browsers that have the one before it take it within two seconds.
    pub fn show(&self, html: &str) {
        let mut page = self.shared.page.write().unwrap_or_else(PoisonError::into_inner);
        *page = (page.0 + 1, live(html, page.0 + 1).into());
    }
}

/// A report that looks whether there is a newer one. It forbids itself all connections; this one it needs.
fn live(html: &str, version: u64) -> String {
    let html = html.replacen("default-src 'none';", "default-src 'none'; connect-src 'self';", 1);
    let script = format!("<script>\n{{\nconst VERSION = {version};\n{SCRIPT}}}\n</script>\n</body>");
    match html.rsplit_once("</body>") {
        Some((before, after)) => [before, &script, after].concat(),
        None => html,
    }
}

/// Takes connections for as long as the program runs.
fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming().flatten() {
        if shared.connections.fetch_add(1, Ordering::AcqRel) >= MOST_CONNECTIONS {
            shared.connections.fetch_sub(1, Ordering::AcqRel);
            continue;
        }
        let of_thread = Arc::clone(shared);
        let serve = move || {
            // Whoever hangs up early has what they wanted.
            let _ = answer(stream, &of_thread);
            of_thread.connections.fetch_sub(1, Ordering::AcqRel);
        };
        if thread::Builder::new().spawn(serve).is_err() {
            shared.connections.fetch_sub(1, Ordering::AcqRel);
        }
    }
}

fn answer(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = Request::read(&mut stream)?;
    let (version, page) = shared.page.read().unwrap_or_else(PoisonError::into_inner).clone();
    let (status, kind, body) = match request {
        None => ("400 Bad Request", "text/plain", "not understood\n".into()),
        Some(request) if !request.is_of(shared.port) => ("403 Forbidden", "text/plain", "not for you\n".into()),
        Some(request) if request.method != "GET" => ("405 Method Not Allowed", "text/plain", "only GET\n".into()),
        Some(request) => match request.path.as_str() {
            "/" => ("200 OK", "text/html", page),
            "/version" => ("200 OK", "text/plain", version.to_string().into()),
            _ => ("404 Not Found", "text/plain", "there is nothing here\n".into()),
        },
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\n\r\n{body}",
        body.len()
    )?;
    stream.flush()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn ask(server: &Server, request: &str) -> String {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        let request = request.replace("PORT", &server.address().port().to_string());
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn the_page_is_for_this_machine_and_its_own_origin() {
        let server = Server::start(0).unwrap();
        assert!(server.address().ip().is_loopback());
        server.show("<meta content=\"default-src 'none'; x\"><body>hello</body>");
        let table = [
            ("GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n", "200"),
            ("GET / HTTP/1.1\r\nhost: localhost:PORT\r\nOrigin: http://localhost:PORT\r\n\r\n", "200"),
            ("GET /?a HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", "404"),
            ("GET / HTTP/1.1\r\nHost: evil.example:PORT\r\n\r\n", "403"),
            ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "403"),
            ("GET / HTTP/1.1\r\n\r\n", "403"),
            ("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nHost: evil.example\r\n\r\n", "403"),
            ("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nOrigin: http://evil.example\r\n\r\n", "403"),
            ("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nOrigin: null\r\n\r\n", "403"),
            ("POST / HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", "405"),
            ("GET /../../etc/passwd HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", "404"),
            ("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", "404"),
            ("nonsense\r\n\r\n", "400"),
        ];
        for (request, status) in table {
            assert!(ask(&server, request).starts_with(&format!("HTTP/1.1 {status} ")), "{request}");
        }
        let page = ask(&server, table[0].0);
        assert!(page.contains("connect-src 'self'; x") && page.contains("const VERSION = 1;"), "{page}");
    }

    #[test]
    fn a_request_without_end_is_no_request() {
        let server = Server::start(0).unwrap();
        let long = format!("GET / HTTP/1.1\r\nHost: {}", "a".repeat(20_000));
        let mut stream = TcpStream::connect(server.address()).unwrap();
        // It may hang up before all is sent.
        let _ = stream.write_all(long.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 200"));
    }

    #[test]
    fn versions_count_what_was_shown() {
        let server = Server::start(0).unwrap();
        let version = || ask(&server, "GET /version HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n");
        assert!(version().ends_with("\r\n\r\n0"));
        server.show("<body></body>");
        assert!(version().ends_with("\r\n\r\n1"));
    }
}
