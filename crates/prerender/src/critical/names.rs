//! What a first screen holds, for selectors: tags, classes and ids, and what its elements may add to themselves.
//!
//! In: the tags of a first screen. Out: whether a selector can match. Must not: say no when in doubt.

use rustc_hash::FxHashSet;

use super::selector::Name;
use crate::markup::Tag;

#[derive(Debug, Default)]
pub(crate) struct Names<'h> {
    tags: FxHashSet<&'h str>,
    classes: FxHashSet<&'h str>,
    ids: FxHashSet<&'h str>,
    /// `wx-<element>` of each element of the page: its tag, and the beginning of classes it gives its parts.
    elements: Vec<String>,
}

impl<'h> Names<'h> {
    pub(crate) fn new(tags: &'h [Tag<'h>], elements: &[String]) -> Self {
        let mut names =
            Names { elements: elements.iter().map(|tag| format!("wx-{tag}")).collect(), ..Names::default() };
        names.tags.extend(["html", "body", "head", "style", "script"]);
        for tag in tags {
            names.tags.insert(tag.name);
            for (attribute, value) in &tag.attributes {
                // `hover-class` and its like become classes at a touch.
                if attribute.ends_with("class") {
                    names.classes.extend(value.split_ascii_whitespace());
                } else if *attribute == "id" {
                    names.ids.insert(value);
                }
            }
        }
        names
    }

    /// Whether one of the selectors can match: each of its names is there.
    pub(crate) fn can_match(&self, selectors: &[Vec<Name>]) -> bool {
        selectors.iter().any(|names| names.iter().all(|name| self.has(name)))
    }

    fn has(&self, name: &Name) -> bool {
        match name {
            Name::Tag(tag) => self.tags.contains(&**tag) || self.elements.contains(tag),
            Name::Id(id) => self.ids.contains(&**id),
            Name::Class(class) => self.classes.contains(&**class) || self.is_of_an_element(class),
        }
    }

    /// `wx-swiper` and `wx-swiper-dot` are of `swiper`, `wx-swipers` is not.
    fn is_of_an_element(&self, class: &str) -> bool {
        let mut rests = self.elements.iter().filter_map(|element| class.strip_prefix(&**element));
        rests.any(|rest| rest.is_empty() || rest.starts_with('-'))
    }
}
