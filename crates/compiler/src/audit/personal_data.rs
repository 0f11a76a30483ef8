//! Where a program reaches personal data: on a platform such a call fails unless the program's people declare what it is for.
//!
//! In: what scripts do with `wx`, elements and buttons of templates. Out: places by data item; a note at each. Must not: speak of a name a
//! script only tests for, or look through names that a program computes.

use protocol::privacy::{DATA_ITEMS, item_of_api};
use syntax::{Element, Node};

use super::Audited;
use crate::Reach;
use crate::diagnostics::Diagnostic;

pub(super) const CODE: &str = "audit/personal-data";

struct Place<'a> {
    item: &'static protocol::privacy::DataItem,
    /// As people write it: `wx.getLocation`, `<camera>`, `open-type="getPhoneNumber"`.
    what: String,
    file: &'a str,
    text: &'a str,
    span: std::ops::Range<usize>,
}

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let note = |place: Place| {
        let Place { item, what, file, span, .. } = place;
        Diagnostic::note(CODE, file, format!("`{what}` reaches personal data: {}", item.en)).at(span, "").help(format!(
            "on a platform it fails until the data item `{}` is declared there, with its purpose",
            item.word
        ))
    };
    places(audited).into_iter().map(note).collect()
}

/// The same places, for a platform that compares them with what is declared.
pub(crate) fn reaches(audited: &Audited) -> Vec<Reach> {
    let reach = |place: Place| Reach {
        item: place.item.word.to_owned(),
        api: place.what,
        path: place.file.to_owned(),
        line: place.text.get(..place.span.start).map_or(1, |before| before.matches('\n').count() as u64 + 1),
    };
    places(audited).into_iter().map(reach).collect()
}

fn places<'a>(audited: &'a Audited) -> Vec<Place<'a>> {
    let mut found = Vec::new();
    for script in &audited.scripts {
        for (name, span) in audited.program.modules[script.path].usage.called() {
            if let Some(item) = item_of_api(name) {
                let (file, text) = (&*script.source.file, &*script.source.text);
                found.push(Place { item, what: format!("wx.{name}"), file, text, span });
            }
        }
    }
    for template in &audited.templates {
        in_nodes(&template.document.children, (template.file, template.text), &mut found);
    }
    found
}

fn in_nodes<'a>(nodes: &[Node], file: (&'a str, &'a str), found: &mut Vec<Place<'a>>) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        let types = open_types(element);
        for item in &DATA_ITEMS {
            let element_reaches = item.elements.contains(&element.name).then(|| format!("<{}>", element.name));
            let open_type = types.iter().find(|word| item.open_types.contains(&word.as_str()));
            let open_type = open_type.map(|word| format!("open-type=\"{word}\""));
            for what in element_reaches.into_iter().chain(open_type) {
                found.push(Place { item, what, file: file.0, text: file.1, span: element.name_span.range() });
            }
        }
        in_nodes(&element.children, file, found);
    }
}

/// What a button opens, when it is written out.
fn open_types(element: &Element) -> Vec<String> {
    let attribute = element.attributes.iter().find(|attribute| attribute.name == "open-type");
    let said = attribute.filter(|_| element.name == "button").and_then(|attribute| attribute.value.as_ref()?.literal());
    said.unwrap_or_default().split('|').map(|word| word.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    #[test]
    fn what_reaches_personal_data_is_told_where_it_does() {
        let script = "wx.getLocation({}); wx.request({url: 'x'}); if (wx.choosePoi) {}";
        let page = "<view><camera/><button open-type=\"getPhoneNumber|agreePrivacyAuthorization\"/><button open-type=\"{{a}}\"/></view>";
        assert_eq!(
            said(super::CODE, &[("p/p.js", script), ("p/p.wxml", page)]),
            [
                "`wx.getLocation` reaches personal data: Position | wx.getLocation",
                "`<camera>` reaches personal data: Camera | camera",
                "`open-type=\"getPhoneNumber\"` reaches personal data: Phone number | button",
            ]
        );
        assert_eq!(said(super::CODE, &[("p/p.js", "wx.request({url: 'x'})")]), [""; 0]);
    }
}
