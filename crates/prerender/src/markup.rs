//! Reads the HTML of a first screen: its tags and their attributes, and whether it is nothing but a first screen.
//!
//! In: HTML of the script, in a realm in which the program may have rewritten anything. Out: tags, or what is wrong. Must not: accept what
//! a browser would read otherwise: only what the script writes is taken, and every element must end inside.

use std::borrow::Cow;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tag<'h> {
    pub name: &'h str,
    pub attributes: Vec<(&'h str, Cow<'h, str>)>,
    /// Where the name ends: attributes may be put there.
    pub name_end: usize,
}

impl Tag<'_> {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| *other == name).map(|(_, value)| &**value)
    }
}

/// Elements that run or load something, that end what stands around them, or whose content is not read as HTML.
const REFUSED: [&str; 26] = [
    "animate",
    "applet",
    "base",
    "body",
    "embed",
    "foreignobject",
    "frame",
    "frameset",
    "head",
    "html",
    "link",
    "listing",
    "math",
    "meta",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "portal",
    "script",
    "set",
    "style",
    "title",
    "use",
    "xmp",
];
/// Elements without content.
const VOID: [&str; 10] = ["area", "br", "col", "hr", "img", "input", "param", "source", "track", "wbr"];
/// Attributes whose address is gone to or run.
const ADDRESSES: [&str; 6] = ["action", "formaction", "href", "src", "srcdoc", "xlink:href"];
/// Elements within elements.
const DEPTH_MAX: usize = 500;

/// Every tag that opens an element. A fault is the end of a sentence that begins "its first screen".
pub(crate) fn tags(html: &str) -> Result<Vec<Tag<'_>>, String> {
    let mut reader = Reader { html, at: 0 };
    let mut tags = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    while let Some(start) = html[reader.at..].find('<') {
        reader.at += start;
        if reader.takes("<!--") {
            let length = html[reader.at..].find("-->").ok_or("holds a comment without an end")?;
            // A browser ends a comment at some of these too.
            let text = &html[reader.at..reader.at + length];
            if text.contains(['>', '<']) || text.contains("--") || text.starts_with('-') || text.ends_with('-') {
                return Err("holds a comment that is not plain".to_owned());
            }
            reader.at += length + 3;
        } else if reader.takes("</") {
            let name = reader.name()?;
            if !reader.takes(">") || open.pop() != Some(name) {
                return Err(format!("ends `<{name}>` where none is open"));
            }
        } else {
            reader.at += 1;
            let tag = reader.tag()?;
            check(&tag)?;
            let name = tag.name.to_ascii_lowercase();
            if !VOID.contains(&&*name) {
                open.push(tag.name);
            }
            tags.push(tag);
            // Their content is text to a browser, but elements inside a drawing: nothing may stand there that the two read differently.
            let content = &html[reader.at..];
            if ["textarea", "iframe"].contains(&&*name)
                && !content.find('<').is_some_and(|at| content[at..].starts_with("</"))
            {
                return Err(format!("holds a `<{name}>` with more than text in it"));
            }
        }
        if open.len() > DEPTH_MAX {
            return Err(format!("is more than {DEPTH_MAX} elements deep"));
        }
    }
    match open.last() {
        Some(name) => Err(format!("does not end its `<{name}>`")),
        None => Ok(tags),
    }
}

/// A browser reads names in either case.
fn check(tag: &Tag) -> Result<(), String> {
    let element = tag.name.to_ascii_lowercase();
    if REFUSED.contains(&&*element) {
        return Err(format!("holds a `<{element}>`"));
    }
    // A custom element goes nowhere: what stands in its attributes is the program's own.
    let follows = !element.contains('-');
    for (name, value) in &tag.attributes {
        let name = name.to_ascii_lowercase();
        let is_handler = name
            .strip_prefix("on")
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_lowercase()));
        let is_address = follows && ADDRESSES.contains(&&*name);
        if is_address && element == "iframe" {
            return Err("holds an `<iframe>` that loads a document".to_owned());
        }
        if is_handler || (is_address && runs(value)) {
            return Err(format!("holds a script, in the attribute `{name}` of a `<{element}>`"));
        }
    }
    Ok(())
}

