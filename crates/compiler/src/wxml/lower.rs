//! Tree to IR: finds what each tag and attribute means, resolves names, pastes includes.
//!
//! In: parsed documents and the file's context. Out: a [`Template`], what it refers to, and diagnostics. Must not write any
//! output's syntax but expression code.

use super::attributes::{Directive, Kind, camel_case, classify};
use super::diagnostics::{Code, Sink};
use super::expressions::{Constant, Meaning, Scope, ScopeName, Writer, fold, property_key, shown_text, text_of};
use super::ir::*;
use super::{FileContext, Includes, References, ResourceReference, ScriptReference, ScriptSource, TagUse, paths};
use rustc_hash::FxHashMap;
use syntax::{Attribute as SyntaxAttribute, Document, Element as SyntaxElement, ExpressionId, ExpressionKind, Node as SyntaxNode, Piece, Property, Span, Text};

/// Elements within elements, included files counted in.
const NESTING_MAX: usize = 220;
/// Names in scope at one place; each is looked at for each name of an expression.
const SCOPE_NAMES_MAX: usize = 1000;
/// An element's attributes are compared with each other only up to this many.
const ATTRIBUTES_COMPARED_MAX: usize = 64;
/// Nodes that includes of one file may paste: a file that includes a file twice that includes a file twice …
const INCLUDED_NODES_MAX: usize = 100_000;

pub(super) struct Lowering<'c, 'a> {
    pub(super) context: &'c FileContext<'c>,
    pub(super) includes: &'a dyn Includes,
    /// The file itself, then included ones.
    pub(super) documents: Vec<Document<'a>>,
    included: FxHashMap<String, usize>,
    including: Vec<String>,
    included_nodes: usize,
    pub(super) template: Template,
    scope: Scope,
    pub(super) references: References,
    pub(super) sink: Sink,
    components: u32,
    nesting: usize,
    /// Position of each tag in `references`.
    tag_uses: FxHashMap<String, usize>,
    handler_names: FxHashMap<String, ()>,
    definition_names: FxHashMap<String, usize>,
    document: usize,
    /// Depth of the frame of slot values around the place.
    slot_depth: Option<u32>,
}

/// The control attributes of an element, taken out.
#[derive(Default)]
struct Directives<'d, 'a> {
    condition: Option<(Directive, &'d SyntaxAttribute<'a>)>,
    list: Option<&'d SyntaxAttribute<'a>>,
    item: Option<&'d SyntaxAttribute<'a>>,
    index: Option<&'d SyntaxAttribute<'a>>,
    key: Option<&'d SyntaxAttribute<'a>>,
}

/// A definition found anywhere in the file.
struct Definition<'d, 'a> {
    name: String,
    element: &'d SyntaxElement<'a>,
}

/// Nodes of one block while they are collected; adjacent text runs together.
#[derive(Default)]
struct Collector {
    nodes: Vec<Node>,
    pending: Vec<Part>,
    /// The last node is an `If` that `wx:elif` or `wx:else` may continue.
    chain_open: bool,
}

enum Part {
    Text(String),
    Binding(usize, ExpressionId),
}

impl<'c, 'a> Lowering<'c, 'a> {
    pub(super) fn new(context: &'c FileContext<'c>, includes: &'a dyn Includes, document: Document<'a>, sink: Sink) -> Self {
        let code_bytes_max = document.source.len() * 4 + (64 << 10);
        let capacity = document.source.len();
        let mut lowering = Self {
            context,
            includes,
            documents: vec![document],
            included: FxHashMap::default(),
            including: vec![context.path.to_owned()],
            included_nodes: 0,
            template: Template::default(),
            scope: Scope { code_bytes_max, ..Scope::default() },
            references: References::default(),
            sink,
            components: 0,
            nesting: 0,
            tag_uses: FxHashMap::default(),
            handler_names: FxHashMap::default(),
            definition_names: FxHashMap::default(),
            document: 0,
            slot_depth: None,
        };
        lowering.template.code.reserve(capacity);
        lowering
    }

    pub(super) fn run(&mut self) {
        // The trees are moved out while they are walked, so that the walk may borrow the rest.
        let children = std::mem::take(&mut self.documents[0].children);
        let mut definitions = Vec::new();
        self.declarations(&children, &mut definitions);
        let mut main = Collector::default();
        self.children(&children, &mut main);
        self.template.main.nodes = self.collected(main);
        for definition in &definitions {
            self.scope.names.clear();
            self.scope.depth = 0;
            self.slot_depth = None;
            let mut body = Collector::default();
            self.children(&definition.element.children, &mut body);
            let nodes = self.collected(body);
            self.template.templates.push((definition.name.clone(), Block { nodes, ..Block::default() }));
        }
        drop(definitions);
        self.documents[0].children = children;
    }

    /// Imports, scripts and template definitions, wherever they stand.
    fn declarations<'d>(&mut self, nodes: &'d [SyntaxNode<'a>], definitions: &mut Vec<Definition<'d, 'a>>) {
        for node in nodes {
            let SyntaxNode::Element(element) = node else { continue };
            match element.name {
                "import" => self.import(element),
                "wxs" | "sjs" | "import-sjs" => self.script(element),
                "template" if element.attribute("name").is_some() => self.definition(element, definitions),
                _ => {}
            }
            self.declarations(&element.children, definitions);
        }
    }

