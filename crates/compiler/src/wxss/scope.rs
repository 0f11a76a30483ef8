//! Confines a style sheet to whom it belongs, and points selectors at the nodes the view makes.
//!
//! In: the text of one sheet and its scope. Out: CSS. Must not: read files.
//! The rules are in docs/internals/template-format.md, "Style scopes". Nothing is merged, reordered or lowered: a sheet keeps
//! its declarations as written, prefixes too.

use std::sync::{Arc, RwLock};

use super::units::rewrite_units;
use super::{media, trim};
use crate::classes::Classes;
use crate::limits;
use lightningcss::declaration::DeclarationBlock;
use lightningcss::printer::PrinterOptions;
use lightningcss::properties::Property;
use lightningcss::properties::animation::AnimationName;
use lightningcss::properties::custom::{Token, TokenOrValue};
use lightningcss::rules::keyframes::KeyframesName;
use lightningcss::rules::{CssRule, CssRuleList};
use lightningcss::selector::{Combinator, Component, Selector, SelectorList};
use lightningcss::stylesheet::{ParserFlags, ParserOptions, StyleSheet};
use lightningcss::values::ident::{CustomIdent, Ident};
use parcel_selectors::parser::{LocalName, NthOfSelectorData};
use rustc_hash::FxHashSet;

/// Whom a sheet belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    /// app.wxss: every page and, by inheritance, everything in it.
    App,
    Page(String),
    /// A component that is isolated or `apply-shared`.
    Component(String),
    /// A component whose sheet reaches outside: only `:host` is its own.
    Shared(String),
}

/// A fault in a sheet: the line counts from 0.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StyleFault {
    pub line: u32,
    /// From 0, in UTF-16 units.
    pub column: u32,
    pub message: String,
}

/// Scopes and prints a sheet. Of rules that name a class nothing has, none is left when the classes are given.
pub(crate) fn scope_sheet(
    text: &str,
    scope: &Scope,
    minify: bool,
    classes: Option<&Classes>,
) -> (String, Vec<StyleFault>) {
    if limits::is_sheet_too_deep(text) {
        return (String::new(), vec![StyleFault { line: 0, column: 0, message: limits::MESSAGE.to_owned() }]);
    }
    let text = media::rewrite_sheet(text);
    let warnings = Arc::new(RwLock::new(Vec::new()));
    let options = ParserOptions {
        error_recovery: true,
        warnings: Some(warnings.clone()),
        flags: ParserFlags::NESTING | ParserFlags::DEEP_SELECTOR_COMBINATOR,
        ..ParserOptions::default()
    };
    let mut faults = Vec::new();
    let css = match StyleSheet::parse(&text, options) {
        Ok(mut sheet) => {
            if let Some(classes) = classes {
                trim::trim(&mut sheet.rules, classes);
            }
            let mut scoper = Scoper { scope, keyframes: FxHashSet::default() };
            if let Scope::Component(_) = scope {
                collect_keyframes(&sheet.rules, &mut scoper.keyframes);
            }
            scoper.rules(&mut sheet.rules, false);
            match sheet.to_css(PrinterOptions { minify, ..PrinterOptions::default() }) {
                // After printing: lengths of typed values are printed with too few digits to end up on whole pixels.
                Ok(printed) => rewrite_units(&printed.code).into_owned(),
                Err(error) => {
                    faults.push(StyleFault { line: 0, column: 0, message: error.to_string() });
                    String::new()
                }
            }
        }
        Err(error) => {
            let (line, column) = error.loc.as_ref().map_or((0, 0), |loc| (loc.line, loc.column.saturating_sub(1)));
            faults.push(StyleFault { line, column, message: error.kind.to_string() });
            String::new()
        }
    };
    if let Ok(warnings) = warnings.read() {
        faults.extend(warnings.iter().map(|warning| {
            let (line, column) = warning.loc.as_ref().map_or((0, 0), |loc| (loc.line, loc.column.saturating_sub(1)));
            StyleFault { line, column, message: warning.kind.to_string() }
        }));
    }
    (css, faults)
}

