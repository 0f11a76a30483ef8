//! The parser's cases: source, tree, errors. Each is also printed and parsed again, and every prefix of it is parsed.

use minnow_syntax::{
    ArrayItem, Document, ElementEnd, ExpressionId, ExpressionKind, Node, Piece, Property, SyntaxError, Text, parse,
    print,
};

/// The tree in one line: `<name attr=value …>[children]`, bindings as `{expression}`, texts in quotes, `!` for a missing end tag.
fn shown(document: &Document<'_>, nodes: &[Node<'_>]) -> String {
    let mut out = Vec::new();
    for node in nodes {
        out.push(match node {
            Node::Text(text) => format!("\"{}\"", pieces(document, text)),
            Node::Comment(_) => "comment".to_owned(),
            Node::Declaration(_) => "declaration".to_owned(),
            Node::Raw(span) => format!("raw({})", span.text(document.source)),
            Node::Element(element) => {
                let mut tag = format!("<{}", element.name);
                for attribute in &element.attributes {
                    tag.push(' ');
                    tag.push_str(attribute.name);
                    if let Some(value) = &attribute.value {
                        tag.push('=');
                        tag.push_str(&pieces(document, value));
                    }
                }
                tag.push_str(if element.end == ElementEnd::SelfClosed { "/>" } else { ">" });
                if element.end == ElementEnd::Missing {
                    tag.push('!');
                }
                if !element.children.is_empty() {
                    tag.push_str(&format!("[{}]", shown(document, &element.children)));
                }
                tag
            }
        });
    }
    out.join(" ")
}

fn pieces(document: &Document<'_>, text: &Text<'_>) -> String {
    let shown = text.pieces.iter().map(|piece| match piece {
        Piece::Literal(raw, _) => raw.replace('\r', "\\r").replace('\n', "\\n"),
        Piece::Binding(binding) => {
            binding.expression.map_or("{}".to_owned(), |id| format!("{{{}}}", expression(document, id)))
        }
    });
    shown.collect()
}

fn expression(document: &Document<'_>, id: ExpressionId) -> String {
    let at = |id: &ExpressionId| expression(document, *id);
    match &document.expression(id).kind {
        ExpressionKind::Identifier(name) => (*name).to_owned(),
        ExpressionKind::Number(text) => (*text).to_owned(),
        ExpressionKind::String(text) => format!("'{text}'"),
        ExpressionKind::Boolean(value) => value.to_string(),
        ExpressionKind::Null => "null".to_owned(),
        ExpressionKind::Undefined => "undefined".to_owned(),
        ExpressionKind::Array(items) => {
            let items = items.iter().map(|item| match item {
                ArrayItem::Hole => String::new(),
                ArrayItem::Value(value) => at(value),
                ArrayItem::Spread(value) => format!("...{}", at(value)),
            });
            format!("[{}]", items.collect::<Vec<_>>().join(","))
        }
        ExpressionKind::Object { properties, inner } => {
            let properties = properties.iter().map(|property| match property {
                Property::Value { key, value, .. } => format!("{key}:{}", at(value)),
                Property::Shorthand { name, .. } => (*name).to_owned(),
                Property::Spread(value) => format!("...{}", at(value)),
            });
            format!("{}{{{}}}", if *inner { "inner" } else { "" }, properties.collect::<Vec<_>>().join(","))
        }
        ExpressionKind::Unary(operator, operand) => format!("({}{})", operator.text(), at(operand)),
        ExpressionKind::Binary(operator, left, right) => format!("({}{}{})", at(left), operator.text(), at(right)),
        ExpressionKind::Conditional(condition, consequent, alternate) => {
            format!("({}?{}:{})", at(condition), at(consequent), at(alternate))
        }
        ExpressionKind::Member(object, name) => format!("{}.{name}", at(object)),
        ExpressionKind::Index(object, index) => format!("{}[{}]", at(object), at(index)),
        ExpressionKind::Call(callee, arguments) => {
            format!("{}({})", at(callee), arguments.iter().map(at).collect::<Vec<_>>().join(","))
        }
    }
}

