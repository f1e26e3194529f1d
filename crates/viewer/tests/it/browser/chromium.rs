//! A headless Chromium, asked over the pipe of its [debugging protocol]: commands and events are JSON, with a zero byte
//! behind each.
//!
//! [debugging protocol]: https://chromedevtools.github.io/devtools-protocol/

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Longer than any test takes; a browser that hangs is ended, and the test fails.
const SECONDS: &str = "180";

const ARGUMENTS: &str = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
                         --disable-component-update --disable-sync --remote-debugging-pipe --force-color-profile=srgb";

/// A page in a browser.
pub(crate) struct Page {
    browser: Child,
    to: File,
    from: BufReader<File>,
    session: Option<String>,
    last_id: u64,
    events: Vec<Value>,
    _profile: TempDir,
}

/// The browser, if it is installed.
pub(crate) fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let directories: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let found = names.iter().flat_map(|name| directories.iter().map(move |directory| directory.join(name)));
    let found = found.into_iter().find(|path| path.is_file());
    if found.is_none() {
        assert!(std::env::var_os("NNVIZ_NEEDS_BROWSER").is_none(), "no Chromium: install Debian's package `chromium`");
        eprintln!("skipped: install Debian's package `chromium` to test the page in a browser");
    }
    found
}

impl Page {
    /// Opens a file, of a window of a size.
    pub(crate) fn open(browser: &Path, file: &Path, window: (u32, u32)) -> Self {
        Self::open_url(browser, &format!("file://{}", file.display()), window)
    }