/// Whether an address is of a scheme that runs. A browser looks past control characters and spaces.
fn runs(address: &str) -> bool {
    let plain: String = address.chars().filter(|character| *character > ' ').take(20).collect();
    let plain = plain.to_ascii_lowercase();
    ["javascript:", "vbscript:", "data:text/html"].iter().any(|scheme| plain.starts_with(scheme))
}

struct Reader<'h> {
    html: &'h str,
    at: usize,
}

impl<'h> Reader<'h> {
    fn takes(&mut self, text: &str) -> bool {
        let is_there = self.html[self.at..].starts_with(text);
        if is_there {
            self.at += text.len();
        }
        is_there
    }

    /// A name as the script writes it.
    fn name(&mut self) -> Result<&'h str, String> {
        let rest = &self.html[self.at..];
        let length = rest
            .find(|character: char| !character.is_ascii_alphanumeric() && !matches!(character, '-' | '_' | '.' | ':'))
            .unwrap_or(rest.len());
        if !rest.starts_with(|character: char| character.is_ascii_alphabetic()) {
            return Err("holds a `<` that begins no tag".to_owned());
        }
        self.at += length;
        Ok(&rest[..length])
    }

    fn tag(&mut self) -> Result<Tag<'h>, String> {
        let name = self.name()?;
        let mut tag = Tag { name, attributes: Vec::new(), name_end: self.at };
        loop {
            if self.takes(">") {
                return Ok(tag);
            }
            if !self.takes(" ") {
                return Err(format!("has a `<{name}>` that is not well formed"));
            }
            let rest = &self.html[self.at..];
            let length =
                rest.find(['=', ' ', '>', '<', '"', '\'', '/', '\n', '\t', '\r', '\x0c']).unwrap_or(rest.len());
            let attribute = &rest[..length];
            if attribute.is_empty() {
                return Err(format!("has a `<{name}>` that is not well formed"));
            }
            self.at += length;
            let value = if self.takes("=\"") {
                let length = self.html[self.at..].find('"').ok_or("holds a value without an end")?;
                let value = &self.html[self.at..self.at + length];
                // The script writes none there, and what reads a tag as text would see one begin.
                if value.contains('<') {
                    return Err(format!("has a `<{name}>` with a `<` in a value"));
                }
                self.at += length + 1;
                unescape(value).ok_or_else(|| format!("has a `<{name}>` with a character that is written otherwise"))?
            } else {
                Cow::Borrowed("")
            };
            tag.attributes.push((attribute, value));
        }
    }
}

