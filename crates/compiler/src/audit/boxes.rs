//! What style sheets say of the size of elements, as far as a template tells.
//!
//! In: texts of sheets and the elements around a place. Out: declarations that may apply. Must not: weigh rules against each other.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use syntax::{Attribute, Element};

/// A rule of a sheet: its last compound, and its declarations.
pub(crate) struct Rule {
    /// Selectors of its list, each without what stands before its last compound.
    subjects: Vec<String>,
    /// Its one selector is one class.
    pub of_one_class: bool,
    pub declarations: Vec<(String, String)>,
}

/// Rules by what they may apply to.
pub(super) struct Index<'r> {
    by_class: FxHashMap<&'r str, Vec<&'r Rule>>,
    /// Rules whose last compound has no class; without a tag either they stand under the empty text.
    by_tag: FxHashMap<&'r str, Vec<&'r Rule>>,
}

impl<'r> Index<'r> {
    pub(super) fn new(rules: impl IntoIterator<Item = &'r Rule>) -> Self {
        let mut index = Index { by_class: FxHashMap::default(), by_tag: FxHashMap::default() };
        for rule in rules {
            for subject in &rule.subjects {
                let mut names = subject.split('.').map(|part| part.split([':', '[', '#']).next().unwrap_or_default());
                let tag = names.next().unwrap_or_default().trim_start_matches('*');
                let mut has_class = false;
                for class in names {
                    has_class = true;
                    index.by_class.entry(class).or_default().push(rule);
                }
                if !has_class {
                    index.by_tag.entry(tag).or_default().push(rule);
                }
            }
        }
        index
    }

    /// Rules that may apply to an element with some of the classes or of the tag; one may come more than once. Nobody needs to see all: a
    /// hostile sheet has many for one class, and a hostile element many classes.
    pub(super) fn may_apply<'c>(&'c self, tag: &'c str, classes: &'c str) -> impl Iterator<Item = &'r Rule> + 'c {
        self.standing_under(tag, classes.split_whitespace())
    }

    /// The only rule that may apply; `None` where there is none or more than one.
    pub(super) fn only(&self, tag: &str, classes: &str) -> Option<&'r Rule> {
        // Each class once: a repeated one would be asked again for all that one rule stands under.
        let classes: BTreeSet<&str> = classes.split_whitespace().collect();
        let mut found = self.standing_under(tag, classes.into_iter());
        let first = found.next()?;
        found.all(|rule| std::ptr::eq(rule, first)).then_some(first)
    }

    fn standing_under<'c>(
        &'c self,
        tag: &'c str,
        classes: impl Iterator<Item = &'c str> + 'c,
    ) -> impl Iterator<Item = &'r Rule> + 'c {
        let of_tags = [tag, ""].into_iter().filter_map(|tag| self.by_tag.get(tag));
        let of_classes = classes.filter_map(|class| self.by_class.get(class));
        of_tags.chain(of_classes).flatten().copied()
    }
}

/// Every rule of a plain sheet, those within conditions too.
pub(super) fn rules(text: &str) -> Vec<Rule> {
    let text = without_comments(text);
    let mut found = Vec::new();
    let mut rest = text.as_str();
    while let Some(open) = rest.find('{') {
        let head = rest[..open].rsplit(['}', ';']).next().unwrap_or_default().trim();
        rest = &rest[open + 1..];
        if head.starts_with('@') {
            continue;
        }
        let end = rest.find(['}', '{']).unwrap_or(rest.len());
        let selectors: Vec<&str> = head.split(',').map(str::trim).collect();
        let subject =
            |selector: &&str| selector.rsplit([' ', '>', '+', '~', '\n', '\t']).next().unwrap_or_default().to_owned();
        let of_one_class = selectors.len() == 1
            && head.starts_with('.')
            && !head[1..].contains([' ', '.', ':', '>', '+', '~', '[', '#']);
        found.push(Rule {
            subjects: selectors.iter().map(subject).collect(),
            of_one_class,
            declarations: declarations(&rest[..end]),
        });
    }
    found
}

/// Declarations of a block, or of a `style` attribute.
pub(super) fn declarations(block: &str) -> Vec<(String, String)> {
    let pair = |declaration: &str| {
        let (name, value) = declaration.split_once(':')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    block.split(';').filter_map(pair).collect()
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        rest = rest[start + 2..].find("*/").map_or("", |end| &rest[start + 2 + end + 2..]);
    }
    out + rest
}

/// The literal value of an attribute; `None` when it is computed. An absent one is empty.
pub(super) fn literal<'a>(element: &Element<'a>, name: &str) -> Option<&'a str> {
    let value = |attribute: &Attribute<'a>| attribute.value.as_ref().map_or(Some(""), |value| value.literal());
    element.attribute(name).map_or(Some(""), value)
}

/// Pixels that a length takes on the largest screens: of phones with 430 by three.
pub(super) fn device_pixels(length: &str) -> Option<f64> {
    const SCREEN_PIXELS: f64 = 1_290.0;
    let length = length.trim().trim_end_matches("!important").trim();
    if let Some(number) = length.strip_suffix("rpx") {
        return number.trim().parse::<f64>().ok().map(|number| number / 750.0 * SCREEN_PIXELS);
    }
    length.strip_suffix("px").and_then(|number| number.trim().parse::<f64>().ok()).map(|number| number * 3.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_found_by_what_their_selectors_end_with() {
        let found =
            rules("/* .x{} */ .a, view .b:hover{width:1rpx;height: 2px}\n@media (x){ image{ width:3px } } .c .d.e{}");
        let index = Index::new(&found);
        let applies = |tag: &str, classes: &str| -> Vec<usize> {
            let rules: Vec<_> = index.may_apply(tag, classes).collect();
            (0..found.len()).filter(|at| rules.iter().any(|rule| std::ptr::eq(*rule, &raw const found[*at]))).collect()
        };
        assert_eq!(applies("view", "a"), [0]);
        assert_eq!(applies("view", "b a"), [0]);
        assert_eq!(applies("image", "c"), [1]);
        assert_eq!(applies("view", "e d"), [2]);
        assert_eq!(found[0].declarations, [("width".into(), "1rpx".into()), ("height".into(), "2px".into())]);
        assert!(!found[0].of_one_class && !found[1].of_one_class && rules(".a{}")[0].of_one_class);
    }

    #[test]
    fn lengths_are_read_in_pixels_of_large_phones() {
        assert_eq!(device_pixels("750rpx"), Some(1290.0));
        assert_eq!(device_pixels("10px"), Some(30.0));
        assert_eq!(device_pixels("50%"), None);
    }
}