    fn definition<'d>(&mut self, element: &'d SyntaxElement<'a>, definitions: &mut Vec<Definition<'d, 'a>>) {
        let attribute = element.attribute("name").expect("the caller looked");
        let Some(name) = self.static_value(attribute) else { return };
        if name.is_empty() {
            self.sink.report(Code::MissingName, attribute.span, "template");
            return;
        }
        if let Some(&earlier) = self.definition_names.get(&name) {
            self.sink.report(Code::DuplicateTemplate, attribute.span, &name);
            definitions[earlier].element = element;
            return;
        }
        self.definition_names.insert(name.clone(), definitions.len());
        definitions.push(Definition { name, element });
    }

    fn import(&mut self, element: &SyntaxElement<'a>) {
        let Some((path, span)) = self.source_path(element) else { return };
        self.references.imports.push(ResourceReference { path: path.clone(), span });
        if path == self.context.path {
            self.sink.report(Code::CyclicImport, span, &path);
        } else if self.includes.source(&path).is_none() {
            self.sink.report(Code::MissingFile, span, &path);
        } else if !self.template.imports.contains(&path) {
            self.template.imports.push(path);
        }
        self.no_children(element);
    }

    /// `src` of an import or include as a path from the project's root, without suffix.
    fn source_path(&mut self, element: &SyntaxElement<'a>) -> Option<(String, Span)> {
        let Some(attribute) = element.attribute("src") else {
            self.sink.report(Code::MissingSource, element.name_span, element.name);
            return None;
        };
        let written = self.static_value(attribute)?;
        let base = self.including.last().map_or(self.context.path, String::as_str);
        match paths::resolve(base, written.trim()) {
            Some(path) => Some((paths::without_suffix(&path).to_owned(), attribute.span)),
            None => {
                self.sink.report(Code::MissingFile, attribute.span, &written);
                None
            }
        }
    }

    fn script(&mut self, element: &SyntaxElement<'a>) {
        let (name_attribute, source_attribute) = if element.name == "import-sjs" { ("name", "from") } else { ("module", "src") };
        let Some(attribute) = element.attribute(name_attribute) else {
            self.sink.report(Code::MissingModule, element.name_span, element.name);
            return;
        };
        let Some(name) = self.static_value(attribute) else { return };
        if !syntax::is_identifier(&name) {
            self.sink.report(Code::MissingModule, attribute.span, &name);
            return;
        }
        let body = element.children.iter().find_map(|child| match child {
            SyntaxNode::Raw(span) => Some(*span),
            _ => None,
        });
        let source = self.documents[0].source;
        let body = body.filter(|span| !span.text(source).trim().is_empty());
        let (path, script) = if let Some(span) = body {
            let path = format!("{}#{}", self.context.path, name);
            (path, ScriptSource::Inline { code: span.text(source).to_owned(), span })
        } else {
            let Some(attribute) = element.attribute(source_attribute) else {
                // An empty module is an empty object.
                let path = format!("{}#{}", self.context.path, name);
                self.add_module(name, path, ScriptSource::Inline { code: String::new(), span: element.span });
                return;
            };
            let Some(written) = self.static_value(attribute) else { return };
            let Some(path) = paths::resolve(self.context.path, written.trim()) else {
                self.sink.report(Code::MissingFile, attribute.span, &written);
                return;
            };
            (path, ScriptSource::External { span: attribute.span })
        };
        self.add_module(name, path, script);
    }

    fn add_module(&mut self, name: String, path: String, source: ScriptSource) {
        self.references.scripts.push(ScriptReference { module: name.clone(), path: path.clone(), source });
        if let Some(&index) = self.scope.modules.get(&name) {
            self.template.modules[index].path = path;
        } else {
            self.scope.modules.insert(name.clone(), self.template.modules.len());
            self.template.modules.push(Module { name, path });
        }
    }

    fn children(&mut self, nodes: &[SyntaxNode<'a>], into: &mut Collector) {
        for node in nodes {
            match node {
                SyntaxNode::Text(text) => self.text(text, into),
                SyntaxNode::Element(element) => self.element(element, into),
                SyntaxNode::Comment(_) | SyntaxNode::Declaration(_) | SyntaxNode::Raw(_) => {}
            }
        }
    }

    fn text(&mut self, text: &Text<'a>, into: &mut Collector) {
        if let Some(literal) = text.literal() {
            if literal.bytes().all(syntax::is_whitespace) {
                return;
            }
            into.chain_open = false;
            into.pending.push(Part::Text(syntax::decode_text(literal).into_owned()));
            return;
        }
        into.chain_open = false;
        for piece in &text.pieces {
            match piece {
                Piece::Literal(raw, _) => into.pending.push(Part::Text(syntax::decode_text(raw).into_owned())),
                Piece::Binding(binding) => {
                    if let Some(id) = binding.expression {
                        match fold(&self.documents[self.document], id).as_ref().and_then(shown_text) {
                            Some(text) => into.pending.push(Part::Text(text)),
                            None => into.pending.push(Part::Binding(self.document, id)),
                        }
                    }
                }
            }
        }
    }

    /// Turns the text collected so far into a node.
    fn flush(&mut self, into: &mut Collector) {
        if into.pending.is_empty() {
            return;
        }
        let parts = std::mem::take(&mut into.pending);
        if let Some(content) = self.join(parts) {
            into.nodes.push(Node::Text(content));
        }
    }

    fn collected(&mut self, mut collector: Collector) -> Vec<Node> {
        self.flush(&mut collector);
        collector.nodes
    }

    /// `None` for nothing at all.
    fn join(&mut self, parts: Vec<Part>) -> Option<Content> {
        let dynamic = parts.iter().any(|part| matches!(part, Part::Binding(..)));
        if !dynamic {
            let mut text = String::new();
            for part in parts {
                if let Part::Text(piece) = part {
                    text.push_str(&piece);
                }
            }
            return if text.is_empty() { None } else { Some(Content::Static(text)) };
        }
        if let [Part::Binding(document, id)] = parts.as_slice() {
            return Some(Content::Dynamic(self.whole(*document, *id).0));
        }
        Some(Content::Dynamic(self.concatenation(&parts).0))
    }

    fn concatenation(&mut self, parts: &[Part]) -> (Expression, bool) {
        let mut writer = Writer::new(&self.documents, &self.scope, &mut self.template.code);
        writer.raw("`");
        for part in parts {
            match part {
                Part::Text(text) => writer.literal_piece(text),
                Part::Binding(document, id) => writer.binding_piece(*document, *id),
            }
        }
        writer.raw("`");
        let expression = writer.finish(false);
        let overflow = writer.overflow;
        self.check_overflow(overflow);
        (expression, false)
    }

    /// Expression, and whether it may be a WXS function.
    fn whole(&mut self, document: usize, id: ExpressionId) -> (Expression, bool) {
        let mut writer = Writer::new(&self.documents, &self.scope, &mut self.template.code);
        let expression = writer.whole(document, id);
        let (function, overflow) = (writer.reads_module_value, writer.overflow);
        self.check_overflow(overflow);
        (expression, function)
    }

    fn constant(&mut self, constant: &Constant) -> Expression {
        Writer::new(&self.documents, &self.scope, &mut self.template.code).constant(constant)
    }

    fn check_overflow(&mut self, overflow: bool) {
        if overflow {
            self.sink.report(Code::LetTooLong, Span::default(), "");
        }
    }

    fn element(&mut self, element: &SyntaxElement<'a>, into: &mut Collector) {
        match element.name {
            "import" | "wxs" | "sjs" | "import-sjs" => return,
            "template" if element.attribute("name").is_some() => return,
            _ => {}
        }
        if self.document > 0 {
            self.included_nodes += 1;
            if self.included_nodes > INCLUDED_NODES_MAX {
                if self.included_nodes == INCLUDED_NODES_MAX + 1 {
                    self.sink.report(Code::IncludeTooLarge, element.name_span, "");
                }
                return;
            }
        }
        if self.nesting >= NESTING_MAX {
            self.sink.report(Code::NestingTooDeep, element.name_span, element.name);
            return;
        }
        self.nesting += 1;
        let names = self.scope.names.len();
        let directives = self.directives(element);
        self.controlled(element, &directives, into);
        self.scope.names.truncate(names);
        self.nesting -= 1;
    }

    fn directives<'d>(&mut self, element: &'d SyntaxElement<'a>) -> Directives<'d, 'a> {
        let mut found = Directives::default();
        for attribute in &element.attributes {
            match classify(attribute.name) {
                Kind::Directive(directive) => {
                    let place = match directive {
                        Directive::If | Directive::Elif | Directive::Else => {
                            if found.condition.is_some() {
                                self.sink.report(Code::ConditionTwice, attribute.name_span, attribute.name);
                            } else {
                                found.condition = Some((directive, attribute));
                            }
                            continue;
                        }
                        Directive::For => &mut found.list,
                        Directive::ForItem => &mut found.item,
                        Directive::ForIndex => &mut found.index,
                        Directive::Key => &mut found.key,
                    };
                    if place.is_none() {
                        *place = Some(attribute);
                    }
                }
                Kind::UnknownDirective => self.sink.report(Code::UnknownDirective, attribute.name_span, attribute.name),
                _ => {}
            }
        }
        if found.list.is_none() {
            for orphan in [found.item, found.index, found.key].into_iter().flatten() {
                self.sink.report(Code::WithoutFor, orphan.name_span, orphan.name);
            }
        }
        found
    }

    fn controlled(&mut self, element: &SyntaxElement<'a>, directives: &Directives<'_, 'a>, into: &mut Collector) {
        match directives.condition {
            // On one element the loop is outside: the condition is asked for each item.
            Some((Directive::If, attribute)) if directives.list.is_some() => {
                self.flush(into);
                into.chain_open = false;
                let attribute = Some(attribute);
                self.repeat(element, directives, attribute, into);
            }
            Some((Directive::If, attribute)) => {
                self.flush(into);
                let condition = self.condition(attribute);
                let block = self.branch(element);
                into.nodes.push(Node::If(vec![Branch { condition: Some(condition), block }]));
                into.chain_open = true;
            }
            Some((directive, attribute)) => self.alternative(element, directives, directive, attribute, into),
            None if directives.list.is_some() => {
                self.flush(into);
                into.chain_open = false;
                self.repeat(element, directives, None, into);
            }
            None => {
                into.chain_open = false;
                self.plain(element, into);
            }
        }
    }

    /// `wx:elif` and `wx:else`; a loop on the same element is inside the branch.
    fn alternative(
        &mut self,
        element: &SyntaxElement<'a>,
        directives: &Directives<'_, 'a>,
        directive: Directive,
        attribute: &SyntaxAttribute<'a>,
        into: &mut Collector,
    ) {
        if directives.list.is_some() {
            self.sink.report(Code::ElseWithFor, attribute.name_span, attribute.name);
        }
        if !into.chain_open {
            self.sink.report(Code::StrayElse, attribute.name_span, attribute.name);
            if directives.list.is_some() {
                self.flush(into);
                self.repeat(element, directives, None, into);
            } else {
                self.plain(element, into);
            }
            return;
        }
        let condition = if directive == Directive::Elif { Some(self.condition(attribute)) } else { None };
        let mut branch = Collector::default();
        if directives.list.is_some() {
            self.repeat(element, directives, None, &mut branch);
        } else {
            self.plain(element, &mut branch);
        }
        let block = Block { nodes: self.collected(branch), ..Block::default() };
        let is_else = condition.is_none();
        match into.nodes.last_mut() {
            Some(Node::If(branches)) => branches.push(Branch { condition, block }),
            _ => unreachable!("an open chain ends in an If"),
        }
        into.chain_open = !is_else;
    }

    fn branch(&mut self, element: &SyntaxElement<'a>) -> Block {
        let mut inner = Collector::default();
        self.plain(element, &mut inner);
        Block { nodes: self.collected(inner), ..Block::default() }
    }

    fn condition(&mut self, attribute: &SyntaxAttribute<'a>) -> Expression {
        self.without_braces(attribute);
        match self.value(attribute).0 {
            Value::Dynamic(expression) => expression,
            Value::Static(text) => self.constant(&Constant::Boolean(!text.is_empty())),
            Value::True => self.constant(&Constant::Boolean(true)),
        }
    }

    /// `wx:if="a"` is the text "a", which is hardly ever meant.
    fn without_braces(&mut self, attribute: &SyntaxAttribute<'a>) {
        if let Some(text) = attribute.value.as_ref().and_then(Text::literal)
            && !text.trim().is_empty()
        {
            self.sink.report(Code::DirectiveWithoutBraces, attribute.span, text);
        }
    }

    fn repeat(
        &mut self,
        element: &SyntaxElement<'a>,
        directives: &Directives<'_, 'a>,
        condition: Option<&SyntaxAttribute<'a>>,
        into: &mut Collector,
    ) {
        let attribute = directives.list.expect("the caller looked");
        self.without_braces(attribute);
        let list = match self.value(attribute).0 {
            Value::Dynamic(expression) => expression,
            Value::Static(text) => self.constant(&Constant::Text(text)),
            Value::True => self.constant(&Constant::Text(String::new())),
        };
        let item = self.loop_name(directives.item, "item");
        let index = self.loop_name(directives.index, "index");
        let key = directives.key.map_or(Key::None, |attribute| self.key(attribute, &item, &index));
        let names = self.scope.names.len();
        let depth = self.scope.depth;
        self.scope.names.push(ScopeName { name: item, meaning: Meaning::Item { depth } });
        self.scope.names.push(ScopeName { name: index, meaning: Meaning::Index { depth } });
        self.scope.depth += 1;
        let block = match condition {
            Some(attribute) => {
                let condition = self.condition(attribute);
                let block = self.branch(element);
                Block { nodes: vec![Node::If(vec![Branch { condition: Some(condition), block }])], ..Block::default() }
            }
            None => self.branch(element),
        };
        self.scope.depth -= 1;
        self.scope.names.truncate(names);
        into.nodes.push(Node::For(Box::new(For { list, key, block })));
    }

    fn loop_name(&mut self, attribute: Option<&SyntaxAttribute<'a>>, default: &str) -> String {
        let Some(attribute) = attribute else { return default.to_owned() };
        let name = self.braceless(attribute);
        if syntax::is_identifier(&name) {
            return name;
        }
        self.sink.report(Code::InvalidName, attribute.span, &name);
        default.to_owned()
    }

    /// A name that ought to be written without braces; `{{name}}` is understood.
    fn braceless(&mut self, attribute: &SyntaxAttribute<'a>) -> String {
        let Some(value) = &attribute.value else { return String::new() };
        if let Some(text) = value.literal() {
            return text.trim().to_owned();
        }
        self.sink.report(Code::NeedlessBraces, attribute.span, attribute.name);
        let source = self.documents[self.document].source;
        value.span.text(source).replace("{{", "").replace("}}", "").trim().to_owned()
    }

    /// Programs write `id`, `{{id}}`, `{{item.id}}`, `item.id` and mean the same.
    fn key(&mut self, attribute: &SyntaxAttribute<'a>, item: &str, index: &str) -> Key {
        let written = self.braceless(attribute);
        let in_braces = attribute.value.as_ref().is_some_and(|value| value.literal().is_none());
        let name = written.strip_prefix(item).and_then(|rest| rest.strip_prefix('.')).unwrap_or(&written);
        if written == "*this" || (in_braces && written == item) {
            return Key::This;
        }
        // The position is no key; without one, nodes are matched by position.
        if written.is_empty() || (in_braces && written == index) {
            return Key::None;
        }
        if syntax::is_identifier(name) {
            return Key::Field(name.to_owned());
        }
        if in_braces || name.contains(['.', '[', '{', ' ']) {
            self.sink.report(Code::InvalidKey, attribute.span, &written);
            return Key::None;
        }
        Key::Field(name.to_owned())
    }

    /// An element without its control attributes.
    fn plain(&mut self, element: &SyntaxElement<'a>, into: &mut Collector) {
        self.lets(element);
        match element.name {
            "block" => self.transparent(element, into),
            "template" => self.call(element, into),
            "include" => self.include(element, into),
            "slot" => self.slot(element, into),
            _ => {
                self.flush(into);
                let node = self.node(element);
                into.nodes.push(Node::Element(Box::new(node)));
            }
        }
    }

    fn lets(&mut self, element: &SyntaxElement<'a>) {
        for attribute in &element.attributes {
            let Kind::Let(name) = classify(attribute.name) else { continue };
            let name = camel_case(name);
            if !syntax::is_identifier(&name) {
                self.sink.report(Code::InvalidName, attribute.name_span, &name);
                continue;
            }
            let expression = attribute.value.as_ref().and_then(|value| match value.pieces.as_slice() {
                [Piece::Binding(binding)] => binding.expression,
                _ => None,
            });
            if expression.is_none() {
                self.sink.report(Code::DirectiveWithoutBraces, attribute.span, attribute.name);
            }
            if self.scope.names.len() >= SCOPE_NAMES_MAX {
                self.sink.report(Code::LetTooLong, attribute.name_span, &name);
                return;
            }
            let meaning = Meaning::Let { expression, document: self.document };
            self.scope.names.push(ScopeName { name, meaning });
        }
    }

    /// `<block>`: its children stand in its place; a `slot` on it counts for each of them.
    fn transparent(&mut self, element: &SyntaxElement<'a>, into: &mut Collector) {
        let names = self.scope.names.len();
        self.slot_value_names(element);
        match element.attribute("slot") {
            None => self.children(&element.children, into),
            Some(attribute) => {
                self.flush(into);
                let mut inner = Collector::default();
                self.children(&element.children, &mut inner);
                let mut nodes = self.collected(inner);
                let slot = self.value(attribute).0;
                assign_slot(&mut nodes, &slot);
                into.nodes.append(&mut nodes);
            }
        }
        for attribute in &element.attributes {
            if let Kind::Event { .. } | Kind::Role(Role::Class | Role::Style | Role::Id | Role::Hidden, _) = classify(attribute.name) {
                self.sink.report(Code::AttributeWithoutEffect, attribute.name_span, attribute.name);
            }
        }
        self.scope.names.truncate(names);
    }

    fn call(&mut self, element: &SyntaxElement<'a>, into: &mut Collector) {
        self.flush(into);
        let Some(attribute) = element.attribute("is") else {
            self.sink.report(Code::MissingName, element.name_span, "template");
            return;
        };
        let name = match self.value(attribute).0 {
            Value::Dynamic(expression) => Name::Dynamic(expression),
            Value::Static(name) => Name::Static(name),
            Value::True => return,
        };
        let data = element.attribute("data").map_or_else(Vec::new, |attribute| self.template_data(attribute));
        let target = element.attribute("slot").and_then(|attribute| self.static_value(attribute));
        into.nodes.push(Node::Call(Box::new(Call { name, data, target, in_skeleton: false })));
        self.no_children(element);
    }

    fn template_data(&mut self, attribute: &SyntaxAttribute<'a>) -> Vec<(DataKey, Expression)> {
        let Some(value) = &attribute.value else { return Vec::new() };
        let mut bindings = value.pieces.iter().filter_map(|piece| match piece {
            Piece::Binding(binding) => Some(binding),
            Piece::Literal(raw, span) => {
                if !raw.trim().is_empty() {
                    self.sink.report(Code::TextInData, *span, raw);
                }
                None
            }
        });
        let first = bindings.next().and_then(|binding| binding.expression);
        drop(bindings);
        let Some(id) = first else { return Vec::new() };
        let document = self.document;
        let ExpressionKind::Object { properties, .. } = &self.documents[document].expression(id).kind else {
            return vec![(DataKey::Spread, self.whole(document, id).0)];
        };
        // Names and values are taken out first: lowering borrows the arena again.
        let properties: Vec<(Option<String>, ExpressionId)> = properties.iter().map(|property| property_parts(property)).collect();
        let mut data = Vec::with_capacity(properties.len());
        for (key, value) in properties {
            let expression = match fold(&self.documents[document], value) {
                Some(constant) => self.constant(&constant),
                None => self.whole(document, value).0,
            };
            data.push((key.map_or(DataKey::Spread, DataKey::Field), expression));
        }
        data
    }

    fn include(&mut self, element: &SyntaxElement<'a>, into: &mut Collector) {
        self.no_children(element);
        let Some((path, span)) = self.source_path(element) else { return };
        self.references.includes.push(ResourceReference { path: path.clone(), span });
        if self.including.contains(&path) {
            self.sink.report(Code::CyclicInclude, span, &path);
            return;
        }
        let document = match self.included.get(&path) {
            Some(&document) => document,
            None => {
                let Some(source) = self.includes.source(&path) else {
                    self.sink.report(Code::MissingFile, span, &path);
                    return;
                };
                let (document, errors) = syntax::parse(source);
                self.sink.enter(&path);
                for error in errors {
                    self.sink.syntax(error, source);
                }
                self.sink.leave();
                self.scope.code_bytes_max += source.len() * 4;
                self.documents.push(document);
                self.included.insert(path.clone(), self.documents.len() - 1);
                self.documents.len() - 1
            }
        };
        let outer = std::mem::replace(&mut self.document, document);
        self.sink.enter(&path);
        self.including.push(path);
        let children = std::mem::take(&mut self.documents[document].children);
        self.children(&children, into);
        self.documents[document].children = children;
        self.including.pop();
        self.sink.leave();
        self.document = outer;
    }

    fn slot(&mut self, element: &SyntaxElement<'a>, into: &mut Collector) {
        self.flush(into);
        let mut name = Name::Static(String::new());
        let mut data = Vec::new();
        let mut target = None;
        for attribute in &element.attributes {
            match classify(attribute.name) {
                Kind::Role(Role::Plain, "name") => {
                    name = match self.value(attribute).0 {
                        Value::Dynamic(expression) => Name::Dynamic(expression),
                        Value::Static(name) => Name::Static(name),
                        Value::True => Name::Static(String::new()),
                    }
                }
                Kind::Role(Role::Slot, _) => target = self.static_value(attribute),
                Kind::Role(Role::Plain | Role::Id | Role::Hidden, key) => {
                    let value = self.value(attribute).0;
                    data.push((DataKey::Field(camel_case(key)), self.expression_of(value)));
                }
                Kind::Role(..) | Kind::Event { .. } => self.sink.report(Code::AttributeWithoutEffect, attribute.name_span, attribute.name),
                _ => {}
            }
        }
        into.nodes.push(Node::Slot(Box::new(Slot { name, data, target })));
    }

    fn node(&mut self, element: &SyntaxElement<'a>) -> Element {
        let is_component = self.context.is_component(element.name);
        let component = is_component.then(|| {
            self.components += 1;
            self.components - 1
        });
        self.tag_use(element, is_component);
        let names = self.scope.names.len();
        self.slot_value_names(element);
        let mut attributes = Vec::with_capacity(element.attributes.len());
        let mut events = Vec::new();
        for attribute in &element.attributes {
            self.attribute(element, attribute, is_component, &mut attributes, &mut events);
        }
        let mut inner = Collector::default();
        let slot_frame = is_component && reads_slot_values(&element.children);
        let slot_depth = self.slot_depth;
        if slot_frame {
            self.slot_depth = Some(self.scope.depth);
            self.scope.depth += 1;
        }
        self.children(&element.children, &mut inner);
        let nodes = self.collected(inner);
        if slot_frame {
            self.scope.depth -= 1;
        }
        self.slot_depth = slot_depth;
        self.scope.names.truncate(names);
        let children = Block { nodes, slot_frame, ..Block::default() };
        Element { tag: element.name.to_owned(), component, attributes, events, children }
    }

    /// `slot:x="y"`: the element and what is in it see the slot value `x` as `y`.
    fn slot_value_names(&mut self, element: &SyntaxElement<'a>) {
        // The frame was added by the component around; outside of one there is none to read.
        let Some(depth) = self.slot_depth else { return };
        for attribute in &element.attributes {
            let Kind::Role(Role::SlotValue, key) = classify(attribute.name) else { continue };
            let key = camel_case(key);
            let alias = attribute.value.as_ref().and_then(Text::literal).map(str::trim).filter(|alias| !alias.is_empty());
            let name = alias.map_or_else(|| key.clone(), str::to_owned);
            if !syntax::is_identifier(&name) || !syntax::is_identifier(&key) {
                self.sink.report(Code::InvalidName, attribute.span, &name);
                continue;
            }
            self.scope.names.push(ScopeName { name, meaning: Meaning::SlotValue { depth, key } });
        }
    }

    fn tag_use(&mut self, element: &SyntaxElement<'a>, is_component: bool) {
        if let Some(&index) = self.tag_uses.get(element.name) {
            self.references.tags[index].count += 1;
            return;
        }
        let built_in = !is_component && protocol::components::find(element.name).is_some();
        self.tag_uses.insert(element.name.to_owned(), self.references.tags.len());
        self.references.tags.push(TagUse { tag: element.name.to_owned(), span: element.name_span, is_component, is_built_in: built_in, count: 1 });
        if !is_component && !built_in {
            self.sink.unknown_tag(element.name, element.name_span, self.context);
        }
    }

    fn attribute(
        &mut self,
        element: &SyntaxElement<'a>,
        attribute: &SyntaxAttribute<'a>,
        is_component: bool,
        attributes: &mut Vec<Attribute>,
        events: &mut Vec<Event>,
    ) {
        match classify(attribute.name) {
            Kind::Directive(_) | Kind::UnknownDirective | Kind::Let(_) | Kind::Ignored => {}
            Kind::UnknownPrefix => self.sink.report(Code::UnknownPrefix, attribute.name_span, attribute.name),
            Kind::Event { name, capture, kind } => self.event(element, attribute, is_component, (name, capture, kind), events),
            Kind::Role(role, name) => {
                if attributes.len() < ATTRIBUTES_COMPARED_MAX && attributes.iter().any(|other| other.role == role && other.name == name) {
                    return;
                }
                let mut name = name.to_owned();
                if !is_component && role == Role::Plain {
                    match self.native_name(element.name, attribute) {
                        Some(canonical) => name = canonical,
                        None => return,
                    }
                }
                let value = if role == Role::Model { self.model(attribute) } else { Some(self.value(attribute).0) };
                let Some(value) = value else { return };
                if let (Value::Static(path), Some(definition)) = (&value, (!is_component).then(|| protocol::components::find(element.name)).flatten()) {
                    self.static_resource(definition, &name, path, attribute.span);
                }
                let name = if role == Role::Model && !is_component { name.to_ascii_lowercase() } else { name };
                attributes.push(Attribute { role, name, value });
            }
        }
    }

    /// Images and other files named by a literal.
    fn static_resource(&mut self, definition: &protocol::components::Component, name: &str, path: &str, span: Span) {
        if definition.resources.contains(&name) && !path.is_empty() {
            self.references.resources.push(ResourceReference { path: path.to_owned(), span });
        }
    }

    /// The documented spelling of a native element's attribute; `None` for names no document may hold.
    fn native_name(&mut self, tag: &str, attribute: &SyntaxAttribute<'a>) -> Option<String> {
        let name = attribute.name;
        let lower = name.to_ascii_lowercase();
        // `onclick` would run as script of the page.
        if lower.starts_with("on") || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) {
            self.sink.report(Code::UnknownAttribute, attribute.name_span, name);
            return None;
        }
        let Some(definition) = protocol::components::find(tag) else { return Some(lower) };
        if let Some(known) = definition.attribute(name) {
            return Some(known.name.to_ascii_lowercase());
        }
        self.sink.unknown_attribute(definition, name, attribute.name_span);
        Some(lower)
    }

    /// The path a two-way binding writes.
    fn model(&mut self, attribute: &SyntaxAttribute<'a>) -> Option<Value> {
        let (value, _) = self.value(attribute);
        match value {
            Value::Dynamic(expression) if expression.is_path => Some(Value::Dynamic(expression)),
            other => {
                self.sink.report(Code::ModelNotPath, attribute.span, attribute.name);
                // Shown, but not written back.
                let _ = other;
                None
            }
        }
    }

    fn event(
        &mut self,
        element: &SyntaxElement<'a>,
        attribute: &SyntaxAttribute<'a>,
        is_component: bool,
        (name, capture, kind): (&'a str, bool, EventKind),
        events: &mut Vec<Event>,
    ) {
        let (mut handler, is_wxs) = self.value(attribute);
        if let Value::Static(text) = &mut handler {
            let trimmed = text.trim();
            if trimmed.len() != text.len() {
                *text = trimmed.to_owned();
            }
            if !text.is_empty() && !self.handler_names.contains_key(text.as_str()) {
                self.handler_names.insert(text.clone(), ());
                self.references.handlers.push(ResourceReference { path: text.clone(), span: attribute.span });
            }
        }
        let empty = matches!(&handler, Value::True) || matches!(&handler, Value::Static(text) if text.is_empty());
        if empty && kind != EventKind::Catch {
            return;
        }
        if !is_component && let Some(definition) = protocol::components::find(element.name) {
            self.sink.unknown_event(definition, name, attribute.name_span);
        }
        if events.len() < ATTRIBUTES_COMPARED_MAX && events.iter().any(|other| other.name == name && other.capture == capture && other.kind == kind) {
            return;
        }
        events.push(Event { name: name.to_owned(), capture, kind, handler, is_wxs });
    }

    /// The value of an attribute, and whether it may be a WXS function.
    fn value(&mut self, attribute: &SyntaxAttribute<'a>) -> (Value, bool) {
        let Some(value) = &attribute.value else { return (Value::True, false) };
        if let Some(literal) = value.literal() {
            return (Value::Static(syntax::decode_attribute(literal).into_owned()), false);
        }
        if let [Piece::Binding(binding)] = value.pieces.as_slice() {
            let Some(id) = binding.expression else { return (Value::Static(String::new()), false) };
            return match fold(&self.documents[self.document], id) {
                Some(Constant::Text(text)) => (Value::Static(text), false),
                Some(constant) => (Value::Dynamic(self.constant(&constant)), false),
                None => {
                    let (expression, function) = self.whole(self.document, id);
                    (Value::Dynamic(expression), function)
                }
            };
        }
        let mut parts = Vec::with_capacity(value.pieces.len());
        for piece in &value.pieces {
            match piece {
                Piece::Literal(raw, _) => parts.push(Part::Text(syntax::decode_attribute(raw).into_owned())),
                Piece::Binding(binding) => {
                    if let Some(id) = binding.expression {
                        match fold(&self.documents[self.document], id).as_ref().and_then(shown_text) {
                            Some(text) => parts.push(Part::Text(text)),
                            None => parts.push(Part::Binding(self.document, id)),
                        }
                    }
                }
            }
        }
        if parts.iter().all(|part| matches!(part, Part::Text(_))) {
            let text = parts.iter().map(|part| if let Part::Text(text) = part { text.as_str() } else { "" }).collect();
            return (Value::Static(text), false);
        }
        let (expression, _) = self.concatenation(&parts);
        (Value::Dynamic(expression), false)
    }

    fn expression_of(&mut self, value: Value) -> Expression {
        match value {
            Value::Dynamic(expression) => expression,
            Value::Static(text) => self.constant(&Constant::Text(text)),
            Value::True => self.constant(&Constant::Boolean(true)),
        }
    }

    /// A value that must not hold bindings.
    fn static_value(&mut self, attribute: &SyntaxAttribute<'a>) -> Option<String> {
        let value = attribute.value.as_ref()?;
        if let Some(literal) = value.literal() {
            return Some(syntax::decode_attribute(literal).into_owned());
        }
        if let [Piece::Binding(binding)] = value.pieces.as_slice()
            && let Some(id) = binding.expression
            && let Some(text) = fold(&self.documents[self.document], id).as_ref().and_then(text_of)
        {
            return Some(text);
        }
        self.sink.report(Code::BindingNotAllowed, attribute.span, attribute.name);
        None
    }

    fn no_children(&mut self, element: &SyntaxElement<'a>) {
        let content = element.children.iter().any(|child| match child {
            SyntaxNode::Element(_) => true,
            SyntaxNode::Text(text) => text.literal().is_none_or(|literal| !literal.trim().is_empty()),
            _ => false,
        });
        if content {
            self.sink.report(Code::ChildrenNotAllowed, element.name_span, element.name);
        }
    }
}

