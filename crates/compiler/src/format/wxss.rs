//! The layout of style sheets: one declaration and one selector a line, two spaces a block.
//!
//! In: text whose line ends are `\n`. Out: the same tokens with other white space, or the first [`Fault`]. Comments stay where
//! they are. Reads what real sheets hold (`rpx`, line comments, stray words) by the rules of `wxss::prepare`; must not drop or mend any of it.

use super::values::{Kind, spaced};
use crate::diagnostics::Diagnostic;
use crate::wxss::prepare;

/// Why a sheet cannot be laid out: where one thing ends is not certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    kind: FaultKind,
    start: usize,
    end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FaultKind {
    OpenComment,
    OpenBlock,
    OpenString,
    OpenParenthesis,
    OpenImport,
    StrayBrace,
    StrayComment,
}

impl Fault {
    fn new(kind: FaultKind, start: usize, end: usize) -> Self {
        Fault { kind, start, end }
    }

    pub(super) fn diagnostic(self, file: &str) -> Diagnostic {
        let (code, message, label) = match self.kind {
            FaultKind::OpenComment => ("wxss/open-comment", "this comment is never closed", "begins here"),
            FaultKind::OpenBlock => ("wxss/open-block", "this block is never closed", "begins here"),
            FaultKind::OpenString => ("wxss/open-string", "this string has no closing quote in its line", ""),
            FaultKind::OpenParenthesis => ("wxss/open-parenthesis", "this parenthesis is never closed", ""),
            FaultKind::OpenImport => {
                ("wxss/open-import", "this import has no end before the brace", "write `;` after it")
            }
            FaultKind::StrayBrace => ("wxss/stray-brace", "this brace closes nothing", ""),
            FaultKind::StrayComment => {
                ("wxss/stray-comment", "`//` begins a comment only at the start of a line or after `;`, `{` or `}`", "")
            }
        };
        Diagnostic::warning(code, file, message).at(self.start..self.end, label)
    }
}

/// Whether a sheet makes white space in texts show as it is written.
pub fn keeps_white_space(sheet: &str) -> bool {
    let sheet = sheet.to_ascii_lowercase();
    sheet.match_indices("white-space").any(|(at, name)| {
        let value = sheet[at + name.len()..].trim_start_matches("-collapse").trim_ascii_start();
        let value = value.strip_prefix(':').unwrap_or_default().trim_ascii_start();
        let shows = ["pre", "break-spaces", "var(", "$", "@"].iter().any(|start| value.starts_with(start));
        shows && !value.starts_with("pre-line")
    })
}

pub(super) fn format(text: &str) -> Result<String, Fault> {
    let mut printer = Printer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        out: String::with_capacity(text.len() + text.len() / 8),
        open: Vec::new(),
        last: Last::Start,
    };
    printer.run()?;
    let mut out = printer.out;
    if !out.is_empty() {
        out.push('\n');
    }
    Ok(out)
}

/// What was written last in the block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing yet.
    Start,
    Declaration,
    Block,
    Comment,
    LineComment,
}

struct Printer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    out: String,
    /// Places of the braces that are open.
    open: Vec<usize>,
    last: Last,
}

/// One statement or the head of a block, up to the byte that ends it.
struct Part<'t> {
    text: &'t str,
    end: u8,
    /// Nothing inside may move: there is a comment, or what looks like one.
    is_fixed: bool,
}

impl<'t> Printer<'t> {
    fn run(&mut self) -> Result<(), Fault> {
        loop {
            let start = prepare::skip_space(self.bytes, self.at);
            let breaks = self.text[self.at..start].matches('\n').count();
            self.at = start;
            match self.bytes.get(start) {
                None => break,
                Some(b'/') if self.bytes.get(start + 1) == Some(&b'*') => self.comment(breaks)?,
                Some(b'/') if self.bytes.get(start + 1) == Some(&b'/') => self.line_comment(breaks)?,
                Some(b'}') => self.close()?,
                Some(b';') => self.empty_statement(),
                Some(b'@') if prepare::starts_with_word(self.bytes, start + 1, b"import") => self.import(breaks)?,
                Some(_) => self.item(breaks)?,
            }
        }
        match self.open.last() {
            Some(&at) => Err(Fault::new(FaultKind::OpenBlock, at, at + 1)),
            None => Ok(()),
        }
    }

    fn comment(&mut self, breaks: usize) -> Result<(), Fault> {
        let start = self.at;
        let Some(length) = self.text[start + 2..].find("*/") else {
            return Err(Fault::new(FaultKind::OpenComment, start, start + 2));
        };
        self.at = start + 2 + length + 2;
        self.separate_comment(breaks);
        self.out.push_str(&self.text[start..self.at]);
        self.last = Last::Comment;
        Ok(())
    }