fn codes(errors: &[SyntaxError]) -> String {
    let codes: Vec<&str> = errors.iter().map(|error| error.kind.code().trim_start_matches("wxml/")).collect();
    codes.join(" ")
}

fn check(source: &str, tree: &str, errors: &str) {
    let (document, found) = parse(source);
    assert_eq!(shown(&document, &document.children), tree, "tree of {source:?}");
    assert_eq!(codes(&found), errors, "errors of {source:?}");
    for error in &found {
        assert!(source.get(error.span.range()).is_some(), "{source:?}: {error:?} is a place in the text");
    }
    let printed = print(&document);
    let (again, _) = parse(&printed);
    assert_eq!(
        shown(&again, &again.children).replace('!', ""),
        tree.replace('!', ""),
        "{source:?} printed as {printed:?}"
    );
    for (end, _) in source.char_indices() {
        let _ = parse(&source[..end]);
    }
}

#[test]
fn markup() {
    for (source, tree) in [
        ("", ""),
        ("text", "\"text\""),
        ("<view/>", "<view/>"),
        ("<view></view>", "<view>"),
        ("<view >a</view >", "<view>[\"a\"]"),
        ("<a><b/><c>d</c></a>", "<a>[<b/> <c>[\"d\"]]"),
        ("<scroll-view scroll-y/>", "<scroll-view scroll-y/>"),
        ("<vanButton openType=\"share\"/>", "<vanButton openType=share/>"),
        ("<v a='1' b=\"2\" c/>", "<v a=1 b=2 c/>"),
        ("<v a = \"1\"\n\tb/>", "<v a=1 b/>"),
        ("<v a=\"it's\" b='say \"x\"'/>", "<v a=it's b=say \"x\"/>"),
        ("<v a=\"say \\\"x\\\"\"/>", "<v a=say \\\"x\\\"/>"),
        ("<v a=\"\"/>", "<v a=/>"),
        ("<v wx:if=\"{{a}}\" bind:tap=\"go\" data-a-b=\"1\"/>", "<v wx:if={a} bind:tap=go data-a-b=1/>"),
        ("<!-- a <view> -->b", "comment \"b\""),
        ("<!DOCTYPE html><v/>", "declaration <v/>"),
        ("a < b", "\"a < b\""),
        ("1 <2", "\"1 <2\""),
        ("a <b/>", "\"a \" <b/>"),
        ("{ {a}}", "\"{ {a}}\""),
        ("\u{feff}<v/>", "<v/>"),
        ("<v>\r\n</v>\r\n", "<v>[\"\\r\\n\"] \"\\r\\n\""),
        (
            "<wxs module=\"m\">if (a < b && c) { '</view>' }</wxs><v/>",
            "<wxs module=m>[raw(if (a < b && c) { '</view>' })] <v/>",
        ),
        ("<wxs src=\"a.wxs\" module=\"m\"/>", "<wxs src=a.wxs module=m/>"),
        ("<文/>", "\"<文/>\""),
    ] {
        check(source, tree, "");
    }
}