/// A value as a browser reads it. `None` where a character is written in a way in which the script writes none: browsers know thousands.
fn unescape(value: &str) -> Option<Cow<'_, str>> {
    const ESCAPES: [(&str, char); 6] =
        [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&nbsp;", '\u{a0}'), ("&#13;", '\r')];
    let Some(first) = value.find('&') else { return Some(Cow::Borrowed(value)) };
    let (before, mut rest) = value.split_at(first);
    let mut plain = before.to_owned();
    while !rest.is_empty() {
        let (escape, character) = ESCAPES.iter().find(|(escape, _)| rest.starts_with(escape))?;
        plain.push(*character);
        rest = &rest[escape.len()..];
        let length = rest.find('&').unwrap_or(rest.len());
        plain.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    Some(Cow::Owned(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(html: &str) -> String {
        tags(html).err().unwrap_or_else(|| panic!("{html} was taken"))
    }

    #[test]
    fn tags_and_attributes_are_read() {
        let html = r#"<div class="a b"><img alt src="/x?a=1&amp;b=&quot;2&quot;"><!----><!--t-icon--><wx-view hidden>a &lt; b > c</wx-view><textarea>&lt;b> &amp;</textarea></div>"#;
        let tags = tags(html).unwrap();
        let names: Vec<&str> = tags.iter().map(|tag| tag.name).collect();
        assert_eq!(names, ["div", "img", "wx-view", "textarea"]);
        assert_eq!(tags[0].attribute("class"), Some("a b"));
        assert_eq!(tags[1].attribute("src"), Some("/x?a=1&b=\"2\""));
        assert_eq!((tags[1].attribute("alt"), tags[1].attribute("width")), (Some(""), None));
        assert_eq!(&html[tags[1].name_end - 4..tags[1].name_end], "<img");
    }

    #[test]
    fn what_only_looks_as_if_it_ran_is_taken() {
        for html in [
            "<wx-view href=\"javascript:\"></wx-view>",
            "<iframe class=\"x\"></iframe>",
            "<a href=\"/x\"></a>",
            "<b only-one once-more></b>",
        ] {
            assert!(tags(html).is_ok(), "{html}");
        }
    }

    #[test]
    fn nothing_stands_where_a_browser_reads_text_and_a_drawing_has_elements() {
        for html in [
            "<textarea><b title=\"</textarea><script src=/a.js></script>\"></b></textarea>",
            "<textarea><b></b></textarea>",
            "<iframe><!--a--></iframe>",
            "<svg><textarea><b></b></textarea></svg>",
        ] {
            assert!(fault(html).starts_with("holds a"), "{html}");
        }
        assert!(fault("<b title=\"<\"></b>").contains("with a `<` in a value"));
        assert!(tags("<textarea>\na &lt;b&gt;</textarea>").is_ok());
    }

    #[test]
    fn what_runs_or_reaches_outside_is_refused() {
        for html in [
            "<script>1</script>",
            "<SCRIPT>1</SCRIPT>",
            "<svg><script>1</script></svg>",
            "<iframe src=\"/\"></iframe>",
            "<iframe srcdoc=\"x\"></iframe>",
            "<iFrame sRc=\"/\"></iFrame>",
            "<b ONCLICK=\"1\"></b>",
            "<A Href=\"javascript:1\"></A>",
            "<sVg><Script></Script></sVg>",
            "<style>a{}</style>",
            "<base href=\"/x\">",
            "<meta http-equiv=\"refresh\">",
            "<link rel=\"x\">",
            "<svg><foreignObject></foreignObject></svg>",
            "<img src=\"x\" onerror=\"1\">",
            "<a href=\"javascript:1\">x</a>",
            "<a href=\" java\tscript:1\">x</a>",
            "<a href=\"JavaScript&amp;:1\" onclick=\"\">x</a>",
            "<form action=\"javascript:1\"></form>",
            "<noscript><p></p></noscript>",
            "<xmp></xmp>",
            "<title></title>",
            "<svg><use href=\"#a\"></use></svg>",
            "<a href=\"java&#13;script:1\"></a>",
            "<svg><textarea><img src=\"x\" onerror=\"1\"></textarea></svg>",
            "<svg><iframe><b onclick=\"1\"></b></iframe></svg>",
        ] {
            let fault = fault(html);
            assert!(fault.starts_with("holds a"), "{html}: {fault}");
        }
        for html in [
            "<div>",
            "</div>",
            "<div></span></div>",
            "<b><i></b></i>",
            "a < b",
            "<1>",
            "<div",
            "<div class=\"a>",
            "<div class='a'></div>",
            "<div class=a\"b\"></div>",
            "<div/></div>",
            "<div  a></div>",
            "<!-- <script> -->",
            "<!-->",
            "<!--->",
            "<!---a-->",
            "<!--a--!>b-->",
            "<!--a--->",
            "<!doctype html>",
            "<?x?>",
            "</body><p></p>",
            "<div\n></div>",
            "<textarea>",
            "<textarea></b></textarea>",
            "<textarea><b></textarea>",
            "<a href=\"&#106;avascript:1\"></a>",
            "<a href=\"javascript&colon;1\"></a>",
            "<a href=\"java&Tab;script:1\"></a>",
            "<a href=\"?a&b\"></a>",
        ] {
            fault(html);
        }
        assert!(fault(&"<b>".repeat(1000)).contains("500 elements deep"));
        assert!(tags(&format!("{}{}", "<b>".repeat(400), "</b>".repeat(400))).is_ok());
    }
}
