//! Texts of strangers, made fit to stand beside texts of ours.
//!
//! In: any text. Out: one line without anything that is not seen but acts: controls, marks of direction, letters without width. Must not: escape
//! anything; whoever shows it does.

/// One line of at most so many characters; the rest is cut.
pub(crate) fn one_line(text: &str, chars_max: usize) -> String {
    let mut line = String::new();
    let mut count = 0;
    let mut is_apart = false;
    for letter in text.chars() {
        if letter.is_whitespace() {
            is_apart = !line.is_empty();
            continue;
        }
        if is_unseen(letter) {
            continue;
        }
        count += 1 + usize::from(is_apart);
        if count > chars_max {
            break;
        }
        if std::mem::take(&mut is_apart) {
            line.push(' ');
        }
        line.push(letter);
    }
    line
}

/// What is not seen itself but changes what is seen around it. The joiner (U+200D) stays: families of emoji are made with it.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_it_looks_like() {
        for (text, line) in [
            ("  Corner \n\t Shop ", "Corner Shop"),
            ("shop\u{202e}gnp.exe", "shopgnp.exe"),
            ("\u{200b}a\u{feff}b\u{0}c\u{2066}", "abc"),
            ("<b>街角</b>", "<b>街角</b>"),
            ("👨\u{200d}👩", "👨\u{200d}👩"),
            (" \u{202e} ", ""),
        ] {
            assert_eq!(one_line(text, 100), line, "{text:?}");
        }
        assert_eq!(one_line(&"字".repeat(1_000_000), 3), "字字字");
        assert_eq!(one_line("a b c", 3), "a b");
    }
}
