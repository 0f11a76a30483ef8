//! A tree back to text. In: a document. Out: text that parses to the same tree; what was written is kept as written,
//! what was missing (end tags, quotes) is supplied. Iterates, because it also runs on hostile input.

use crate::tree::*;

pub fn print(document: &Document<'_>) -> String {
    let mut out = String::with_capacity(document.source.len());
    let mut stack: Vec<Step<'_, '_>> = document.children.iter().rev().map(Step::Node).collect();
    let mut after_text = false;
    while let Some(step) = stack.pop() {
        let is_text = matches!(step, Step::Node(Node::Text(_)));
        if after_text && is_text {
            // Between them stood an end tag that closes nothing. Side by side they might read as one (`<` and `/>`).
            out.push_str("<!---->");
        }
        after_text = is_text;
        match step {
            Step::EndTag(name) => {
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            }
            Step::Node(Node::Element(element)) => {
                start_tag(&mut out, document.source, element);
                if element.end == ElementEnd::SelfClosed {
                    continue;
                }
                stack.push(Step::EndTag(element.name));
                stack.extend(element.children.iter().rev().map(Step::Node));
            }
            Step::Node(Node::Text(text)) => out.push_str(text.span.text(document.source)),
            Step::Node(Node::Comment(span)) => {
                let text = span.text(document.source);
                out.push_str(text);
                if !text.ends_with("-->") || text.len() < 7 {
                    out.push_str("-->");
                }
            }
            Step::Node(Node::Declaration(span)) => {
                let text = span.text(document.source);
                out.push_str(text);
                if !text.ends_with('>') {
                    out.push('>');
                }
            }
            Step::Node(Node::Raw(span)) => out.push_str(span.text(document.source)),
        }
    }
    out
}

enum Step<'d, 'a> {
    Node(&'d Node<'a>),
    EndTag(&'a str),
}

fn start_tag(out: &mut String, source: &str, element: &Element<'_>) {
    out.push('<');
    out.push_str(element.name);
    for attribute in &element.attributes {
        out.push(' ');
        out.push_str(attribute.name);
        let Some(value) = &attribute.value else { continue };
        let text = value.span.text(source);
        let quote = match attribute.quote {
            Quote::Single => '\'',
            Quote::Double => '"',
            Quote::None if text.contains('"') => '\'',
            Quote::None => '"',
        };
        out.push('=');
        out.push(quote);
        out.push_str(text);
        out.push(quote);
    }
    out.push_str(if element.end == ElementEnd::SelfClosed { "/>" } else { ">" });
}
