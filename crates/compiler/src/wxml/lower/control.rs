//! Conditions, loops and local names. In: an element's control attributes. Out: IR nodes around the element, names in scope.

use super::{Chain, Collector, Lowering, SCOPE_NAMES_MAX};
use crate::wxml::attributes::{Directive, Kind, camel_case, classify};
use crate::wxml::constants::{Constant, truthy};
use crate::wxml::diagnostics::Code;
use crate::wxml::expressions::{Meaning, ScopeName};
use crate::wxml::ir::{Block, Branch, For, Key, Node, Value};
use syntax::{Attribute as SyntaxAttribute, Element as SyntaxElement, Piece, Text};

/// The control attributes of an element, taken out.
#[derive(Default)]
pub(super) struct Directives<'d, 'a> {
    condition: Option<(Directive, &'d SyntaxAttribute<'a>)>,
    list: Option<&'d SyntaxAttribute<'a>>,
    item: Option<&'d SyntaxAttribute<'a>>,
    index: Option<&'d SyntaxAttribute<'a>>,
    key: Option<&'d SyntaxAttribute<'a>>,
}

impl<'a> Lowering<'_, 'a> {
    pub(super) fn directives<'d>(&mut self, element: &'d SyntaxElement<'a>) -> Directives<'d, 'a> {
        let mut found = Directives::default();
        for attribute in &element.attributes {
            match classify(attribute.name) {
                Kind::Directive(directive) => {
                    let place = match directive {
                        Directive::If | Directive::Elif | Directive::Else => {
                            match &found.condition {
                                None => found.condition = Some((directive, attribute)),
                                // The same word twice is told where it is read.
                                Some((_, first)) if first.name == attribute.name => {}
                                Some(_) => self.sink.report(Code::ConditionTwice, attribute.name_span, attribute.name),
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

    pub(super) fn controlled(
        &mut self,
        element: &SyntaxElement<'a>,
        directives: &Directives<'_, 'a>,
        into: &mut Collector<'a>,
    ) {
        match directives.condition {
            // On one element the loop is outside: the condition is asked for each item.
            Some((Directive::If, attribute)) if directives.list.is_some() => {
                self.flush(into);
                into.chain = Chain::None;
                let attribute = Some(attribute);
                self.repeat(element, directives, attribute, into);
            }
            Some((Directive::If, attribute)) => {
                let condition = self.condition(attribute);
                into.chain = Chain::Unmet;
                self.add_branch(element, directives, Some(condition), into);
            }
            Some((directive, attribute)) => self.alternative(element, directives, directive, attribute, into),
            None if directives.list.is_some() => {
                self.flush(into);
                into.chain = Chain::None;
                self.repeat(element, directives, None, into);
            }
            None => {
                into.chain = Chain::None;
                self.plain(element, into);
            }
        }
    }

    /// `wx:elif` and `wx:else`; a loop on the same element is inside the branch.
    pub(super) fn alternative(
        &mut self,
        element: &SyntaxElement<'a>,
        directives: &Directives<'_, 'a>,
        directive: Directive,
        attribute: &SyntaxAttribute<'a>,
        into: &mut Collector<'a>,
    ) {
        if directives.list.is_some() {
            self.sink.report(Code::ElseWithFor, attribute.name_span, attribute.name);
        }
        if into.chain == Chain::None {
            self.sink.report(Code::StrayElse, attribute.name_span, attribute.name);
            self.shown(element, directives, into);
            return;
        }
        let condition = if directive == Directive::Elif { Some(self.condition(attribute)) } else { None };
        let is_else = condition.is_none();
        self.add_branch(element, directives, condition, into);
        if is_else {
            into.chain = Chain::None;
        }
    }

    /// Adds a branch to the chain. One that is never shown leaves nothing but what is wrong in it; one that always is needs no condition.
    fn add_branch(
        &mut self,
        element: &SyntaxElement<'a>,
        directives: &Directives<'_, 'a>,
        condition: Option<Value<'a>>,
        into: &mut Collector<'a>,
    ) {
        let truth = match &condition {
            None => Some(true),
            Some(Value::Constant(constant)) => Some(truthy(constant)),
            Some(_) => None,
        };
        if into.chain == Chain::Unmet && truth == Some(true) {
            self.shown(element, directives, into);
            into.chain = Chain::Met;
            return;
        }
        let mut branch = Collector::default();
        self.shown(element, directives, &mut branch);
        let block = Block { nodes: self.collected(branch), ..Block::default() };
        if into.chain == Chain::Met || truth == Some(false) {
            return;
        }
        let branch = Branch { condition: condition.filter(|_| truth.is_none()), block };
        if into.chain == Chain::Unmet {
            self.flush(into);
            into.nodes.push(Node::If(vec![branch]));
        } else {
            match into.nodes.last_mut() {
                Some(Node::If(branches)) => branches.push(branch),
                _ => unreachable!("an open chain ends in an If"),
            }
        }
        into.chain = if truth.is_none() { Chain::Open } else { Chain::Met };
    }

    /// An element of a chain without its condition; a loop on it is inside the branch.
    fn shown(&mut self, element: &SyntaxElement<'a>, directives: &Directives<'_, 'a>, into: &mut Collector<'a>) {
        let has_condition_around = !matches!(directives.condition, Some((Directive::If, _)));
        if directives.list.is_some() && has_condition_around {
            self.flush(into);
            self.repeat(element, directives, None, into);
        } else {
            self.plain(element, into);
        }
    }

    pub(super) fn branch(&mut self, element: &SyntaxElement<'a>) -> Block<'a> {
        let mut inner = Collector::default();
        self.plain(element, &mut inner);
        Block { nodes: self.collected(inner), ..Block::default() }
    }

    pub(super) fn condition(&mut self, attribute: &SyntaxAttribute<'a>) -> Value<'a> {
        self.without_braces(attribute);
        match self.value(attribute).0 {
            Value::Static(text) => Value::Constant(Constant::Boolean(!text.is_empty())),
            Value::True => Value::Constant(Constant::Boolean(true)),
            value => value,
        }
    }

    /// `wx:if="a"` is the text "a", which is hardly ever meant.
    pub(super) fn without_braces(&mut self, attribute: &SyntaxAttribute<'a>) {
        if let Some(text) = attribute.value.as_ref().and_then(Text::literal)
            && !text.trim().is_empty()
        {
            self.sink.report(Code::DirectiveWithoutBraces, attribute.span, text);
        }
    }

    pub(super) fn repeat(
        &mut self,
        element: &SyntaxElement<'a>,
        directives: &Directives<'_, 'a>,
        condition: Option<&SyntaxAttribute<'a>>,
        into: &mut Collector<'a>,
    ) {
        let attribute = directives.list.expect("the caller looked");
        self.without_braces(attribute);
        let list = match self.value(attribute).0 {
            Value::True => Value::Static("".into()),
            value => value,
        };
        let item = self.loop_name(directives.item, "item");
        let index = self.loop_name(directives.index, "index");
        let key = directives.key.map_or(Key::None, |attribute| self.key(attribute, &item, &index));
        let names = self.scope.names.len();
        let depth = self.scope.depth;
        self.scope.names.push(ScopeName { name: item, meaning: Meaning::Item { depth } });
        self.scope.names.push(ScopeName { name: index, meaning: Meaning::Index { depth } });
        self.scope.depth += 1;
        let condition = condition.map(|attribute| self.condition(attribute));
        let block = match condition {
            Some(condition) if !matches!(&condition, Value::Constant(constant) if truthy(constant)) => {
                let block = self.branch(element);
                Block { nodes: vec![Node::If(vec![Branch { condition: Some(condition), block }])], ..Block::default() }
            }
            _ => self.branch(element),
        };
        self.scope.depth -= 1;
        self.scope.names.truncate(names);
        into.nodes.push(Node::For(Box::new(For { list, key, block })));
    }

    pub(super) fn loop_name(&mut self, attribute: Option<&SyntaxAttribute<'a>>, default: &str) -> String {
        let Some(attribute) = attribute else { return default.to_owned() };
        let name = self.braceless(attribute);
        if syntax::is_identifier(&name) {
            return name;
        }
        let (code, shown) = if name.is_empty() { (Code::NoName, attribute.name) } else { (Code::InvalidName, &*name) };
        self.sink.report(code, attribute.span, shown);
        default.to_owned()
    }

    /// A name that ought to be written without braces; `{{name}}` is understood.
    pub(super) fn braceless(&mut self, attribute: &SyntaxAttribute<'a>) -> String {
        let Some(value) = &attribute.value else { return String::new() };
        if let Some(text) = value.literal() {
            return text.trim().to_owned();
        }
        self.sink.report(Code::NeedlessBraces, attribute.span, attribute.name);
        let source = self.documents[self.document].source;
        value.span.text(source).replace("{{", "").replace("}}", "").trim().to_owned()
    }

    /// Programs write `id`, `{{id}}`, `{{item.id}}`, `item.id` and mean the same.
    pub(super) fn key(&mut self, attribute: &SyntaxAttribute<'a>, item: &str, index: &str) -> Key<'a> {
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
            return Key::Field(name.to_owned().into());
        }
        if in_braces || name.contains(['.', '[', '{', ' ']) {
            self.sink.report(Code::InvalidKey, attribute.span, &written);
            return Key::None;
        }
        Key::Field(name.to_owned().into())
    }

    pub(super) fn lets(&mut self, element: &SyntaxElement<'a>) {
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
}