#[test]
fn bindings() {
    for (source, tree) in [
        ("{{a}}", "\"{a}\""),
        ("x {{ a }} y {{b}}", "\"x {a} y {b}\""),
        ("{{a < b ? '<' : '>'}}", "\"{((a<b)?'<':'>')}\""),
        ("{{'}}'}}", "\"{'}}'}\""),
        ("{{ {a: {b: 1}} }}", "\"{{a:{b:1}}}\""),
        ("{{{a: 1}}}", "\"{{a:1}}\""),
        ("{{a, b}}", "\"{inner{a,b}}\""),
        ("{{a: 1, ...b}}", "\"{inner{a:1,...b}}\""),
        ("{{...a}}", "\"{inner{...a}}\""),
        ("{{'k': 1}}", "\"{inner{k:1}}\""),
        ("{{a ? b : c}}", "\"{(a?b:c)}\""),
        ("<template is=\"t\" data=\"{{a}}\"/>", "<template is=t data={inner{a}}/>"),
        ("<template is=\"t\" data=\"{{a.b}}\"/>", "<template is=t data={a.b}/>"),
        ("<template is=\"t\" data=\"{{a,}}\"/>", "<template is=t data={inner{a}}/>"),
        ("<template is=\"t\" data=\"{{true}}\"/>", "<template is=t data={true}/>"),
        ("<view data=\"{{a}}\"/>", "<view data={a}/>"),
        ("<v a=\"{{b == \"x\"}}\"/>", "<v a={(b=='x')}/>"),
        ("<v a=\"{{b == \\\"x\\\"}}\"/>", "<v a={(b=='x')}/>"),
        ("<v a=\"{{b}} c\"/>", "<v a={b} c/>"),
        ("{{class + in + for}}", "\"{((class+in)+for)}\""),
        ("{{a[b.c](d)[0]}}", "\"{a[b.c](d)[0]}\""),
        ("{{a instanceof b}}", "\"{(a instanceof b)}\""),
        ("{{instance}}", "\"{instance}\""),
        ("{{[1,,2,...a]}}", "\"{[1,,2,...a]}\""),
        ("{{a;}}", "\"{a}\""),
        ("{{/* c */a}}", "\"{a}\""),
        ("{{\u{a0}a}}", "\"{a}\""),
        ("{{typeof a}}", "\"{(typeof a)}\""),
        ("{{!a && -b}}", "\"{((!a)&&(-b))}\""),
    ] {
        check(source, tree, "");
    }
}

#[test]
fn faults() {
    for (source, tree, errors) in [
        ("<view>", "<view>!", "unclosed-tag"),
        ("<a><b></a>c", "<a>[<b>!] \"c\"", "unclosed-tag"),
        ("</view>a", "\"a\"", "stray-end-tag"),
        ("<a></b></a>", "<a>", "stray-end-tag"),
        ("<a b", "<a b>!", "unfinished-tag unclosed-tag"),
        ("<a <b/>", "<a>![<b/>]", "unfinished-tag unclosed-tag"),
        ("</a", "", "unfinished-tag stray-end-tag"),
        ("<!-- a", "comment", "unclosed-comment"),
        ("<a b=\"c", "<a b=c>!", "unclosed-quote unfinished-tag unclosed-tag"),
        ("<a b=c d=e/>", "<a b=c d=e/>", "unquoted-value unquoted-value"),
        ("<a b={{c}} d={{e > 1}}/>", "<a b={c} d={(e>1)}/>", "unquoted-value unquoted-value"),
        ("<a ; b/>", "<a b/>", "unexpected-character"),
        ("<a \"b\" c/>", "<a b c/>", "unexpected-character unexpected-character"),
        ("<a b b=\"1\"/>", "<a b b=1/>", "duplicate-attribute"),
        ("{{a", "\"{{a\"", "unclosed-binding"),
        ("<v>{{a</v>", "<v>[\"{{a\"]", "unclosed-binding"),
        ("{{a {{b}}", "\"{{a {b}\"", "unclosed-binding"),
        ("<v a=\"x {{b\" c=\"{{d}}\"/>", "<v a=x {{b c={d}/>", "unclosed-binding"),
        ("<v>{{a}</v>", "<v>[\"{a}\"]", "half-closed-binding"),
        ("<v a=\"{{b}\"/>", "<v a={b}/>", "half-closed-binding"),
        ("{{}}{{ }}", "\"{}{}\"", "empty-binding empty-binding"),
        ("{{a b}}c", "\"{}c\"", "invalid-expression"),
        ("{{a = 1}}", "\"{}\"", "invalid-expression"),
        ("{{a => 1}}", "\"{}\"", "invalid-expression"),
        ("{{a?.b}}", "\"{}\"", "invalid-expression"),
        ("{{`a`}}", "\"{}\"", "invalid-expression"),
        ("{{a++}}", "\"{}\"", "invalid-expression"),
        ("{{new A()}}", "\"{}\"", "invalid-expression"),
        ("{{(a}}", "\"{}\"", "invalid-expression"),
        ("{{'a}}", "\"{}\"", "invalid-expression"),
        ("{{1a}}", "\"{}\"", "invalid-expression"),
        ("{{a ? b}}", "\"{}\"", "invalid-expression"),
        ("{{文}}", "\"{}\"", "invalid-expression"),
        ("{{a/* }}", "\"{}\"", "invalid-expression"),
        ("{{a}} {{b c}} {{d}} {{e f}}", "\"{a} {} {d} {}\"", "invalid-expression invalid-expression"),
        ("&#x110000;&#0;", "\"&#x110000;&#0;\"", "invalid-entity invalid-entity"),
        ("<wxs module=\"m\">a", "<wxs module=m>![raw(a)]", "unclosed-tag"),
    ] {
        check(source, tree, errors);
    }
}

