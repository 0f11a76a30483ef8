//! A tree to text as people like to read it: the layout of `minnow fmt`.
//!
//! In: a document without errors, and what its tags mean for white space. Out: text that compiles to the same template.
//! The rule: white space between two tags is layout and may change; a text that holds more than white space is content, so that nothing
//! is added to it or taken from it but the indentation of its lines. Must not: reorder, rename, or touch what stands between braces.

use crate::text::is_whitespace;
use crate::tree::*;

/// Longest line that a start tag may make before its attributes take a line each.
pub const COLUMNS_MAX: usize = 100;
const INDENT_SPACES: usize = 2;

/// What the layout must know of the program.
pub struct Spacing<'s> {
    /// Whether white space in an element is shown as written.
    pub is_verbatim: &'s dyn Fn(&Element<'_>) -> bool,
    /// Texts keep their indentation too, wherever they stand.
    pub keeps_indentation: bool,
}

/// Formats a document that was parsed without errors, from text whose line ends are `\n`.
pub fn format(document: &Document<'_>, spacing: &Spacing<'_>) -> String {
    let out = String::with_capacity(document.source.len() + document.source.len() / 8);
    let mut printer = Printer { source: document.source, out, line_start: 0, spacing };
    printer.children(&document.children, 0, None);
    let ends_in_text =
        document.children.iter().rev().find(|node| !is_blank(node)).is_some_and(|node| matches!(node, Node::Text(_)));
    if !ends_in_text && !printer.out.is_empty() {
        printer.out.push('\n');
    }
    printer.out
}

/// What separates a node from the one before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// A text is on one side: its own white space is all there is.
    Glued,
    /// Nothing, or white space that is dropped: its line breaks, and whether there is any.
    Free { breaks: usize, space: bool },
}

struct Item<'d, 'a> {
    before: Gap,
    node: &'d Node<'a>,
}

/// The nodes of one element, white space between them taken out; and the gap before the end tag.
fn items<'d, 'a>(nodes: &'d [Node<'a>]) -> (Vec<Item<'d, 'a>>, Gap) {
    let mut items: Vec<Item<'d, 'a>> = Vec::with_capacity(nodes.len());
    let (mut breaks, mut space, mut after_text) = (0, false, false);
    for node in nodes {
        if let Node::Text(text) = node
            && is_blank(node)
        {
            let raw = text.literal().unwrap_or_default();
            breaks += raw.matches('\n').count();
            space |= !raw.is_empty();
            continue;
        }
        let is_text = matches!(node, Node::Text(_));
        let before = if is_text || after_text { Gap::Glued } else { Gap::Free { breaks, space } };
        items.push(Item { before, node });
        (breaks, space, after_text) = (0, false, is_text);
    }
    let end = if after_text { Gap::Glued } else { Gap::Free { breaks, space } };
    (items, end)
}

/// A text that the compiler drops.
fn is_blank(node: &Node<'_>) -> bool {
    match node {
        Node::Text(text) => text.literal().is_some_and(|raw| raw.bytes().all(is_whitespace)),
        _ => false,
    }
}

struct Printer<'s, 'p> {
    source: &'p str,
    out: String,
    /// Where the line being written begins.
    line_start: usize,
    spacing: &'p Spacing<'s>,
}