    fn line_comment(&mut self, breaks: usize) -> Result<(), Fault> {
        let start = self.at;
        if !prepare::begins_line(self.bytes, start) {
            return Err(Fault::new(FaultKind::StrayComment, start, start + 2));
        }
        self.at = self.text[start..].find('\n').map_or(self.text.len(), |length| start + length);
        self.separate_comment(breaks);
        self.out.push_str(self.text[start..self.at].trim_ascii_end());
        self.last = Last::LineComment;
        Ok(())
    }

    /// A comment stays on the line of what it follows.
    fn separate_comment(&mut self, breaks: usize) {
        if breaks == 0 && self.last != Last::LineComment && !self.out.is_empty() {
            self.out.push(' ');
        } else {
            self.separate(breaks);
        }
    }

    fn separate(&mut self, breaks: usize) {
        if self.out.is_empty() {
            return;
        }
        let breaks = if self.last == Last::Start { 1 } else { breaks.clamp(1, 2) };
        self.out.extend(std::iter::repeat_n('\n', breaks));
        self.indent(self.open.len());
    }

    fn indent(&mut self, depth: usize) {
        self.out.extend(std::iter::repeat_n("  ", depth));
    }

    fn close(&mut self) -> Result<(), Fault> {
        if self.open.pop().is_none() {
            return Err(Fault::new(FaultKind::StrayBrace, self.at, self.at + 1));
        }
        self.at += 1;
        if self.last != Last::Start {
            self.out.push('\n');
            self.indent(self.open.len());
        }
        self.out.push('}');
        self.last = Last::Block;
        Ok(())
    }

    /// A second semicolon after a declaration is nothing; anywhere else it may spoil the rule behind it, and stays.
    fn empty_statement(&mut self) {
        self.at += 1;
        if self.last == Last::Declaration {
            return;
        }
        if self.last == Last::LineComment {
            self.separate(1);
        }
        self.out.push(';');
        self.last = Last::Block;
    }

    fn import(&mut self, breaks: usize) -> Result<(), Fault> {
        let start = self.at;
        self.at = prepare::read_import(self.text, start, &mut prepare::Scan::default());
        if matches!(self.bytes.get(self.at), Some(b'{' | b'}')) && self.bytes[self.at - 1] != b';' {
            return Err(Fault::new(FaultKind::OpenImport, start, self.at));
        }
        let written = self.text[start..self.at].trim_ascii_end().trim_end_matches(';').trim_ascii_end();
        self.separate(breaks);
        match written.contains("/*") {
            true => self.out.push_str(written),
            false => self.out.push_str(&spaced(written, Kind::Prelude, 0)),
        }
        self.out.push(';');
        self.last = Last::Declaration;
        Ok(())
    }

    fn item(&mut self, breaks: usize) -> Result<(), Fault> {
        let part = self.part()?;
        self.separate(breaks);
        if part.end == b'{' {
            self.head(&part);
            self.open.push(self.at);
            self.at += 1;
            self.out.push_str(if part.text.is_empty() { "{" } else { " {" });
            self.last = Last::Start;
            return Ok(());
        }
        let is_rule = part.text.starts_with('@');
        let name_length = if is_rule { 0 } else { prepare::name_length(part.text) };
        let value = part.text[name_length..].trim_ascii_start().strip_prefix(':');
        match value {
            Some(value) if name_length > 0 => self.declaration(&part.text[..name_length], value, part.is_fixed),
            _ if part.is_fixed => self.out.push_str(part.text),
            _ => self.out.push_str(&spaced(part.text, if is_rule { Kind::Prelude } else { Kind::Other }, 0)),
        }
        // What stands outside of all blocks up to the end of the file is no statement.
        if part.end == b';' || is_rule || !self.open.is_empty() {
            self.out.push(';');
        }
        self.at += usize::from(part.end == b';');
        // A word without a block may spoil what follows, semicolons too.
        self.last = if self.open.is_empty() && !is_rule { Last::Block } else { Last::Declaration };
        Ok(())
    }

    fn declaration(&mut self, name: &str, value: &str, is_fixed: bool) {
        self.out.push_str(name);
        self.out.push(':');
        let value = value.trim_ascii_end();
        let trimmed = value.trim_ascii_start();
        if trimmed.is_empty() {
            return;
        }
        // Scripts read custom properties as they are written.
        if is_fixed || name.starts_with("--") {
            self.out.push(' ');
            self.out.push_str(trimmed);
            return;
        }
        let spaced = spaced(trimmed, Kind::Value, self.open.len() + 1);
        let begins_below = value[..value.len() - trimmed.len()].contains('\n') && spaced.contains('\n');
        if begins_below {
            self.out.push('\n');
            self.indent(self.open.len() + 1);
        } else {
            self.out.push(' ');
        }
        self.out.push_str(&spaced);
    }

