//! Where the elements of a template stand in the source, for the tools of a development server.
//!
//! In: IR, whose tags are parts of the source texts. Out: a list with a line (from 1) for each element in the order of the markup; an element of
//! an included file has `path:line`. Must not: be in a package that a visitor gets.

use super::Includes;
use super::ir::{Block, Node, Template};

/// A text that tags may be parts of, and what its lines are called.
struct Text<'t> {
    text: &'t str,
    prefix: String,
    line_starts: Vec<usize>,
}

impl<'t> Text<'t> {
    fn new(text: &'t str, prefix: String) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Text { text, prefix, line_starts: std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect() }
    }

    /// From 1; nothing if the tag is no part of this text.
    fn line_of(&self, tag: &str) -> Option<usize> {
        let at = (tag.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        (at < self.text.len()).then(|| self.line_starts.partition_point(|start| *start <= at))
    }
}

pub(super) fn list(
    template: &Template<'_>,
    source: &str,
    included: impl Iterator<Item = String>,
    includes: &dyn Includes,
) -> String {
    let mut texts = vec![Text::new(source, String::new())];
    let paths: Vec<String> = included.collect();
    texts.extend(paths.iter().filter_map(|path| Some(Text::new(includes.source(path)?, format!("{path}.wxml:")))));
    let mut places = Vec::new();
    for block in std::iter::once(&template.main).chain(template.templates.iter().map(|(_, block)| block)) {
        collect(block, &texts, &mut places);
    }
    format!("[{}]", places.join(","))
}

fn collect(block: &Block<'_>, texts: &[Text<'_>], places: &mut Vec<String>) {
    for node in &block.nodes {
        match node {
            Node::Element(element) => {
                places.push(place(element.tag, texts));
                collect(&element.children, texts, places);
            }
            Node::If(branches) => branches.iter().for_each(|branch| collect(&branch.block, texts, places)),
            Node::For(list) => collect(&list.block, texts, places),
            Node::Text(_) | Node::Call(_) | Node::Slot(_) => {}
        }
    }
}

/// A line as JavaScript; 0 for a tag that stands in no source.
fn place(tag: &str, texts: &[Text<'_>]) -> String {
    let found = texts.iter().find_map(|text| Some((text, text.line_of(tag)?)));
    match found {
        Some((text, line)) if text.prefix.is_empty() => line.to_string(),
        Some((text, line)) => {
            let mut out = String::new();
            super::javascript::string(&mut out, &format!("{}{line}", text.prefix));
            out
        }
        None => "0".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{FileContext, compile, compile_with_places};
    use super::*;

    struct One(&'static str, &'static str);

    impl Includes for One {
        fn source(&self, path: &str) -> Option<&str> {
            (path == self.0).then_some(self.1)
        }
    }

    /// The second argument of `mn.t`.
    fn check(source: &str, includes: &dyn Includes, expected: &str) {
        let components = ["card".to_owned()].into_iter().collect();
        let context = FileContext { path: "p/t", file: "p/t.wxml", components: &components, absent: &BTreeMap::new() };
        let (with, _) = compile_with_places(source, &context, includes);
        let (without, _) = compile(source, &context, includes);
        assert_eq!(with.code, without.code.replacen("mn.t(\"p/t\")", &format!("mn.t(\"p/t\",{expected})"), 1));
    }

    #[test]
    fn each_element_has_the_line_it_begins_on() {
        check("<view>\n  <text>{{a}}</text>\n</view>\n\n<card\n  title=\"{{b}}\"/>", &(), "[1,2,5]");
        check("<view wx:if=\"{{a}}\"/>\n<view wx:else>\n<image wx:for=\"{{b}}\"/></view>", &(), "[1,2,3]");
        check("<block wx:if=\"{{a}}\">\n<view/>\n<text/>\n</block>", &(), "[2,3]");
        check("", &(), "[]");
    }

    #[test]
    fn templates_come_after_the_tree_as_in_the_markup() {
        check("<template name=\"x\">\n<view/></template>\n<text/><template is=\"x\"/>", &(), "[3,2]");
    }

    #[test]
    fn an_element_of_an_included_file_names_it() {
        check(
            "<view/>\n<include src=\"/q/u\"/>",
            &One("q/u", "\n<text/>\n<view/>"),
            "[1,\"q/u.wxml:2\",\"q/u.wxml:3\"]",
        );
    }
}
