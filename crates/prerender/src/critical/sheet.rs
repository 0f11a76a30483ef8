//! A style sheet read once, of which each page takes what its first screen can use.
//!
//! In: CSS. Out: CSS, in the same order, without rules that cannot match. Must not: change what the rest of the rules mean: layers keep
//! their order, and what is not understood stays.

use super::names::Names;
use super::rules::{Rule, is_name_byte, rules};
use super::selector::{Name, selectors};

#[derive(Debug)]
pub(crate) struct Sheet {
    nodes: Vec<Node>,
}

#[derive(Debug)]
enum Node {
    /// Stays whatever the page.
    Always(String),
    Style {
        selectors: Vec<Vec<Name>>,
        text: String,
    },
    /// An at-rule around rules. One that is a layer stays when it is empty, since the first mention places a layer.
    Group {
        prelude: String,
        is_layer: bool,
        nodes: Vec<Node>,
    },
    /// Keyframes, or a font: stays where its name is used.
    Named {
        name: String,
        text: String,
    },
}

/// Conditions within conditions: beyond it a group stays as it is.
const DEPTH_MAX: usize = 16;

impl Sheet {
    pub(crate) fn read(css: &str) -> Self {
        Sheet { nodes: read(css, 0) }
    }

    /// The rules that can match, without keyframes and fonts.
    pub(crate) fn matching(&self, names: &Names) -> String {
        let keeps = |node: &Node| match node {
            Node::Style { selectors, .. } => names.can_match(selectors),
            Node::Named { .. } => false,
            Node::Always(_) | Node::Group { .. } => true,
        };
        let mut out = String::new();
        write(&self.nodes, &keeps, true, &mut out);
        out
    }

    /// The keyframes and fonts whose name is mentioned in one of the texts.
    pub(crate) fn named(&self, texts: &[&str]) -> String {
        let keeps = |node: &Node| match node {
            Node::Named { name, .. } => texts.iter().any(|text| mentions(text, name)),
            Node::Group { .. } => true,
            Node::Always(_) | Node::Style { .. } => false,
        };
        let mut out = String::new();
        write(&self.nodes, &keeps, false, &mut out);
        out
    }
}

fn read(css: &str, depth: usize) -> Vec<Node> {
    rules(css).into_iter().filter_map(|rule| node(rule, depth)).collect()
}

fn node(rule: Rule, depth: usize) -> Option<Node> {
    let (prelude, body) = match rule {
        // The document has an encoding of its own, and sheets of a package import nothing.
        Rule::Statement(text) => {
            let is_dropped = ["@charset", "@import"].iter().any(|word| at_word(text) == *word);
            return (!is_dropped).then(|| Node::Always(format!("{text};")));
        }
        Rule::Block { prelude, body } => (prelude, body),
    };
    let text = || format!("{prelude}{{{body}}}");
    if !prelude.starts_with('@') {
        return Some(Node::Style { selectors: selectors(prelude), text: text() });
    }
    let word = at_word(prelude);
    Some(match word.as_str() {
        "@media" | "@supports" | "@container" | "@layer" | "@starting-style" if depth < DEPTH_MAX => {
            Node::Group { prelude: prelude.to_owned(), is_layer: word == "@layer", nodes: read(body, depth + 1) }
        }
        "@keyframes" | "@-webkit-keyframes" | "@-moz-keyframes" => {
            let name = prelude[word.len()..].trim_ascii().trim_matches(['"', '\'']).to_owned();
            Node::Named { name, text: text() }
        }
        "@font-face" => match family(body) {
            Some(name) => Node::Named { name: name.to_owned(), text: text() },
            None => Node::Always(text()),
        },
        _ => Node::Always(text()),
    })
}

/// The family a `@font-face` is for, where it is written as every other place would write it.
fn family(body: &str) -> Option<&str> {
    let (_, rest) = body.split_once("font-family")?;
    let value = rest.trim_start().strip_prefix(':')?.split(';').next()?.trim();
    let quoted = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    let name = quoted.unwrap_or(value);
    let is_plain = |byte: u8| is_name_byte(byte) || (byte == b' ' && quoted.is_some());
    (!name.is_empty() && name.bytes().all(is_plain)).then_some(name)
}

/// `@media`, in lower case.
fn at_word(prelude: &str) -> String {
    let length = prelude.bytes().skip(1).take_while(|byte| is_name_byte(*byte)).count();
    prelude[..=length.min(prelude.len() - 1)].to_ascii_lowercase()
}

fn write(nodes: &[Node], keeps: &dyn Fn(&Node) -> bool, with_empty_layers: bool, out: &mut String) {
    for node in nodes.iter().filter(|node| keeps(node)) {
        match node {
            Node::Always(text) | Node::Style { text, .. } | Node::Named { text, .. } => out.push_str(text),
            Node::Group { prelude, is_layer, nodes } => {
                let start = out.len();
                out.push_str(prelude);
                out.push('{');
                let inner = out.len();
                write(nodes, keeps, with_empty_layers, out);
                if out.len() == inner && !(*is_layer && with_empty_layers) {
                    out.truncate(start);
                } else {
                    out.push('}');
                }
            }
        }
    }
}

