//! The real TensorBoard, started for a test and asked over HTTP.
//!
//! ```text
//!  test ──start──> python run_tensorboard.py ──(Reader::Fast)──> its data server, in Rust
//!       ──stdin──> open as long as the test lives           └(Reader::Slow)──> its loader, in Python
//!       ──HTTP───> /data/plugin/scalars/scalars?run=…&tag=… ──> JSON
//! ```

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::python;

/// How long anything may take; far longer than it does on a slow machine.
const PATIENCE: Duration = Duration::from_mins(3);

/// Between two questions.
const PAUSE: Duration = Duration::from_millis(50);

/// TensorBoard reads event files with one of two programs, which disagree about much of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// The data server, which is the default.
    Fast,
    /// The Python loader: for remote logdirs, and where there is no data server.
    Slow,
}

impl Reader {
    pub(crate) const BOTH: [Self; 2] = [Self::Fast, Self::Slow];

    fn flag(self) -> &'static str {
        match self {
            Self::Fast => "--load_fast=true",
            Self::Slow => "--load_fast=false",
        }
    }

    /// What TensorBoard itself calls it.
    fn data_provider(self) -> &'static str {
        match self {
            Self::Fast => "GrpcDataProvider",
            Self::Slow => "MultiplexerDataProvider",
        }
    }
}

/// A running TensorBoard. It ends when this is dropped, and when the test's process ends in any way.
#[derive(Debug)]
pub(crate) struct TensorBoard {
    pub(crate) reader: Reader,
    process: Child,
    url: String,
    agent: ureq::Agent,
    /// Where TensorBoard's own words go.
    log: PathBuf,
}

/// What TensorBoard answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

impl TensorBoard {
    /// Starts TensorBoard on `logdir` at a free port, and waits until it answers. An error says what is missing.
    pub(crate) fn start(logdir: &Path, reader: Reader) -> Result<Self, String> {
        Self::start_with(logdir, reader, &[])
    }

    /// The same with more of TensorBoard's flags.
    pub(crate) fn start_with(logdir: &Path, reader: Reader, flags: &[&str]) -> Result<Self, String> {
        let log = logdir.with_extension(format!("{reader:?}.log"));
        let process = Command::new(python::interpreter()?)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/run_tensorboard.py"))
            .arg("--logdir")
            .arg(logdir)
            .args(["--host", "127.0.0.1", "--port", "0", "--reload_interval", "1", reader.flag()])
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(File::create(&log).expect("a file beside the logdir"))
            .spawn()
            .expect("the Python that was just installed");
        let settings = ureq::Agent::config_builder();
        let settings = settings.http_status_as_error(false).proxy(None).timeout_global(Some(PATIENCE));
        let mut this = Self { reader, process, url: String::new(), agent: settings.build().into(), log };
        this.url = this.wait_for_address()?;
        let environment = this.json("environment", &[]);
        let provider = environment["debug"]["data_provider"].as_str().expect("a data provider").to_owned();
        assert!(provider.starts_with(reader.data_provider()), "{reader:?} reads with {provider}");
        Ok(this)
    }

    /// The address is the last thing that TensorBoard says when it starts.
    fn wait_for_address(&mut self) -> Result<String, String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let words = self.words();
            let address = words.split_whitespace().find(|word| word.starts_with("http://127.0.0.1:"));
            if let Some(address) = address {
                return Ok(address.trim_end_matches('/').to_owned());
            }
            let ended = self.process.try_wait().expect("the state of the process");
            if ended.is_some() || Instant::now() > deadline {
                return Err(format!("TensorBoard did not start ({ended:?}):\n{words}"));
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Everything that TensorBoard said so far.
    fn words(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// Asks for `/data/ROUTE?…`.
    pub(crate) fn get(&self, route: &str, query: &[(&str, &str)]) -> Answer {
        self.answered(route, self.agent.get(self.address(route)).query_pairs(query.iter().copied()).call())
    }

    /// Asks for `/data/ROUTE?…`, and expects it to be there.
    pub(crate) fn found(&self, route: &str, query: &[(&str, &str)]) -> Answer {
        let answer = self.get(route, query);
        let body = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, 200, "{:?} /data/{route}: {body}\n{}", self.reader, self.words());
        answer
    }

    /// Asks for `/data/ROUTE?…`, and expects JSON.
    pub(crate) fn json(&self, route: &str, query: &[(&str, &str)]) -> Value {
        self.parsed(route, &self.get(route, query))
    }

    /// Sends a form to `/data/ROUTE`, and expects JSON.
    pub(crate) fn post_form(&self, route: &str, fields: &[(&str, &str)]) -> Value {
        let answer = self.agent.post(self.address(route)).send_form(fields.iter().copied());
        self.parsed(route, &self.answered(route, answer))
    }

    /// Sends JSON to `/data/ROUTE`, and expects JSON.
    pub(crate) fn post_json(&self, route: &str, body: &Value) -> Value {
        self.parsed(route, &self.post(route, body))
    }

    /// Sends JSON to `/data/ROUTE`.
    pub(crate) fn post(&self, route: &str, body: &Value) -> Answer {
        let request = self.agent.post(self.address(route)).content_type("application/json");
        self.answered(route, request.send(body.to_string()))
    }

    /// Asks until there is an answer that is wanted: TensorBoard reads its logdir again and again.
    pub(crate) fn wait_for<T>(&self, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(answer) = ask() {
                return answer;
            }
            assert!(Instant::now() < deadline, "{:?} never showed {what}; it said:\n{}", self.reader, self.words());
            std::thread::sleep(PAUSE);
        }
    }

    fn address(&self, route: &str) -> String {
        format!("{}/data/{route}", self.url)
    }

    fn answered(&self, route: &str, answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
        let read = answer.and_then(|mut answer| {
            let content_type = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
            let content_type = content_type.unwrap_or_default().to_owned();
            Ok(Answer { status: answer.status().as_u16(), content_type, body: answer.body_mut().read_to_vec()? })
        });
        read.unwrap_or_else(|error| panic!("{:?} /data/{route}: {error}\n{}", self.reader, self.words()))
    }

    fn parsed(&self, route: &str, answer: &Answer) -> Value {
        let body = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, 200, "{:?} /data/{route}: {body}\n{}", self.reader, self.words());
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{:?} /data/{route}: {error}: {body}", self.reader))
    }
}

impl Drop for TensorBoard {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end and nothing to tell.
        let _ended = self.process.kill().and_then(|()| self.process.wait());
    }
}
