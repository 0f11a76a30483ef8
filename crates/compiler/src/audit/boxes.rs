//! What style sheets say of the size of elements, as far as a template tells.
//!
//! In: texts of sheets and the elements around a place. Out: declarations that may apply. Must not: weigh rules against each other.

use syntax::{Attribute, Element};

/// A rule of a sheet: its last compound, and its declarations.
pub(crate) struct Rule {
    /// Selectors of its list, each without what stands before its last compound.
    subjects: Vec<String>,
    /// Its one selector is one class.
    pub of_one_class: bool,
    pub declarations: Vec<(String, String)>,
}

impl Rule {
    /// Whether it may apply to an element with a class or of a tag.
    pub(super) fn may_apply(&self, tag: &str, classes: &[&str]) -> bool {
        self.subjects.iter().any(|subject| {
            let mut words = subject.split(['.', '#', ':', '[']);
            let subject_tag = words.next().unwrap_or_default();
            let has = |class: &&str| {
                subject.split('.').skip(1).any(|name| name.split([':', '[', '#']).next() == Some(*class))
            };
            let names_classes = subject.contains('.');
            (names_classes && classes.iter().any(has))
                || (!names_classes && (subject_tag == tag || subject_tag == "*" || subject_tag.is_empty()))
        })
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
        let applies = |tag: &str, classes: &[&str]| -> Vec<usize> {
            (0..found.len()).filter(|index| found[*index].may_apply(tag, classes)).collect()
        };
        assert_eq!(applies("view", &["a"]), [0]);
        assert_eq!(applies("view", &["b"]), [0]);
        assert_eq!(applies("image", &["c"]), [1]);
        assert_eq!(applies("view", &["e", "d"]), [2]);
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