    /// Opens an address, in a window of a size.
    pub(crate) fn open_url(browser: &Path, url: &str, (width, height): (u32, u32)) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let [to, from] = ["to", "from"].map(|name| profile.path().join(name));
        assert!(Command::new("mkfifo").args([&to, &from]).status().unwrap().success());
        // The protocol is spoken on the descriptors 3 and 4, which only a shell can name.
        let script =
            format!("exec timeout {SECONDS} \"$0\" {ARGUMENTS} --user-data-dir=\"$1\" about:blank 3<\"$2\" 4>\"$3\"");
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(script).arg(browser).arg(profile.path()).arg(&to).arg(&from);
        let browser = shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let to = OpenOptions::new().write(true).open(to).unwrap();
        let from = BufReader::new(File::open(from).unwrap());
        let mut page = Self { browser, to, from, session: None, last_id: 0, events: Vec::new(), _profile: profile };
        page.attach(width, height);
        page.go(url);
        page.settle();
        page
    }

    fn attach(&mut self, width: u32, height: u32) {
        let target = self.ask("Target.createTarget", &json!({ "url": "about:blank" }))["targetId"].clone();
        let session = self.ask("Target.attachToTarget", &json!({ "targetId": target, "flatten": true }));
        self.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            self.ask(&format!("{domain}.enable"), &json!({}));
        }
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.ask("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Opens another page; returns when all of it has come.
    pub(crate) fn go(&mut self, url: &str) {
        let before = self.events.len();
        self.ask("Page.navigate", &json!({ "url": url }));
        while !self.events[before..].iter().any(|event| event["method"] == "Page.loadEventFired") {
            let event = self.read();
            self.events.push(event);
        }
    }

    /// Sends a command and waits for its answer.
    pub(crate) fn ask(&mut self, method: &str, parameters: &Value) -> Value {
        self.last_id += 1;
        let mut command = json!({ "id": self.last_id, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{command}\0").as_bytes()).unwrap();
        loop {
            let message = self.read();
            if message["id"] == self.last_id {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            self.events.push(message);
        }
    }

    fn read(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes).unwrap();
        assert_eq!(bytes.pop(), Some(0), "the browser has gone");
        serde_json::from_slice(&bytes).unwrap()
    }

    /// What an expression comes to; promises are waited for.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let parameters = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.ask("Runtime.evaluate", &parameters);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Waits until what was asked for is drawn: the page draws at least one chart with each picture.
    pub(crate) fn settle(&mut self) {
        self.value(
            "(async () => { for (let picture = 0; picture < 16; picture += 1) await new Promise(requestAnimationFrame); \
             await new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done, 60)), 60)); })()",
        );
    }

    /// Moves the mouse, with a button held or not, and presses or releases it.
    pub(crate) fn mouse(&mut self, kind: &str, (x, y): (f64, f64), clicks: u32) {
        let is_held = kind != "mouseMoved" || clicks > 0;
        let button = if is_held { "left" } else { "none" };
        let parameters = json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": u8::from(is_held), "clickCount": clicks });
        self.ask("Input.dispatchMouseEvent", &parameters);
    }

    /// Presses a key, as a keyboard would: what the browser itself does on it, it does.
    pub(crate) fn key(&mut self, key: &str) {
        let text = match key {
            "Enter" => "\r",
            key if key.chars().count() == 1 => key,
            _ => "",
        };
        let code = virtual_code(key);
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let event = json!({ "type": kind, "key": key, "text": text, "windowsVirtualKeyCode": code });
            self.ask("Input.dispatchKeyEvent", &event);
        }
        self.settle();
    }

    /// Turns the wheel, with the control key held.
    pub(crate) fn wheel_with_control(&mut self, (x, y): (f64, f64), down: f64) {
        const CONTROL: u8 = 2;
        let turned = json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": down, "modifiers": CONTROL });
        self.ask("Input.dispatchMouseEvent", &turned);
        self.settle();
    }

    /// Brings something into sight and returns its middle.
    pub(crate) fn middle_of(&mut self, selector: &str) -> (f64, f64) {
        self.value(&format!(
            "document.querySelector(`{selector}`).scrollIntoView({{ behavior: 'instant', block: 'center' }})"
        ));
        self.settle();
        let rect = format!(
            "(({{ x, y, width, height }}) => [x + width / 2, y + height / 2])(document.querySelector(`{selector}`).getBoundingClientRect())"
        );
        let middle: Vec<f64> = serde_json::from_value(self.value(&rect)).unwrap();
        (middle[0], middle[1])
    }

    /// Clicks on the middle of something.
    pub(crate) fn click(&mut self, selector: &str) {
        let at = self.middle_of(selector);
        for kind in ["mousePressed", "mouseReleased"] {
            self.mouse(kind, at, 1);
        }
        self.settle();
    }

    /// All that the page said, complained of or asked for: the console, errors, refusals, and every request but that for
    /// itself and for what it holds itself.
    pub(crate) fn noise(&mut self) -> Vec<String> {
        const LOUD: [&str; 5] = [
            "Runtime.consoleAPICalled",
            "Runtime.exceptionThrown",
            "Log.entryAdded",
            "Page.javascriptDialogOpening",
            "Page.frameRequestedNavigation",
        ];
        self.settle();
        let is_loud = |event: &&Value| match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => is_foreign(&event["params"]),
            method => LOUD.contains(&method),
        };
        let told = self.events.iter().filter(is_loud);
        told.map(ToString::to_string).collect()
    }
}

/// The number that a key has had since keyboards had numbers, without which a browser does nothing by itself.
fn virtual_code(key: &str) -> u8 {
    let named = ["Tab", "Enter", "Escape", " ", "End", "Home", "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"];
    let codes = [9, 13, 27, 32, 35, 36, 37, 38, 39, 40];
    let found = named.iter().position(|name| *name == key);
    found.map_or_else(|| key.bytes().next().unwrap_or(0).to_ascii_uppercase(), |at| codes[at])
}

/// The page's own address, and data inside it, are no requests to anywhere.
fn is_foreign(request: &Value) -> bool {
    let url = request["request"]["url"].as_str().unwrap_or_default();
    !(url.starts_with("data:") || request["documentURL"] == request["request"]["url"])
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.browser.kill();
        let _ = self.browser.wait();
    }
}
