//! An editor for tests: speaks the Language Server Protocol with the real binary. Waits for messages, never for time.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

/// A program in a folder that goes away with the test. There is a space and a character beyond ASCII in its path.
pub(crate) struct Program(PathBuf);

impl Program {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("minnow lsp 程序-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Program(path.canonicalize().unwrap())
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> &Self {
        let file = self.0.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
        self
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.join(path)).unwrap()
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        let encoded = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        };
        let path = self.0.join(path);
        format!("file://{}", path.to_str().unwrap().bytes().map(encoded).collect::<String>())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Takes the `|` out of a text: the text, and where it stood.
pub(crate) fn place(text: &str) -> (String, Value) {
    let at = text.find('|').expect("a place is marked");
    (text.replacen('|', "", 1), position(text, at))
}

fn position(text: &str, at: usize) -> Value {
    let line_start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    json!({"line": text[..at].matches('\n').count(), "character": text[line_start..at].encode_utf16().count()})
}

/// The text a range covers.
pub(crate) fn text_at(text: &str, range: &Value) -> String {
    (offset(text, &range["start"])..offset(text, &range["end"])).map(|at| text.as_bytes()[at]).map(char::from).collect()
}

pub(crate) fn offset(text: &str, position: &Value) -> usize {
    let line = position["line"].as_u64().unwrap() as usize;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let mut units = 0;
    for (at, character) in text[start..].char_indices() {
        if units == position["character"].as_u64().unwrap() as usize {
            return start + at;
        }
        units += character.len_utf16();
    }
    text.len()
}

pub(crate) fn at(program: &Program, path: &str, position: Value) -> Value {
    json!({"textDocument": {"uri": program.uri(path)}, "position": position})
}

pub(crate) struct Editor<'p> {
    program: &'p Program,
    child: Child,
    out: BufReader<ChildStdout>,
    pub(crate) capabilities: Value,
    next_id: i64,
    /// Diagnostics that came, by address, the latest last.
    published: Vec<(String, Vec<Value>)>,
    versions: i64,
}

impl<'p> Editor<'p> {
    pub(crate) fn start(program: &'p Program, capabilities: Value) -> Self {
        Self::start_in(program, capabilities, "en")
    }

    pub(crate) fn start_in(program: &'p Program, capabilities: Value, locale: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_minnow"));
        let mut child = command.args(["lsp", "--stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (published, next_id, versions) = (Vec::new(), 1, 0);
        let mut editor = Editor { program, child, out, capabilities: Value::Null, next_id, published, versions };
        let params =
            json!({"processId": null, "rootUri": program.uri(""), "capabilities": capabilities, "locale": locale});
        editor.capabilities = editor.request("initialize", params)["capabilities"].clone();
        editor.notify("initialized", json!({}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let input = self.child.stdin.as_mut().unwrap();
        write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        input.flush().unwrap();
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// The whole answer, a refusal too.
    pub(crate) fn request_any(&mut self, method: &str, params: Value) -> Value {
        let id = self.next_id;
        self.next_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message = self.receive();
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
        }
    }

    #[track_caller]
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let answer = self.request_any(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The next message; diagnostics are put aside as well.
    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.out.read_line(&mut line).unwrap() > 0, "the server ended");
            match line.trim().split_once(": ") {
                Some(("Content-Length", number)) => length = number.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.out.read_exact(&mut body).unwrap();
        let message: Value = serde_json::from_slice(&body).unwrap();
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().unwrap().to_owned();
            self.published.push((uri, message["params"]["diagnostics"].as_array().unwrap().clone()));
        }
        message
    }

    pub(crate) fn open(&mut self, path: &str, text: &str) {
        self.versions += 1;
        let document =
            json!({"uri": self.program.uri(path), "languageId": "wxml", "version": self.versions, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub(crate) fn change(&mut self, path: &str, changes: Value) {
        self.versions += 1;
        let document = json!({"uri": self.program.uri(path), "version": self.versions});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    pub(crate) fn close(&mut self, path: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": self.program.uri(path)}}));
    }

    /// Waits until the diagnostics of a file are as wanted.
    pub(crate) fn diagnostics(&mut self, path: &str, wanted: impl Fn(&Vec<Value>) -> bool) -> Vec<Value> {
        let uri = self.program.uri(path);
        loop {
            let latest = self.published.iter().rev().find(|(of, _)| *of == uri);
            if let Some((_, found)) = latest
                && wanted(found)
            {
                return found.clone();
            }
            self.receive();
        }
    }

    /// Waits until the texts as they are now were checked: gives app.json a key nobody knows, and waits for the message about it.
    pub(crate) fn settle(&mut self) {
        let word = format!("unknown{}", self.versions);
        self.open("app.json", &format!("{{\"pages\": [\"pages/a/a\"], \"{word}\": 1}}"));
        self.diagnostics("app.json", |found| found.iter().any(|fault| fault.to_string().contains(&word)));
    }

    /// Says goodbye as the protocol wants it.
    pub(crate) fn stop(mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Editor<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
