//! Words that JavaScript reserves and WXS does not: `var class = ''` is a plain variable there.
//!
//! In: the text of a module that does not parse. Out: the same text with one such word under another name. Must not: change
//! a length, so that places in the text stay true.

/// Reserved by JavaScript, but neither by WXS nor only by strict code.
pub(super) const WORDS: [&str; 16] = [
    "catch",
    "class",
    "const",
    "debugger",
    "enum",
    "export",
    "extends",
    "finally",
    "import",
    "in",
    "instanceof",
    "new",
    "super",
    "throw",
    "try",
    "with",
];

/// The module with every variable called `word` under a name that JavaScript takes; `None` when there is nothing to rename.
/// Members (`a.class`) and keys (`{class: 1}`) keep their name.
pub(super) fn rename(text: &str, word: &str) -> Option<String> {
    let name = format!("{}$", &word[..word.len() - 1]);
    if text.contains(&name) {
        return None;
    }
    let bytes = text.as_bytes();
    let mut renamed = text.as_bytes().to_vec();
    let mut is_changed = false;
    let mut before = b' ';
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            quote @ (b'"' | b'\'' | b'`') => {
                at = string_end(bytes, at, quote);
                before = quote;
            }
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => at = comment_end(text, at),
            byte if is_word_byte(byte) => {
                let end = (at..bytes.len()).find(|place| !is_word_byte(bytes[*place])).unwrap_or(bytes.len());
                let is_key = matches!(before, b'{' | b',') && next_visible(bytes, end) == Some(b':');
                if &text[at..end] == word && before != b'.' && !is_key {
                    renamed[end - 1] = b'$';
                    is_changed = true;
                }
                before = b'a';
                at = end;
            }
            byte => {
                if !byte.is_ascii_whitespace() {
                    before = byte;
                }
                at += 1;
            }
        }
    }
    is_changed.then(|| String::from_utf8(renamed).ok()).flatten()
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

fn next_visible(bytes: &[u8], from: usize) -> Option<u8> {
    bytes[from..].iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

fn string_end(bytes: &[u8], open: usize, quote: u8) -> usize {
    let mut at = open + 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

fn comment_end(text: &str, open: usize) -> usize {
    let end = if text.as_bytes()[open + 1] == b'*' { "*/" } else { "\n" };
    text[open + 2..].find(end).map_or(text.len(), |place| open + 2 + place + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_renamed_and_members_and_keys_are_not() {
        for (text, expected) in [
            ("var class = ''; class += 'a'; return class", Some("var clas$ = ''; clas$ += 'a'; return clas$")),
            ("a.class({class: class ? class : 1, b: class})", Some("a.class({class: clas$ ? clas$ : 1, b: clas$})")),
            ("'class' /* class */ // class", None),
            ("classes + _class", None),
            ("var class = clas$", None),
        ] {
            assert_eq!(rename(text, "class").as_deref(), expected, "{text}");
        }
    }
}