fn collect_keyframes(rules: &CssRuleList, names: &mut FxHashSet<String>) {
    for rule in &rules.0 {
        match rule {
            CssRule::Keyframes(keyframes) => {
                names.insert(keyframes_name(&keyframes.name).to_owned());
            }
            CssRule::Media(media) => collect_keyframes(&media.rules, names),
            CssRule::Supports(supports) => collect_keyframes(&supports.rules, names),
            CssRule::LayerBlock(layer) => collect_keyframes(&layer.rules, names),
            _ => {}
        }
    }
}

fn keyframes_name<'n>(name: &'n KeyframesName) -> &'n str {
    match name {
        KeyframesName::Ident(ident) => ident.0.as_ref(),
        KeyframesName::Custom(text) => text.as_ref(),
    }
}

struct Scoper<'s> {
    scope: &'s Scope,
    /// Keyframes this sheet defines and that get its scope in their names.
    keyframes: FxHashSet<String>,
}

impl Scoper<'_> {
    fn rules(&self, list: &mut CssRuleList, nested: bool) {
        for rule in &mut list.0 {
            match rule {
                CssRule::Style(style) => {
                    self.selectors(&mut style.selectors, nested);
                    self.declarations(&mut style.declarations);
                    self.rules(&mut style.rules, true);
                }
                CssRule::Nesting(nesting) => {
                    self.selectors(&mut nesting.style.selectors, true);
                    self.declarations(&mut nesting.style.declarations);
                    self.rules(&mut nesting.style.rules, true);
                }
                CssRule::NestedDeclarations(nested) => self.declarations(&mut nested.declarations),
                CssRule::Media(media) => self.rules(&mut media.rules, nested),
                CssRule::Supports(supports) => self.rules(&mut supports.rules, nested),
                CssRule::LayerBlock(layer) => self.rules(&mut layer.rules, nested),
                CssRule::Container(container) => self.rules(&mut container.rules, nested),
                CssRule::StartingStyle(starting) => self.rules(&mut starting.rules, nested),
                CssRule::MozDocument(document) => self.rules(&mut document.rules, nested),
                CssRule::Scope(scoped) => self.rules(&mut scoped.rules, nested),
                CssRule::Keyframes(keyframes) => {
                    if let Some(renamed) = self.renamed(keyframes_name(&keyframes.name)) {
                        keyframes.name = KeyframesName::Ident(CustomIdent(renamed.into()));
                    }
                    for frame in &mut keyframes.keyframes {
                        self.declarations(&mut frame.declarations);
                    }
                }
                _ => {}
            }
        }
    }

    /// The scoped name of keyframes that are this sheet's own.
    fn renamed(&self, name: &str) -> Option<String> {
        match self.scope {
            Scope::Component(scope) if self.keyframes.contains(name) => Some(format!("{name}_{scope}")),
            _ => None,
        }
    }

    fn declarations(&self, block: &mut DeclarationBlock) {
        if self.keyframes.is_empty() {
            return;
        }
        for property in block.declarations.iter_mut().chain(block.important_declarations.iter_mut()) {
            match property {
                Property::AnimationName(names, _) => names.iter_mut().for_each(|name| self.animation_name(name)),
                Property::Animation(animations, _) => {
                    animations.iter_mut().for_each(|animation| self.animation_name(&mut animation.name))
                }
                Property::Unparsed(unparsed) if unparsed.property_id.name().contains("animation") => {
                    self.tokens(&mut unparsed.value.0)
                }
                Property::Custom(custom) => self.tokens(&mut custom.value.0),
                _ => {}
            }
        }
    }

    fn animation_name(&self, name: &mut AnimationName) {
        let renamed = match name {
            AnimationName::Ident(ident) => self.renamed(ident.0.as_ref()),
            AnimationName::String(text) => self.renamed(text.0.as_ref()),
            AnimationName::None => None,
        };
        if let Some(renamed) = renamed {
            *name = AnimationName::Ident(CustomIdent(renamed.into()));
        }
    }

    fn tokens(&self, tokens: &mut [TokenOrValue]) {
        for token in tokens {
            match token {
                TokenOrValue::Token(Token::Ident(ident)) => {
                    if let Some(renamed) = self.renamed(ident.as_ref()) {
                        *ident = renamed.into();
                    }
                }
                TokenOrValue::AnimationName(name) => self.animation_name(name),
                _ => {}
            }
        }
    }

    fn selectors(&self, list: &mut SelectorList, nested: bool) {
        for selector in &mut list.0 {
            *selector = self.selector(selector, nested);
        }
    }

    /// Rewrites one selector. A nested one is relative to its parent, which is confined already.
    fn selector<'i>(&self, selector: &Selector<'i>, nested: bool) -> Selector<'i> {
        let mut parts: Vec<Component<'i>> = Vec::with_capacity(selector.len() + 2);
        let mut own = nested;
        for part in in_source_order(selector) {
            self.component(part, &mut parts, &mut own);
        }
        if own || matches!(self.scope, Scope::App | Scope::Shared(_)) {
            return Selector::from(parts);
        }
        let mark = match self.scope {
            Scope::Page(scope) => format!("p_{scope}"),
            Scope::Component(scope) => format!("h_{scope}"),
            Scope::App | Scope::Shared(_) => unreachable!("returned above"),
        };
        let mut confined = vec![where_class(mark), Component::Combinator(Combinator::Descendant)];
        confined.append(&mut parts);
        Selector::from(confined)
    }

    /// Adds what a component of a selector becomes. `own` is set when it is confined by itself.
    fn component<'i>(&self, part: &Component<'i>, parts: &mut Vec<Component<'i>>, own: &mut bool) {
        match part {
            Component::Class(name) => match self.scope {
                Scope::Component(scope) => {
                    *own = true;
                    parts.push(Component::Class(Ident(format!("{}_{scope}", name.0).into())));
                }
                _ => parts.push(part.clone()),
            },
            Component::LocalName(name) => self.tag(name.lower_name.0.as_ref(), parts, own),
            Component::Root => self.tag("page", parts, own),
            Component::Host(inner) => {
                *own = true;
                let scope = match self.scope {
                    Scope::Component(scope) | Scope::Shared(scope) | Scope::Page(scope) => scope.as_str(),
                    Scope::App => "app",
                };
                parts.push(Component::Class(Ident(format!("h_{scope}").into())));
                if let Some(inner) = inner {
                    // What stands in :host(…) is of the owner's making: classes stay as they are.
                    parts.extend(in_source_order(inner).into_iter().cloned());
                }
            }
            Component::Combinator(Combinator::DeepDescendant | Combinator::Deep) => {
                parts.push(Component::Combinator(Combinator::Descendant));
            }
            Component::Negation(inner) => parts.push(Component::Negation(self.inner(inner, &mut false))),
            Component::Has(inner) => parts.push(Component::Has(self.inner(inner, &mut false))),
            Component::Is(inner) => parts.push(Component::Is(self.inner(inner, own))),
            Component::Where(inner) => parts.push(Component::Where(self.inner(inner, own))),
            Component::Any(prefix, inner) => parts.push(Component::Any(*prefix, self.inner(inner, own))),
            Component::NthOf(data) => {
                let inner = data.selectors().iter().map(|selector| self.selector(selector, true)).collect();
                parts.push(Component::NthOf(NthOfSelectorData::new(*data.nth_data(), inner)));
            }
            Component::Nesting => {
                *own = true;
                parts.push(part.clone());
            }
            _ => parts.push(part.clone()),
        }
    }

    /// Selectors inside a functional pseudo-class. All of them confined: so is the outer one.
    fn inner<'i>(&self, selectors: &[Selector<'i>], own: &mut bool) -> Box<[Selector<'i>]> {
        let mut all_own = !selectors.is_empty();
        let inner = selectors
            .iter()
            .map(|selector| {
                let mut selector_own = false;
                let mut parts = Vec::with_capacity(selector.len());
                for part in in_source_order(selector) {
                    self.component(part, &mut parts, &mut selector_own);
                }
                all_own &= selector_own;
                Selector::from(parts)
            })
            .collect();
        *own |= all_own;
        inner
    }

    fn tag<'i>(&self, name: &str, parts: &mut Vec<Component<'i>>, own: &mut bool) {
        if matches!(name, "page" | "body" | "html") {
            // The root of a page carries the mark itself, so the compound is confined by it. In a component's sheet `page`
            // still is the page, as it is for the vendor.
            parts.push(local_name("wx-page".to_owned()));
            *own = true;
            if let Scope::Page(scope) = self.scope {
                parts.push(where_class(format!("p_{scope}")));
            }
        } else if name.contains('-') && !is_built_in(name) {
            // A component's host has its tag as written, an unknown node gets the prefix.
            let either = [format!("wx-{name}"), name.to_owned()].map(|name| Selector::from(local_name(name)));
            parts.push(Component::Is(Box::new(either)));
        } else {
            parts.push(local_name(format!("wx-{name}")));
        }
    }
}