#[test]
fn texts_that_a_stray_end_tag_parts_stay_apart_when_printed() {
    for source in ["<</b>/>a", "{</b>{b}}", "a<</b>v>c"] {
        let (document, _) = parse(source);
        let printed = print(&document);
        let (again, _) = parse(&printed);
        assert_eq!(
            shown(&again, &again.children).replace("comment ", ""),
            shown(&document, &document.children),
            "{printed}"
        );
        assert_eq!(print(&again), printed);
    }
}

#[test]
fn nesting_is_bounded() {
    let deep = "<a>".repeat(1000);
    let (document, errors) = parse(&deep);
    assert!(errors.iter().any(|error| error.kind.code() == "wxml/element-too-deep"));
    let mut depth = 0;
    let mut nodes = &document.children;
    while let Some(Node::Element(element)) = nodes.first() {
        depth += 1;
        nodes = &element.children;
    }
    assert!(depth <= minnow_syntax::ELEMENT_DEPTH_MAX + 1);
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{a:", "}"),
        ("!", ""),
        ("a[", "]"),
        ("a(", ")"),
        ("a?", ":b"),
        ("a||b&&c|d^e&f==g < h << i+j*!(", ")"),
    ] {
        let source = format!("{{{{ {}a{} }}}}", open.repeat(5000), close.repeat(5000));
        assert!(codes(&parse(&source).1) == "expression-too-deep", "{open}");
    }
    let source = format!("{{{{ a{} }}}}", "+a".repeat(5000));
    assert_eq!(codes(&parse(&source).1), "expression-too-deep");
}

#[test]
fn texts_are_decoded() {
    use minnow_syntax::{decode_attribute, decode_string, decode_text};
    for (raw, decoded) in [
        ("a", "a"),
        ("&lt;&gt;&amp;&quot;&apos;", "<>&\"'"),
        ("&nbsp;&copy;&#65;&#x42;", "\u{a0}©AB"),
        ("&lt &unknown; & &;", "&lt &unknown; & &;"),
        ("&#x110000; &#0; &#;", "&#x110000; &#0; &#;"),
        ("a\\nb\\\"c\\\\d\\e", "a\nb\"c\\d\\e"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\0b", "ab"),
        ("&amp;lt;", "&lt;"),
    ] {
        assert_eq!(decode_text(raw), decoded, "{raw:?}");
        assert_eq!(decode_attribute(raw), decoded, "{raw:?}");
    }
    for (raw, decoded) in [
        ("a", "a"),
        ("\\n\\r\\t\\b\\f\\v\\0", "\n\r\t\u{8}\u{c}\u{b}\0"),
        ("\\x41\\u4e2d", "A中"),
        ("\\ud83d\\ude00", "😀"),
        ("\\ud83d", "\u{fffd}"),
        ("\\xg", "xg"),
        ("\\'\\q", "'q"),
        ("&lt;", "&lt;"),
    ] {
        assert_eq!(decode_string(raw), decoded, "{raw:?}");
    }
}
