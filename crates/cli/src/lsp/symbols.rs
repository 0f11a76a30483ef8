//! The outline of a template and of a sheet. In: a file. Out: symbols, nested as the elements are. Must not: recurse deeper than the parser lets elements be.

use compiler::outline::sheet;
use lsp_types::{DocumentSymbol, SymbolKind};
use syntax::{Element, Node};

use super::file::File;

pub(super) fn symbols(file: &File<'_>) -> Vec<DocumentSymbol> {
    if file.path.ends_with(".wxml") {
        let (document, _) = syntax::parse(&file.text);
        return elements(file, &document.children);
    }
    let classes = sheet::classes(&file.text).into_iter();
    classes.map(|class| symbol(file, format!(".{}", class.name), SymbolKind::CLASS, &class.span, &class.span)).collect()
}

fn elements(file: &File<'_>, nodes: &[Node<'_>]) -> Vec<DocumentSymbol> {
    let elements = nodes.iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        _ => None,
    });
    elements
        .map(|element| {
            let (span, name) = (element.span.range(), element.name_span.range());
            let mut found = symbol(file, label(element), SymbolKind::FIELD, &span, &name);
            let inner = self::elements(file, &element.children);
            found.children = (!inner.is_empty()).then_some(inner);
            found
        })
        .collect()
}

/// `view#id.class`, as in a selector.
fn label(element: &Element<'_>) -> String {
    let literal = |name: &str| element.attribute(name).and_then(|attribute| attribute.value.as_ref()?.literal());
    let mut label = element.name.to_owned();
    if let Some(name) = literal("name").filter(|_| element.name == "template") {
        label.push_str(&format!(" {name}"));
    }
    if let Some(id) = literal("id") {
        label.push_str(&format!("#{id}"));
    }
    for class in literal("class").into_iter().flat_map(str::split_ascii_whitespace) {
        label.push_str(&format!(".{class}"));
    }
    label
}

// The field that replaced `deprecated` is optional too, but the struct has no default.
#[allow(deprecated)]
fn symbol(
    file: &File<'_>,
    name: String,
    kind: SymbolKind,
    span: &std::ops::Range<usize>,
    selection: &std::ops::Range<usize>,
) -> DocumentSymbol {
    DocumentSymbol {
        name,
        detail: None,
        kind,
        tags: None,
        deprecated: None,
        range: file.range(span),
        selection_range: file.range(selection),
        children: None,
    }
}