/// The components of a selector from left to right. They are stored by compound from the right, each from left to right.
fn in_source_order<'s, 'i>(selector: &'s Selector<'i>) -> Vec<&'s Component<'i>> {
    let stored: Vec<&Component> = selector.iter_raw_match_order().collect();
    let mut parts = Vec::with_capacity(stored.len());
    let mut end = stored.len();
    for start in (0..stored.len()).rev() {
        if matches!(stored[start], Component::Combinator(_)) {
            parts.extend_from_slice(&stored[start + 1..end]);
            parts.push(stored[start]);
            end = start;
        }
    }
    parts.extend_from_slice(&stored[..end]);
    parts
}

fn where_class<'i>(name: String) -> Component<'i> {
    Component::Where(Box::new([Selector::from(Component::Class(Ident(name.into())))]))
}

fn local_name<'i>(name: String) -> Component<'i> {
    let name = Ident(name.into());
    Component::LocalName(LocalName { name: name.clone(), lower_name: name })
}

/// Built-in tags with a hyphen.
fn is_built_in(name: &str) -> bool {
    const HYPHENATED: [&str; 30] = [
        "ad-custom",
        "channel-live",
        "channel-video",
        "checkbox-group",
        "cover-image",
        "cover-view",
        "draggable-sheet",
        "functional-page-navigator",
        "grid-view",
        "keyboard-accessory",
        "list-view",
        "live-player",
        "live-pusher",
        "match-media",
        "movable-area",
        "movable-view",
        "nested-scroll-body",
        "nested-scroll-header",
        "official-account",
        "open-container",
        "open-data",
        "page-container",
        "page-meta",
        "picker-view",
        "picker-view-column",
        "radio-group",
        "rich-text",
        "root-portal",
        "scroll-view",
        "swiper-item",
    ];
    const MORE: [&str; 9] = [
        "navigation-bar",
        "share-element",
        "store-coupon",
        "store-gift",
        "store-home",
        "store-product",
        "voip-room",
        "web-view",
        "sticky-header",
    ];
    HYPHENATED.binary_search(&name).is_ok() || MORE.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(css: &str, scope: &Scope, expected: &str) {
        let (printed, faults) = scope_sheet(css, scope, true, None);
        assert_eq!(faults, [], "{css}");
        assert_eq!(printed, expected, "{css}");
    }

    const PAGE: &str = "7";
    const COMPONENT: &str = "3";

    fn page(css: &str, expected: &str) {
        check(css, &Scope::Page(PAGE.to_owned()), expected);
    }

    fn component(css: &str, expected: &str) {
        check(css, &Scope::Component(COMPONENT.to_owned()), expected);
    }

    #[test]
    fn page_sheets_are_confined_without_weight() {
        page(".a .b{color:red}", ":where(.p_7) .a .b{color:red}");
        page("page{color:red}", "wx-page:where(.p_7){color:red}");
        page("page .a,.b{color:red}", "wx-page:where(.p_7) .a,:where(.p_7) .b{color:red}");
        page(
            "view>text.n:nth-child(2n+1)::after{color:red}",
            ":where(.p_7) wx-view>wx-text.n:nth-child(odd):after{color:red}",
        );
        page("@media (min-width:1px){.a{color:red}}", "@media (width>=1px){:where(.p_7) .a{color:red}}");
    }

    #[test]
    fn component_classes_get_the_scope_and_the_rest_is_confined() {
        component(".a .b:not(.c){color:red}", ".a_3 .b_3:not(.c_3){color:red}");
        component(
            "view,#id,[class*=x]{color:red}",
            ":where(.h_3) wx-view,:where(.h_3) #id,:where(.h_3) [class*=x]{color:red}",
        );
        component(".a view{color:red}", ".a_3 wx-view{color:red}");
        component(":host{color:red}", ".h_3{color:red}");
        component(":host(.x) .a{color:red}", ".h_3.x .a_3{color:red}");
        component("page{--x:1}", "wx-page{--x:1}");
        component(".a>>>.b{color:red}", ".a_3 .b_3{color:red}");
        component(".a:nth-child(1 of .b){color:red}", ".a_3:nth-child(1 of .b_3){color:red}");
        component(".a\\:b{color:red}", ".a\\:b_3{color:red}");
        component(".a{& .b{color:red}}", ".a_3{& .b_3{color:red}}");
        component(
            "my-tag,scroll-view{color:red}",
            ":where(.h_3) :is(wx-my-tag,my-tag),:where(.h_3) wx-scroll-view{color:red}",
        );
    }

    #[test]
    fn keyframes_of_a_component_are_its_own() {
        component(
            "@keyframes s{to{opacity:0}}.a{animation:s 1s}.b{animation-name:s,other}.c{animation:var(--t) s}",
            "@keyframes s_3{to{opacity:0}}.a_3{animation:1s s_3}.b_3{animation-name:s_3,other}.c_3{animation:var(--t) s_3}",
        );
        page("@keyframes s{to{opacity:0}}", "@keyframes s{to{opacity:0}}");
    }

    #[test]
    fn app_and_shared_sheets_reach_everything() {
        check(".a page{color:red}", &Scope::App, ".a wx-page{color:red}");
        check(".a,:host,view{color:red}", &Scope::Shared("3".to_owned()), ".a,.h_3,wx-view{color:red}");
    }

    #[test]
    fn declarations_stay_as_written_but_for_units() {
        let same = |css: &str| check(css, &Scope::App, css);
        same(".a{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical}");
        same(".a{display:-webkit-box;display:-webkit-flex;display:flex;-webkit-flex:1;flex:1}");
        same(".a{padding-bottom:constant(safe-area-inset-bottom);padding-bottom:env(safe-area-inset-bottom)}");
        same(".a{color:var(--x,#333);filter:alpha(opacity=50);user-select:none;-webkit-user-select:none}");
        same(".a{unknown-thing:1 2 3;width:expression(a);color:#12}");
        check(
            ".a{width:calc(100% - 20rpx);margin:-7.5rpx}",
            &Scope::App,
            ".a{width:calc(100% - 2.666667cqw);margin:-1cqw}",
        );
        check(".a{transform:translate(-50%,10rpx)}", &Scope::App, ".a{transform:translate(-50%,1.333334cqw)}");
    }
}
