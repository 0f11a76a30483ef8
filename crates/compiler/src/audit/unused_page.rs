//! Pages that nothing in the program opens. Links and codes may: so this is a note.
//!
//! In: app.json and every text of the program. Out: a note a page. Must not: speak when addresses are put together from parts.

use super::Audited;
use crate::diagnostics::Diagnostic;
use crate::paths;

pub(super) const CODE: &str = "audit/unused-page";

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let texts: Vec<_> = audited.texts().collect();
    if texts.iter().any(|source| puts_addresses_together(&source.text)) {
        return Vec::new();
    }
    let app = serde_json::to_string(&audited.app.app).unwrap_or_default();
    let pages = audited.graph.pages.iter().filter(|page| page.path != audited.app.entry);
    let is_named = |address: &str| app.contains(address) || texts.iter().any(|source| source.text.contains(address));
    pages
        .filter(|page| !is_named(&address(&page.path)))
        .map(|page| {
            Diagnostic::note(CODE, &audited.app.file, format!("nothing in the program opens `{}`", page.path))
                .at(page.span.clone(), "no script, template or tab names it")
                .help("people may still come by a link or a code; if none leads there, take the page out")
        })
        .collect()
}

/// The part of a page's path that every way to write its address has.
fn address(path: &str) -> String {
    let folder = paths::file_name(paths::folder(path));
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{}", paths::file_name(path)) }
}

/// What is looked at in front of a slash: no address of a page is longer.
const ADDRESS_BYTES_MAX: usize = 400;

/// Whether addresses of pages may be computed: a literal ends with a slash and something is added, or a hole stands beside a slash.
fn puts_addresses_together(text: &str) -> bool {
    const HOLES: [&str; 4] = ["}}/", "/{{", "}/", "/${"];
    let has_hole = HOLES.iter().any(|hole| {
        text.match_indices(hole).any(|(at, _)| {
            let before = &text[text.floor_char_boundary(at.saturating_sub(ADDRESS_BYTES_MAX))..at];
            let line = before.rsplit('\n').next().unwrap_or_default();
            // `${a}/x` is an address, `{}/x/` code.
            let is_hole = *hole != "}/" || line.rfind('{').is_some_and(|open| line[..open].ends_with('$'));
            is_hole && is_of_page(line.rsplit(['"', '\'', '`']).next().unwrap_or_default())
        })
    });
    has_hole || adds_to_folder(text)
}

/// `'../charts/' + name`, but not `'https://…/' + name`.
fn adds_to_folder(text: &str) -> bool {
    ["/'", "/\""].iter().any(|end| {
        text.match_indices(end).any(|(at, _)| {
            let quote = &end[1..];
            let before = &text[text.floor_char_boundary(at.saturating_sub(ADDRESS_BYTES_MAX))..at];
            let literal = before.rsplit(quote).next().unwrap_or_default();
            let is_added = text[at + end.len()..].trim_start().starts_with('+');
            is_added && is_of_page(literal)
        })
    })
}

/// Whether a text may be the beginning of a page's address: of the network, and behind a question mark, others stand.
fn is_of_page(literal: &str) -> bool {
    !literal.contains("://") && !literal.contains('?')
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    const APP: (&str, &str) = (
        "app.json",
        "{\"pages\":[\"p/p\",\"pages/a/a\",\"pages/b/b\"],\"tabBar\":{\"list\":[{\"pagePath\":\"pages/b/b\"},{\"pagePath\":\"p/p\"}]}}",
    );
    const PAGES: [(&str, &str); 3] = [APP, ("pages/a/a.wxml", "<view/>"), ("pages/b/b.wxml", "<view/>")];

    fn unused(script: &str, template: &str) -> Vec<String> {
        said(super::CODE, &[&PAGES[..], &[("p/p.js", script), ("p/p.wxml", template)]].concat())
    }

    #[test]
    fn a_page_nobody_names_is_told() {
        let expected = ["nothing in the program opens `pages/a/a` | \"pages/a/a\""];
        assert_eq!(unused("Page({})", "<view/>"), expected);
        assert_eq!(unused("wx.navigateTo({url: '/pages/a/a?x=1'})", ""), [""; 0]);
        assert_eq!(unused("", "<navigator url=\"../pages/a/a\"/>"), [""; 0]);
    }

    #[test]
    fn addresses_that_are_computed_may_be_any() {
        for script in ["go('/pages/' + name)", "go(`/pages/${name}/${name}`)", "go('../' + x)", "go(`/${name}/index`)"]
        {
            assert_eq!(unused(script, ""), [""; 0], "{script}");
        }
        assert_eq!(unused("", "<navigator url=\"/pages/{{name}}/x\"/>"), [""; 0]);
        assert_eq!(unused("", "<navigator url=\"{{name}}/{{name}}\"/>"), [""; 0]);
    }

    #[test]
    fn addresses_of_the_network_and_values_are_none_of_a_page() {
        let script = "get('https://api.example/' + path); get(`https://a.example/${b}/c`); go('/p/p?x=/' + y); if (a) {}/x/.test(b)";
        assert_eq!(unused(script, "<image src='https://a.example/{{b}}.png'/>").len(), 1);
    }
}
