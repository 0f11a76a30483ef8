//! What a letter says, in Chinese and English, as text and as simple HTML that says the same.
//!
//! In: what it is about. Out: a [`Letter`]. Must not: load a picture or a style from anywhere, or tell the mail server more than the person needs.

use std::fmt::Write as _;

use crate::language::Language;

/// One mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// What stands in the middle of a letter, larger than the rest.
enum Heart<'a> {
    Code(&'a str),
    Link { words: &'a str, address: &'a str },
}

struct Draft<'a> {
    language: Language,
    title: String,
    before: String,
    heart: Heart<'a>,
    after: String,
}

/// The code somebody signs in with. `site`: the platform's origin, so that a reader sees where it is for.
pub(crate) fn sign_in_code(to: &str, code: &str, site: &str, language: Language) -> Letter {
    let host = site.split_once("://").map_or(site, |(_, host)| host);
    let (title, before, after) = match language {
        Language::English => (
            format!("Your code for {host}"),
            format!("Type this code on the page of {site} that asks for it:"),
            "It works for 10 minutes, once, and only in the browser that asked for it. Nobody from the platform will ever ask you for it. \
             If you did not ask for a code, you need not do anything: without it nobody gets in."
                .to_owned(),
        ),
        Language::Chinese => (
            format!("{host} 的登录验证码"),
            format!("请在 {site} 的登录页面输入这个验证码："),
            "验证码 10 分钟内有效，只能用一次，而且只在申请它的浏览器里有效。平台的任何人都不会向你索要它。如果不是你本人申请的，不用理会：没有验证码，谁也登录不了。"
                .to_owned(),
        ),
    };
    Draft { language, title, before, heart: Heart::Code(code), after }.written_to(to)
}

/// An invitation to an organisation.
pub(crate) fn invitation(to: &str, organisation: &str, link: &str, site: &str, language: Language) -> Letter {
    let (title, before, words, after) = match language {
        Language::English => (
            format!("You are invited to {organisation}"),
            format!("You are invited to work with “{organisation}” on the mini program platform at {site}."),
            "Open the invitation",
            "The link is for you alone and works once, within seven days. If you did not expect it, you need not do anything.",
        ),
        Language::Chinese => (
            format!("邀请你加入「{organisation}」"),
            format!("你受邀加入「{organisation}」，小程序平台的网址是 {site}。"),
            "打开邀请",
            "链接只供你本人使用，七天内有效，只能用一次。如果你不认识对方，不用理会。",
        ),
    };
    let heart = Heart::Link { words, address: link };
    Draft { language, title, before, heart, after: after.to_owned() }.written_to(to)
}

impl Draft<'_> {
    fn written_to(self, to: &str) -> Letter {
        let (text, html) = (self.text(), self.html());
        Letter { to: to.to_owned(), subject: self.title, text, html }
    }

    fn text(&self) -> String {
        let heart = match self.heart {
            Heart::Code(code) => code,
            Heart::Link { address, .. } => address,
        };
        format!("{}\n\n    {heart}\n\n{}\n", self.before, self.after)
    }

    /// One column of text that every reader shows, in the reader's own colours.
    fn html(&self) -> String {
        let language = self.language.choose("zh-CN", "en");
        let mut html = format!(
            "<!doctype html>\n<html lang=\"{language}\">\n<head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title></head>\n\
             <body style=\"font-family: system-ui, sans-serif; font-size: 16px; line-height: 1.6; max-width: 36em; margin: 0 auto; padding: 24px\">\n\
             <h1 style=\"font-size: 20px\">{title}</h1>\n<p>{before}</p>\n",
            title = escaped(&self.title),
            before = escaped(&self.before),
        );
        // Writing to a string does not fail.
        let _ = match self.heart {
            Heart::Code(code) => writeln!(
                html,
                "<p style=\"font-size: 32px; font-weight: 600; letter-spacing: 0.15em\">{}</p>",
                escaped(code)
            ),
            Heart::Link { words, address } => {
                let address = escaped(address);
                writeln!(
                    html,
                    "<p><a href=\"{address}\">{words}</a></p>\n<p style=\"word-break: break-all\">{address}</p>"
                )
            }
        };
        let _ = write!(html, "<p>{}</p>\n</body>\n</html>\n", escaped(&self.after));
        html
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_letter_say_the_same() {
        for language in Language::ALL {
            let letter = sign_in_code("ann@example.com", "012345", "https://m.example", *language);
            for part in ["012345", "https://m.example"] {
                assert!(letter.text.contains(part) && letter.html.contains(part), "{language}");
            }
            assert!(!letter.subject.contains("012345"), "a locked screen shows subjects");
            let link = "https://m.example/console/invitation#mn_invite_x";
            let letter = invitation("ann@example.com", "Fish", link, "https://m.example", *language);
            assert!(letter.subject.contains("Fish"));
            assert!(letter.text.contains(link) && letter.html.contains(&format!("href=\"{link}\"")), "{language}");
            assert!(!letter.html.contains("src=") && !letter.html.contains("url("), "nothing is loaded");
        }
    }

    #[test]
    fn a_name_is_no_markup() {
        let letter = invitation("a@b.c", "<b>\"x\" & y", "https://m.example", "https://m.example", Language::English);
        assert!(letter.html.contains("&lt;b&gt;&quot;x&quot; &amp; y") && !letter.html.contains("<b>"));
    }
}
