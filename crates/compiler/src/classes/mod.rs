//! The classes that elements may have: what a style sheet can surely not match.
//!
//! In: templates, and who draws what. Out: [`Classes`] of a file, and of all that a sheet applies to. Must not: be wrong about a class that
//! an element may have; what depends on data that nobody wrote into the template makes a set open, and an open set excludes nothing.

mod names;
mod scopes;

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::cache::hash_of;

pub(crate) use scopes::Scopes;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Classes {
    names: FxHashSet<String>,
    /// Beginnings and ends of names whose rest is computed.
    starts: BTreeSet<String>,
    ends: BTreeSet<String>,
    /// There may be any other class.
    pub is_open: bool,
    /// Files the template includes, without ending.
    includes: Vec<String>,
}

impl Classes {
    /// Those of one template.
    pub(crate) fn read(source: &str, path: &str) -> Classes {
        names::read(source, path)
    }

    /// Names that a text holds.
    fn add_words(&mut self, text: &str) {
        self.names.extend(words(text).map(str::to_owned));
    }

    /// What a WXS module may give to an element: nobody knows, when it gives any.
    fn add_wxs(&mut self, code: &str) {
        self.is_open |= code.contains("addClass");
    }

    fn extend(&mut self, other: &Classes) {
        self.names.extend(other.names.iter().cloned());
        self.starts.extend(other.starts.iter().cloned());
        self.ends.extend(other.ends.iter().cloned());
        self.is_open |= other.is_open;
    }

    /// The same for the same classes.
    pub(crate) fn hash(&self) -> u64 {
        let mut names: Vec<&String> = self.names.iter().collect();
        names.sort();
        hash_of(&(names, &self.starts, &self.ends, self.is_open))
    }

    /// Whether an element may have a class.
    pub(crate) fn may_have(&self, class: &str) -> bool {
        self.is_open
            || self.names.contains(class)
            || is_of_an_element(class)
            || self.starts.iter().any(|start| class.starts_with(start.as_str()))
            || self.ends.iter().any(|end| class.ends_with(end.as_str()))
    }
}

/// Classes that built-in elements have or take by themselves (`button-hover`, `input-placeholder`, `wx-checkbox-input`).
fn is_of_an_element(class: &str) -> bool {
    class.starts_with("wx-") || class.ends_with("-hover") || class.ends_with("-placeholder")
}

/// Everything in a text that could be the name of a class.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_name =
        |character: char| character.is_alphanumeric() || matches!(character, '_' | '-') || !character.is_ascii();
    text.split(move |character| !is_name(character)).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_excluded_only_when_nothing_can_make_it() {
        let classes = |source| Classes::read(source, "p/p");
        for (source, has, has_not) in [
            ("<view class=\"a b\"/>", "a b", "c"),
            ("<view class=\"{{x ? 'a b' : \"c\"}}\"/>", "a b c", "d x"),
            ("<view class=\"a {{x && 'b'}} {{y || 'c'}}\"/>", "a b c anything", ""),
            ("<view class=\"a {{x && 'b'}}\"/>", "a b", "c"),
            ("<view class=\"tab{{x ? ' on' : ''}}\"/>", "tab on", "tab-on tabx"),
            ("<view class=\"tab{{x ? '-on' : '-off'}} b\"/>", "tab-on tab-off b", "tab tab-x"),
            ("<view class=\"icon-{{name}} b\"/>", "icon-x b", "con ico"),
            ("<view class=\"{{name}}-icon\"/>", "x-icon", "icon"),
            ("<view class=\"{{'t-' + size}} {{n + 1 > 2 ? 'm' : ''}}\"/>", "t-s m", "s"),
            ("<view class=\"{{['a', x ? 'b' : '']}}\"/>", "a b", "c"),
            ("<view class=\"{{ {on: 'a', off: 'b'}[state] }}\"/>", "a b", "on"),
            ("<view class=\"{{name}}\"/>", "anything", ""),
            ("<view class=\"{{f.of(name)}}\"/>", "anything", ""),
            ("<view hover-class=\"h\" placeholder-class='{{x ? \"p\" : \"q\"}}'/>", "h p q", "x"),
            ("<my-card my-class=\"a\" theme=\"b\" size=\"{{x ? 'c' : 'd'}}\"/>", "a b c d", "e"),
            ("<rich-text nodes=\"{{html}}\"/>", "anything", ""),
            ("<wxs module=\"m\">module.exports = 'b'</wxs><view class=\"a\"/>", "a", "b"),
            ("<wxs module=\"m\">exports.f = (e, o) => o.selectComponent('.a').addClass('x' + e)</wxs>", "anything", ""),
            ("<button/>", "button-hover wx-switch-input input-placeholder", "hover"),
        ] {
            let found = classes(source);
            for class in has.split_whitespace() {
                assert!(found.may_have(class), "{class} in {source}: {found:?}");
            }
            for class in has_not.split_whitespace() {
                assert!(!found.may_have(class), "{class} not in {source}: {found:?}");
            }
        }
    }

    #[test]
    fn what_a_template_includes_is_told() {
        let found = Classes::read("<include src=\"../head.wxml\"/><include src=\"/foot\"/>", "p/p");
        assert_eq!(found.includes, ["head", "foot"]);
    }
}
