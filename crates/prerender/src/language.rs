//! The language of a page, by the letters its first screen shows: for the voice that reads it and the fonts that draw it.
//!
//! In: markup. Out: a language tag. Must not: guess where letters do not tell: a tag that is wrong is worse than none.

/// `zh`, `ja`, `ko` or `en`; empty where letters do not tell. Programs without any text are most likely Chinese.
pub(crate) fn language(html: &str) -> &'static str {
    let mut counts = Counts::default();
    let mut is_markup = false;
    for character in html.chars() {
        match character {
            '<' => is_markup = true,
            '>' => is_markup = false,
            _ if !is_markup => counts.add(character),
            _ => {}
        }
    }
    counts.language()
}

/// Letters by the scripts they belong to.
#[derive(Debug, Default)]
struct Counts {
    han: usize,
    kana: usize,
    hangul: usize,
    ascii: usize,
    other: usize,
}

/// A Chinese word has two letters where an English one has five, and brands stay in their own.
const ASCII_PER_IDEOGRAPH: usize = 5;

impl Counts {
    fn add(&mut self, character: char) {
        match character {
            '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => self.kana += 1,
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' => {
                self.han += 1;
            }
            '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}' => self.hangul += 1,
            _ if character.is_ascii_alphabetic() => self.ascii += 1,
            _ if character.is_alphabetic() => self.other += 1,
            _ => {}
        }
    }

    fn language(&self) -> &'static str {
        let east_asian = self.han + self.kana + self.hangul;
        if east_asian + self.ascii + self.other == 0 {
            return "zh";
        }
        if east_asian * ASCII_PER_IDEOGRAPH < self.ascii + self.other {
            // Letters with marks, or of other alphabets: it may be any of many languages.
            return if self.other * 50 > self.ascii { "" } else { "en" };
        }
        if self.hangul > self.han + self.kana {
            "ko"
        } else if self.kana * 10 > self.han {
            "ja"
        } else {
            "zh"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn letters_tell_the_language() {
        for (html, expected) in [
            ("<wx-text class=\"long-english-names\">今天的苹果 3 元</wx-text>", "zh"),
            ("<b>Corner Shop</b> cart 3", "en"),
            ("微信 WeChat 支付 Alipay 小程序", "zh"),
            ("Minnow Corner Shop 店", "en"),
            ("東京の天気", "ja"),
            ("오늘 날씨", "ko"),
            ("Ésta página está en español", ""),
            ("Погода", ""),
            ("<i></i> 12:30", "zh"),
        ] {
            assert_eq!(language(html), expected, "{html}");
        }
    }
}