impl Printer<'_, '_> {
    /// The content of an element whose end tag is indented by `end_depth`, or of the file.
    fn children(&mut self, nodes: &[Node<'_>], depth: usize, end_depth: Option<usize>) {
        let (items, end) = items(nodes);
        let has_text = items.iter().any(|item| matches!(item.node, Node::Text(_)));
        if let (
            [Item { before: Gap::Free { breaks: 0, .. }, node: Node::Comment(span) }],
            Gap::Free { breaks: 0, .. },
        ) = (items.as_slice(), end)
        {
            self.write(span.text(self.source));
            return;
        }
        for (index, item) in items.iter().enumerate() {
            let is_first = index == 0;
            if let Gap::Free { breaks, space } = item.before {
                let is_trailing_comment = breaks == 0 && !is_first && matches!(item.node, Node::Comment(_));
                if is_first && end_depth.is_none() {
                    // The file begins with its first line.
                } else if has_text && breaks == 0 {
                    self.write(if space && !is_first { " " } else { "" });
                } else if is_trailing_comment {
                    self.write(" ");
                } else {
                    self.new_line(if is_first { 1 } else { breaks.clamp(1, 2) }, depth);
                }
            }
            let is_last = index + 1 == items.len();
            match item.node {
                Node::Text(text) => self.text(text, depth, if is_last { end_depth.unwrap_or_default() } else { depth }),
                Node::Element(element) => self.element(element, depth),
                Node::Declaration(span) => self.declaration(*span),
                Node::Comment(span) | Node::Raw(span) => self.write(span.text(self.source)),
            }
        }
        if let (Gap::Free { breaks, .. }, Some(end_depth)) = (end, end_depth)
            && !items.is_empty()
            && (!has_text || breaks > 0)
        {
            self.new_line(1, end_depth);
        }
    }

    fn element(&mut self, element: &Element<'_>, depth: usize) {
        self.start_tag(element, depth);
        if element.end == ElementEnd::SelfClosed {
            return;
        }
        match element.children.as_slice() {
            [Node::Raw(span)] => self.script(span.text(self.source), depth),
            children if (self.spacing.is_verbatim)(element) => self.verbatim(children, depth),
            children => self.children(children, depth + 1, Some(depth)),
        }
        self.write("</");
        self.write(element.name);
        self.write(">");
    }

    /// Content whose white space is shown: only tags are laid out.
    fn verbatim(&mut self, nodes: &[Node<'_>], depth: usize) {
        for node in nodes {
            match node {
                Node::Text(text) => self.write(text.span.text(self.source)),
                Node::Declaration(span) => self.declaration(*span),
                Node::Comment(span) | Node::Raw(span) => self.write(span.text(self.source)),
                Node::Element(element) => {
                    self.start_tag(element, depth);
                    if element.end != ElementEnd::SelfClosed {
                        self.verbatim(&element.children, depth);
                        self.write("</");
                        self.write(element.name);
                        self.write(">");
                    }
                }
            }
        }
    }

    /// `<!doctype …>`, which the end of the file may cut off.
    fn declaration(&mut self, span: Span) {
        let text = span.text(self.source);
        self.write(text);
        self.write(if text.ends_with('>') { "" } else { ">" });
    }

    fn start_tag(&mut self, element: &Element<'_>, depth: usize) {
        let is_self_closed = element.end == ElementEnd::SelfClosed;
        let attributes: Vec<String> =
            element.attributes.iter().map(|attribute| written(attribute, self.source)).collect();
        let ends_unquoted = element.attributes.last().is_some_and(|last| {
            last.value.as_ref().is_some_and(|value| quote(last, value.span.text(self.source)).is_empty())
        });
        let width = attributes.iter().map(|text| text.chars().count() + 1).sum::<usize>();
        let width = self.column() + 1 + element.name.len() + width + if is_self_closed { 3 } else { 1 };
        self.write("<");
        self.write(element.name);
        let has_lines = attributes.iter().any(|text| text.contains('\n'));
        if attributes.len() > 1 && (width > COLUMNS_MAX || has_lines) {
            for text in &attributes {
                self.new_line(1, depth + 1);
                self.write(text);
            }
            self.new_line(1, depth);
            self.write(if is_self_closed { "/>" } else { ">" });
            return;
        }
        for text in &attributes {
            self.write(" ");
            self.write(text);
        }
        self.write(match (is_self_closed, ends_unquoted) {
            (true, _) => " />",
            (false, true) => " >",
            (false, false) => ">",
        });
    }

    /// A text with something to show. `end_depth` is the indentation of what follows it.
    fn text(&mut self, text: &Text<'_>, depth: usize, end_depth: usize) {
        if self.spacing.keeps_indentation {
            self.write(text.span.text(self.source));
            return;
        }
        let count = text.pieces.len();
        for (index, piece) in text.pieces.iter().enumerate() {
            match piece {
                Piece::Binding(binding) => self.write(binding.span.text(self.source)),
                Piece::Literal(raw, _) => self.literal(raw, depth, if index + 1 == count { end_depth } else { depth }),
            }
        }
    }

    /// Gives the lines of a literal their indentation; line breaks stay as many as they are.
    fn literal(&mut self, raw: &str, depth: usize, end_depth: usize) {
        let is_break = |character: char| matches!(character, '\n' | '\r');
        let is_space = |character: char| is_break(character) || matches!(character, ' ' | '\t');
        let mut rest = raw;
        while let Some(at) = rest.find(is_space) {
            self.write(&rest[..at]);
            let after = rest[at..].trim_start_matches(is_space);
            let run = &rest[at..rest.len() - after.len()];
            match run.matches(is_break).count() {
                0 => self.write(run),
                breaks => self.new_line(breaks, if after.is_empty() { end_depth } else { depth }),
            }
            rest = after;
        }
        self.write(rest);
    }

    /// The body of a script element: its lines are shifted as a whole.
    fn script(&mut self, body: &str, depth: usize) {
        if body.trim().is_empty() {
            return;
        }
        // A string that goes on in the next line would change.
        if !body.contains('\n') || body.contains('`') || body.contains("\\\n") {
            self.write(body);
            return;
        }
        let (first, rest) = body.split_once('\n').unwrap_or((body, ""));
        let mut lines = vec![first.trim()];
        let shared = shared_indentation(rest);
        lines.extend(rest.lines().map(|line| line.strip_prefix(shared).unwrap_or("").trim_end()));
        let start = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
        let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        for line in &lines[start..end] {
            self.new_line(1, if line.is_empty() { 0 } else { depth + 1 });
            self.write(line);
        }
        self.new_line(1, depth);
    }

    fn write(&mut self, text: &str) {
        if let Some(at) = text.rfind('\n') {
            self.line_start = self.out.len() + at + 1;
        }
        self.out.push_str(text);
    }

    fn new_line(&mut self, breaks: usize, depth: usize) {
        self.out.extend(std::iter::repeat_n('\n', breaks));
        self.line_start = self.out.len();
        self.out.extend(std::iter::repeat_n(' ', depth * INDENT_SPACES));
    }

    /// Characters on the line so far.
    fn column(&self) -> usize {
        self.out[self.line_start..].chars().count()
    }
}

fn written(attribute: &Attribute<'_>, source: &str) -> String {
    let Some(value) = &attribute.value else { return attribute.name.to_owned() };
    let text = value.span.text(source);
    let quote = quote(attribute, text);
    format!("{}={quote}{text}{quote}", attribute.name)
}

/// Double quotes, unless something inside would mind.
fn quote(attribute: &Attribute<'_>, text: &str) -> &'static str {
    match attribute.quote {
        Quote::Double => "\"",
        Quote::Single if text.contains(['"', '\\']) => "'",
        Quote::None if text.contains(['"', '\'', '\\']) => "",
        Quote::Single | Quote::None => "\"",
    }
}

/// The white space that every line with something on it begins with.
fn shared_indentation(lines: &str) -> &str {
    let mut filled = lines.lines().filter(|line| !line.trim().is_empty());
    let indentation = |line: &'_ str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let Some(first) = filled.next() else { return "" };
    let mut shared = &first[..indentation(first)];
    for line in filled {
        let same = shared.bytes().zip(line.bytes()).take_while(|(left, right)| left == right).count();
        shared = &shared[..same];
    }
    shared
}