    /// What stands before a block: selectors, or an at-rule.
    fn head(&mut self, part: &Part<'t>) {
        if part.is_fixed {
            self.out.push_str(part.text);
            return;
        }
        if part.text.starts_with('@') {
            let name_length = part.text.bytes().skip(1).take_while(|byte| prepare::is_name_byte(*byte)).count();
            let name_end = name_length + 1;
            let (name, rest) = part.text.split_at(name_end);
            // A selector in parentheses has colons of its own.
            let has_features = matches!(name, "@media" | "@container" | "@supports") && !rest.contains("selector(");
            let kind = if has_features { Kind::Condition } else { Kind::Prelude };
            let prelude = spaced(rest.trim_ascii(), kind, 0);
            self.out.push_str(name);
            self.out.push_str(if prelude.is_empty() { "" } else { " " });
            self.out.push_str(&prelude);
            return;
        }
        let separator = format!(",\n{}", "  ".repeat(self.open.len()));
        let selectors = super::values::split(part.text);
        if selectors.iter().any(|selector| selector.is_empty()) {
            self.out.push_str(&spaced(part.text, Kind::Other, 0));
            return;
        }
        let selectors: Vec<String> =
            selectors.into_iter().map(|selector| spaced(selector, Kind::Selector, 0)).collect();
        self.out.push_str(&selectors.join(&separator));
    }

    /// Reads up to what ends the statement, which is not taken.
    fn part(&mut self) -> Result<Part<'t>, Fault> {
        let start = self.at;
        let is_custom = self.text[start..].starts_with("--");
        // Braces within the value of a custom property, where anything goes.
        let mut value_depth = 0usize;
        let mut is_fixed = false;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'/' if self.bytes.get(self.at + 1) == Some(&b'*') => {
                    let open = self.at;
                    let Some(length) = self.text[open + 2..].find("*/") else {
                        return Err(Fault::new(FaultKind::OpenComment, open, open + 2));
                    };
                    self.at = open + 2 + length + 2;
                    is_fixed = true;
                }
                b'/' if self.bytes.get(self.at + 1) == Some(&b'/') => {
                    is_fixed = true;
                    // A comment may hold anything; what only looks like one holds tokens.
                    self.at = match prepare::begins_line(self.bytes, self.at) {
                        true => self.text[self.at..].find('\n').map_or(self.text.len(), |length| self.at + length),
                        false => self.at + 2,
                    };
                }
                b'"' | b'\'' => self.string()?,
                b'\\' => self.at = (self.at + 2).min(self.text.len()),
                b'(' => is_fixed |= self.parentheses()?,
                b'{' if is_custom => {
                    value_depth += 1;
                    self.at += 1;
                }
                b'}' | b';' if value_depth > 0 => {
                    value_depth -= usize::from(byte == b'}');
                    self.at += 1;
                }
                b'{' | b'}' | b';' => break,
                _ => self.at += 1,
            }
        }
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        let end = self.bytes.get(self.at).copied().unwrap_or(0);
        Ok(Part { text: self.text[start..self.at].trim_ascii_end(), end, is_fixed })
    }

    fn string(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let end = prepare::skip_string(self.bytes, start).min(self.text.len());
        if end < start + 2 || self.bytes[end - 1] != self.bytes[start] {
            return Err(Fault::new(FaultKind::OpenString, start, start + 1));
        }
        self.at = end;
        Ok(())
    }

    /// From an opening parenthesis to after the one that closes it; whether there is a comment inside.
    fn parentheses(&mut self) -> Result<bool, Fault> {
        let start = self.at;
        let fault = Err(Fault::new(FaultKind::OpenParenthesis, start, start + 1));
        if self.follows_url() {
            self.at = prepare::url_content(self.text, start + 1).1;
            return if self.bytes.get(self.at - 1) == Some(&b')') && self.at > start + 1 { Ok(false) } else { fault };
        }
        let (mut depth, mut is_fixed) = (0usize, false);
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'"' | b'\'' => {
                    self.string()?;
                    continue;
                }
                b'/' if matches!(self.bytes.get(self.at + 1), Some(b'*' | b'/')) => is_fixed = true,
                b'\\' => self.at += 1,
                b'(' if depth > 0 && self.follows_url() => {
                    is_fixed |= self.parentheses()?;
                    continue;
                }
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return Ok(is_fixed);
                    }
                }
                b'{' | b'}' => return fault,
                _ => {}
            }
            self.at += 1;
        }
        fault
    }

    /// Whether the parenthesis here is that of a `url()`.
    fn follows_url(&self) -> bool {
        self.text.get(self.at.saturating_sub(3)..self.at).is_some_and(|name| name.eq_ignore_ascii_case("url"))
    }
}
