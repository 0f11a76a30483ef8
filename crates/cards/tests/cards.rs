//! Cards of every kind, drawn with the fonts of the machine. The pictures lie in the folder `tmp` of the target directory, to be looked at.

use std::path::Path;

use minnow_cards::{Bitmap, Card, Colour, Error, Fonts, OpenGraph, Poster, Program};

fn picture(width: u32, height: u32, pixel: impl Fn(f32, f32) -> [u8; 4]) -> Bitmap {
    let at = |at: u32| pixel((at % width) as f32 / width as f32, (at / width) as f32 / height as f32);
    let pixels: Vec<u8> = (0..width * height).flat_map(at).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    Bitmap::decode(&bytes).unwrap()
}

fn landscape() -> Bitmap {
    picture(600, 480, |x, y| {
        let hill = 0.62 + 0.1 * (x * 7.0).sin();
        if (x - 0.72).hypot((y - 0.28) * 0.8) < 0.1 {
            [255, 214, 120, 255]
        } else if y > hill {
            [(40.0 + 60.0 * x) as u8, (110.0 + 50.0 * y) as u8, 90, 255]
        } else {
            [(250.0 - 60.0 * y) as u8, (170.0 + 60.0 * y) as u8, (140.0 + 110.0 * y) as u8, 255]
        }
    })
}

fn icon(colour: [u8; 3]) -> Bitmap {
    picture(128, 128, |x, y| {
        let [red, green, blue] = colour;
        let is_leaf = (x - 0.38).hypot(y - 0.5) < 0.3 && (x - 0.62).hypot(y - 0.5) < 0.3;
        if is_leaf { [255, 255, 255, 255] } else { [red, green, blue, 255] }
    })
}

fn keep(name: &str, card: &Card) {
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), &card.png).unwrap();
}

const ADDRESS: &str = "https://shop.mini.example.com/pages/detail/detail?scene=a%3D1024";

#[test]
fn cards_of_every_kind_are_drawn() {
    let fonts = Fonts::system();
    let (landscape, dark, red) = (landscape(), icon([18, 20, 26]), icon([196, 48, 43]));
    let green = Some(Colour::new(7, 193, 96));
    let texts = [
        ("zh", "街角小店", "新鲜烘焙，每天早上七点出炉", "第二件半价，今日下单满五十元免配送费"),
        (
            "en",
            "Corner Shop",
            "Fresh from the oven at seven, every morning",
            "Half price for the second one; free delivery today",
        ),
        (
            "long",
            "一家名字特别特别长的、开在街角的、什么都卖的小小杂货店",
            "这是一个非常长的标题，用来看看文字在行尾怎样换行、怎样省略；“引号”与（括号）不会落在行首或行尾，English words 也不会被拆开，最后用省略号收尾。",
            "A subtitle with supercalifragilisticexpialidocious words and 中文 together, going on well beyond what there is room for on a card.",
        ),
        ("rtl", "متجر الزاوية", "خبز طازج كل صباح في السابعة <b>&", "عرض خاص اليوم فقط"),
        ("emoji", "Café ☕️", "今天吃什么？🍜🍣🥗 👨‍👩‍👧", "🎉🎉"),
    ];
    let kinds = [
        ("picture", Some(&landscape), Some(&red), None),
        ("plain", None, None, green),
        ("dark", Some(&landscape), Some(&dark), None),
        ("icon", None, Some(&red), None),
    ];
    for (at, (name, program_name, title, subtitle)) in texts.into_iter().enumerate() {
        for turn in 0..2 {
            let (kind, picture, icon, colour) = kinds[(at + turn) % kinds.len()];
            let program = Program { name: program_name, icon, colour };
            let card = OpenGraph { program, title, subtitle, picture }.draw(&fonts).unwrap();
            keep(&format!("open-graph-{name}-{kind}.png"), &card);
            let poster =
                Poster { program, title, subtitle, picture, code_text: ADDRESS, hint: "长按识别 · Scan to open" };
            keep(&format!("poster-{name}-{kind}.png"), &poster.draw(&fonts).unwrap());
        }
    }
}

#[test]
fn what_no_font_can_write_is_told_and_not_drawn_as_boxes() {
    let fonts = Fonts::system();
    // A character of a private area, which no installed font has; and without it, the same picture.
    let draw = |title: &str| OpenGraph { title, ..OpenGraph::default() }.draw(&fonts).unwrap();
    let (with, without) = (draw("Open\u{10fffd} house"), draw("Open house"));
    assert_eq!(with.unreadable, "\u{10fffd}");
    assert_eq!(without.unreadable, "");
    assert_eq!(with.png, without.png);
    let none = Fonts::in_folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").as_path());
    assert_eq!(OpenGraph::default().draw(&none).unwrap_err(), Error::NoFont);
}

#[test]
fn texts_of_strangers_are_only_text() {
    let fonts = Fonts::system();
    let hostile = [
        "</text><image href=\"file:///etc/passwd\"/><text>",
        "<![CDATA[ <svg onload=alert(1)> ]]>",
        "&lol; &#x0; &amp;amp;",
        "a\u{202e}gnp.exe\u{0}\u{1b}[31m\u{ffff}",
        "Z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}",
        "\u{200d}\u{fe0f}\u{2067}",
        "",
        " \n\t ",
    ];
    for text in hostile {
        let program = Program { name: text, icon: None, colour: None };
        assert!(OpenGraph { program, title: text, subtitle: text, picture: None }.draw(&fonts).is_ok(), "{text:?}");
    }
    let million = "很长 long ".repeat(150_000);
    let program = Program { name: &million, icon: None, colour: None };
    let poster =
        Poster { program, title: &million, subtitle: &million, picture: None, code_text: ADDRESS, hint: &million };
    assert!(poster.draw(&fonts).is_ok());
}