/// Whether a name stands in a text as a whole word.
fn mentions(text: &str, name: &str) -> bool {
    let bytes = text.as_bytes();
    !name.is_empty()
        && text.match_indices(name).any(|(at, _)| {
            let around = [at.checked_sub(1), Some(at + name.len())];
            around.iter().flatten().filter_map(|at| bytes.get(*at)).all(|byte| !is_name_byte(*byte))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::tags;

    fn critical(css: &str, html: &str, elements: &[&str]) -> String {
        let tags = tags(html).unwrap();
        let elements: Vec<String> = elements.iter().map(|element| (*element).to_owned()).collect();
        let names = Names::new(&tags, &elements);
        let sheet = Sheet::read(css);
        let rules = sheet.matching(&names);
        let named = sheet.named(&[&rules, html]);
        rules + &named
    }

    #[test]
    fn what_can_match_stays_and_the_rest_goes() {
        let html = r#"<div class="a b" id="i" hover-class="pressed"><wx-view></wx-view></div>"#;
        for (css, expected) in [
            (".a{x:1}.c{x:2}", ".a{x:1}"),
            (".a.b,.c{x:1}.a .c{x:2}", ".a.b,.c{x:1}"),
            ("#i>wx-view{x:1}#j{x:2}wx-text{x:3}", "#i>wx-view{x:1}"),
            ("*{x:1}:root{x:2}html,body{x:3}[hidden]{x:4}", "*{x:1}:root{x:2}html,body{x:3}[hidden]{x:4}"),
            (".pressed{x:1}", ".pressed{x:1}"),
            (".a:not(.c){x:1}:is(.c,.d){x:2}", ".a:not(.c){x:1}:is(.c,.d){x:2}"),
            ("wx-swiper{x:1}.wx-swiper-dot{x:2}.wx-swipers{x:3}.wx-switch{x:3}", "wx-swiper{x:1}.wx-swiper-dot{x:2}"),
            ("@media (x){.a{x:1}.c{x:2}}@media (y){.c{x:3}}", "@media (x){.a{x:1}}"),
            ("@supports (x:y){@container (z){.b{x:1}}}", "@supports (x:y){@container (z){.b{x:1}}}"),
            ("@layer p,q;@layer q{.c{x:1}}@layer{.a{x:2}}", "@layer p,q;@layer q{}@layer{.a{x:2}}"),
            ("@font-face{x:1}@property --x{x:2}@charset \"x\";@import 'y';", "@font-face{x:1}@property --x{x:2}"),
            (
                "@font-face{font-family:f;x:1}@font-face{font-family:'g h';x:2}.a{font-family:\"g h\"}",
                ".a{font-family:\"g h\"}@font-face{font-family:'g h';x:2}",
            ),
            (
                "@font-face{font-family:g h}@font-face{font-family:\\66}",
                "@font-face{font-family:g h}@font-face{font-family:\\66}",
            ),
            ("@keyframes k{to{x:1}}@keyframes l{to{x:2}}.a{animation:k 1s}", ".a{animation:k 1s}@keyframes k{to{x:1}}"),
            (
                "@layer m{@keyframes k{to{x:1}}}.a{animation:k}",
                "@layer m{}.a{animation:k}@layer m{@keyframes k{to{x:1}}}",
            ),
            (".a{x:1;&.c{x:2}}", ".a{x:1;&.c{x:2}}"),
            ("@unknown y{.c{x:1}}", "@unknown y{.c{x:1}}"),
        ] {
            assert_eq!(critical(css, html, &["swiper"]), expected, "{css}");
        }
    }

    /// The whole base style of the runtime: what is kept for everything is everything, apart from keyframes and fonts nobody names.
    #[test]
    fn nothing_of_the_base_style_is_lost_when_everything_is_there() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../runtime/");
        for file in ["elements/ua.css", "view/frame/frame.css"] {
            let css = std::fs::read_to_string(format!("{folder}{file}")).unwrap();
            let mut names = Vec::new();
            collect(&Sheet::read(&css).nodes, &mut names);
            let html: String = names
                .iter()
                .map(|name| match name {
                    Name::Tag(name) if REFUSED_TAGS.contains(&name.as_str()) => String::new(),
                    Name::Tag(name) => format!("<{name}></{name}>"),
                    Name::Class(name) => format!("<b class=\"{name}\"></b>"),
                    Name::Id(name) => format!("<b id=\"{name}\"></b>"),
                })
                .collect();
            let kept = Sheet::read(&critical(
                &css,
                &html.replace("<img></img>", "<img>").replace("<input></input>", "<input>"),
                &[],
            ));
            let (mut before, mut after) = (Vec::new(), Vec::new());
            texts(&Sheet::read(&css).nodes, &mut before);
            texts(&kept.nodes, &mut after);
            assert_eq!(before, after, "{file}");
            assert!(before.len() > 50, "{file}");
        }
    }

    const REFUSED_TAGS: [&str; 2] = ["html", "body"];

    fn collect(nodes: &[Node], names: &mut Vec<Name>) {
        for node in nodes {
            match node {
                Node::Style { selectors, .. } => names.extend(selectors.iter().flatten().cloned()),
                Node::Group { nodes, .. } => collect(nodes, names),
                Node::Always(_) | Node::Named { .. } => {}
            }
        }
    }

    fn texts(nodes: &[Node], found: &mut Vec<String>) {
        for node in nodes {
            match node {
                Node::Style { text, .. } => found.push(text.clone()),
                Node::Group { nodes, .. } => texts(nodes, found),
                Node::Always(_) | Node::Named { .. } => {}
            }
        }
    }
}
