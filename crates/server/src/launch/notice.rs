//! Pages for when there is no program to show.
//!
//! In: why. Out: HTML, in Chinese and English. Must not: hold a script.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

use crate::http::AtHand;

/// What there is to say: a title and a sentence, each in Chinese and English.
pub(super) struct Notice {
    status: StatusCode,
    title: [&'static str; 2],
    text: [&'static str; 2],
}

pub(super) const NO_PROGRAM: Notice = Notice {
    status: StatusCode::NOT_FOUND,
    title: ["没有这个小程序", "No such program"],
    text: [
        "它还没有发布，或者网址写错了。请检查网址，或重新扫码。",
        "It has not been released, or the address is mistyped. Check the address, or scan the code again.",
    ],
};

pub(super) const NO_PAGE: Notice = Notice {
    status: StatusCode::NOT_FOUND,
    title: ["没有这个页面", "No such page"],
    text: ["小程序里没有这个页面，它可能已经改了名字。", "The program has no such page; it may have another name now."],
};

pub(super) const NO_ENTRY: Notice = Notice {
    status: StatusCode::NOT_FOUND,
    title: ["没有这个码或链接", "No such code or link"],
    text: [
        "它可能印错了，或者网址没有输完整。请重新扫码。",
        "It may be misprinted, or the address is not complete. Scan the code again.",
    ],
};

pub(super) const ENTRY_ENDED: Notice = Notice {
    status: StatusCode::GONE,
    title: ["码或链接已失效", "The code or link has ended"],
    text: ["它只在一段时间内有效，现在已经结束。", "It was made for a time that is over now."],
};

pub(super) const NO_PASS: Notice = Notice {
    status: StatusCode::FORBIDDEN,
    title: ["这个版本还没有发布", "This version is not released"],
    text: [
        "只有开发者和体验成员可以打开，请扫描他们给你的二维码。如果以前能打开，说明那个码已经过期。",
        "Its developers and testers open it by a code or a link of theirs. If you had one, it has ended: ask for another.",
    ],
};

/// Kept by service workers, which show it themselves.
pub(super) const OFFLINE: Notice = Notice {
    status: StatusCode::OK,
    title: ["没有网络", "No network"],
    text: [
        "这个页面要联网才能打开。请检查网络后再试。",
        "This page needs the network. Check the connection and try again.",
    ],
};

pub(super) const FAILED: Notice = Notice {
    status: StatusCode::SERVICE_UNAVAILABLE,
    title: ["暂时打不开", "It does not open right now"],
    text: ["服务器出了问题，请稍后再试。", "Something is wrong with the server. Try again in a moment."],
};

impl Notice {
    /// `home`: where a person can go on from here, and only when there is such a place.
    pub(super) fn response(&self, home: Option<&str>) -> Response<Body> {
        self.at_hand(home).into()
    }

    /// The same, as what lies in memory.
    pub(super) fn at_hand(&self, home: Option<&str>) -> AtHand {
        let [title, title_en] = self.title;
        let [text, text_en] = self.text;
        let link = match home {
            Some(home) => format!("<p><a href=\"{home}\">回到首页 · Start page</a></p>"),
            None => String::new(),
        };
        let html = format!(
            "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>{title} · {title_en}</title><style>{STYLE}</style></head>\
             <body><main><h1>{title}<span lang=\"en\">{title_en}</span></h1><p>{text}</p><p lang=\"en\">{text_en}</p>{link}</main></body></html>"
        );
        let mut answer = AtHand::new(self.status, html.into());
        answer.add(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        answer
    }
}

const STYLE: &str = ":root{color-scheme:light dark}\
body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.6 -apple-system,\"Segoe UI\",Roboto,\"PingFang SC\",\"Noto Sans CJK SC\",system-ui,sans-serif;background:light-dark(#f5f6f7,#111314);color:light-dark(#1c1e21,#e8eaed)}\
main{max-width:26rem;padding:2rem 1.5rem}\
h1{margin:0 0 1rem;font-size:1.5rem;line-height:1.3}\
h1 span{display:block;font-size:1rem;font-weight:400;color:light-dark(#5c6470,#a6adb6)}\
p{margin:.5rem 0}\
[lang=en]{color:light-dark(#5c6470,#a6adb6)}\
a{color:light-dark(#087a48,#35c98a)}";