fn property_parts(property: &Property<'_>) -> (Option<String>, ExpressionId) {
    match property {
        Property::Value { key, quoted: true, value } => (Some(syntax::decode_string(key).into_owned()), *value),
        Property::Value { key, quoted: false, value } => {
            let mut name = String::new();
            property_key(&mut name, key, false);
            (Some(name), *value)
        }
        Property::Shorthand { name, value } => (Some((*name).to_owned()), *value),
        Property::Spread(value) => (None, *value),
    }
}

/// Whether light content reads slot values: then each place it is put into gives it a frame.
fn reads_slot_values(nodes: &[SyntaxNode<'_>]) -> bool {
    nodes.iter().any(|node| match node {
        SyntaxNode::Element(element) => {
            element.attributes.iter().any(|attribute| attribute.name.starts_with("slot:"))
                || (element.name == "block" && reads_slot_values(&element.children))
        }
        _ => false,
    })
}

/// A `slot` on a block counts for each node in it.
fn assign_slot(nodes: &mut [Node], slot: &Value) {
    for node in nodes {
        match node {
            Node::Element(element) => {
                if !element.attributes.iter().any(|attribute| attribute.role == Role::Slot) {
                    element.attributes.push(Attribute { role: Role::Slot, name: "slot".to_owned(), value: copy(slot) });
                }
            }
            Node::Slot(inner) => assign_target(&mut inner.target, slot),
            Node::Call(call) => assign_target(&mut call.target, slot),
            Node::If(branches) => {
                for branch in branches {
                    assign_slot(&mut branch.block.nodes, slot);
                }
            }
            Node::For(list) => assign_slot(&mut list.block.nodes, slot),
            Node::Text(_) => {}
        }
    }
}

fn assign_target(target: &mut Option<String>, slot: &Value) {
    if let (None, Value::Static(name)) = (&target, slot) {
        *target = Some(name.clone());
    }
}

fn copy(value: &Value) -> Value {
    match value {
        Value::True => Value::True,
        Value::Static(text) => Value::Static(text.clone()),
        Value::Dynamic(expression) => Value::Dynamic(expression.clone()),
    }
}
