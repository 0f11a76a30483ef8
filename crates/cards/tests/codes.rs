//! Codes are read by another implementation than the one that wrote them: what it reads is what was asked for.

use minnow_cards::{
    Bitmap, CODE_WIDTH_PIXELS_MAX, CODE_WIDTH_PIXELS_MIN, Code, CodeOptions, Colour, Error, Fonts, Ink, OpenGraph,
    Poster, Program,
};

/// What a scanner sees: the picture on a page of a colour, in greys.
fn grey(png: &[u8], page: u8) -> (usize, Vec<u8>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let channels = frame.color_type.samples();
    let over = |channel: u8, alpha: u8| {
        (u32::from(channel) * u32::from(alpha) + u32::from(page) * (255 - u32::from(alpha))) / 255
    };
    let greys = pixels[..frame.buffer_size()].chunks(channels).map(|pixel| {
        let [red, green, blue, alpha] = match *pixel {
            [red, green, blue, alpha] => [red, green, blue, alpha],
            [red, green, blue] => [red, green, blue, 255],
            [grey, alpha] => [grey, grey, grey, alpha],
            _ => panic!("pixels have two to four channels"),
        };
        ((over(red, alpha) * 299 + over(green, alpha) * 587 + over(blue, alpha) * 114) / 1000) as u8
    });
    (frame.width as usize, greys.collect())
}

fn read(png: &[u8], page: u8) -> Option<String> {
    let (width, greys) = grey(png, page);
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width, greys.len() / width, |x, y| greys[y * width + x]);
    image.detect_grids().into_iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}

fn picture(pixel: impl Fn(u32, u32) -> [u8; 4]) -> Bitmap {
    let side = 96;
    let pixels: Vec<u8> = (0..side * side).flat_map(|at| pixel(at % side, at / side)).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    Bitmap::decode(&bytes).unwrap()
}

fn logos() -> [Bitmap; 4] {
    [
        picture(|_, _| [12, 14, 18, 255]),
        picture(|x, y| if (x / 12 + y / 12) % 2 == 0 { [255, 255, 255, 255] } else { [0, 0, 0, 255] }),
        picture(|x, y| [(x * 2) as u8, 160, (y * 2) as u8, 255]),
        picture(|x, y| if x.abs_diff(48) + y.abs_diff(48) < 40 { [230, 60, 30, 255] } else { [0, 0, 0, 0] }),
    ]
}

/// The vendor's characters of a scene, as many as it may have, and lengths below.
fn texts() -> Vec<String> {
    let letters = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$&'()*+,/:;=?@-._~";
    let scene = |seed: usize, length: usize| -> String {
        (0..length).map(|at| char::from(letters[(seed * 31 + at * at * 7 + at * seed) % letters.len()])).collect()
    };
    let mut texts: Vec<String> = (0..12)
        .map(|seed| format!("https://wx{seed:016x}.mini.example.com/?s={}", scene(seed, 2 + seed * 30 / 11)))
        .collect();
    texts.push("https://a.cn/".to_owned());
    texts.push(format!("https://shop.mini.example.com/pages/detail/detail?{}", scene(3, 120)));
    texts
}

const WIDTHS: [u32; 4] = [CODE_WIDTH_PIXELS_MIN, 333, 430, CODE_WIDTH_PIXELS_MAX];

fn each(mut check: impl FnMut(&str, &CodeOptions<'_>)) {
    let logos = logos();
    let inks = [Ink::Black, Ink::Colour(Colour::new(7, 193, 96)), Ink::OfLogo, Ink::Colour(Colour::new(255, 240, 120))];
    for (at, text) in texts().iter().enumerate() {
        let logo = (at % 5 > 0).then(|| &logos[at % 4]);
        let options = CodeOptions { width_pixels: WIDTHS[at % 4], ink: inks[at / 2 % 4], is_hyaline: false, logo };
        check(text, &options);
        check(text, &CodeOptions { logo: None, width_pixels: WIDTHS[(at + 1) % 4], ..options });
    }
}

#[test]
fn a_square_code_says_what_it_was_asked_to() {
    let mut unread = Vec::new();
    each(|text, options| {
        let png = Code::square(text, options).unwrap().png();
        assert_eq!(grey(&png, 255).0, options.width_pixels as usize);
        if read(&png, 255).as_deref() != Some(text) {
            unread.push(format!("{text} {options:?}"));
        }
    });
    assert!(unread.is_empty(), "{}", unread.join("\n"));
}

#[test]
fn a_round_code_says_what_it_was_asked_to() {
    let mut unread = Vec::new();
    each(|text, options| {
        // A long text needs a wider picture, and says so.
        let mut options = *options;
        let code = Code::round(text, &options).or_else(|error| {
            let Error::TooDense { width_pixels_min } = error else { panic!("{error}") };
            options.width_pixels = width_pixels_min;
            Code::round(text, &options)
        });
        let png = code.unwrap().png();
        assert_eq!(grey(&png, 255).0, options.width_pixels as usize);
        if read(&png, 255).as_deref() != Some(text) {
            unread.push(format!("{text} {options:?}"));
        }
    });
    assert!(unread.is_empty(), "{}", unread.join("\n"));
}

#[test]
fn a_clear_code_is_read_on_a_light_page_and_keeps_its_ink() {
    let options =
        CodeOptions { is_hyaline: true, ink: Ink::Colour(Colour::new(20, 40, 160)), ..CodeOptions::default() };
    for logo in [None, Some(&logos()[3])] {
        let options = CodeOptions { logo, ..options };
        for code in
            [Code::square("https://a.example.com/?s=1", &options), Code::round("https://a.example.com/?s=1", &options)]
        {
            let png = code.unwrap().png();
            assert_eq!(read(&png, 235).as_deref(), Some("https://a.example.com/?s=1"));
            // The corner shows the page, whatever it is.
            assert_eq!((grey(&png, 235).1[0], grey(&png, 80).1[0]), (235, 80));
        }
    }
    let white = CodeOptions { ink: Ink::Colour(Colour::WHITE), ..options };
    let (_, greys) = grey(&Code::square("x", &white).unwrap().png(), 0);
    assert!(greys.contains(&255), "white lines for a dark page stay white");
}

/// The vector form is drawn by another renderer, and read from what it draws.
#[test]
fn the_vector_form_shows_the_same_code() {
    let logos = logos();
    for (text, logo) in texts().iter().zip([None, Some(&logos[1]), Some(&logos[3])].into_iter().cycle()) {
        let options = CodeOptions { width_pixels: 600, logo, ..CodeOptions::default() };
        for (is_square, code) in
            [(true, Code::square(text, &options).unwrap()), (false, Code::round(text, &options).unwrap())]
        {
            let tree = resvg::usvg::Tree::from_str(&code.svg(), &resvg::usvg::Options::default()).unwrap();
            let mut pixmap = resvg::tiny_skia::Pixmap::new(600, 600).unwrap();
            resvg::render(&tree, resvg::tiny_skia::Transform::identity(), &mut pixmap.as_mut());
            let png = pixmap.encode_png().unwrap();
            assert_eq!(read(&png, 255).as_deref(), Some(text.as_str()));
            // A square code keeps whole pixels a module in a picture, so only the round one is the same to the pixel.
            let (drawn, ours) = (grey(&png, 255).1, grey(&code.png(), 255).1);
            let differing = drawn.iter().zip(&ours).filter(|(one, other)| one.abs_diff(**other) > 128).count();
            assert!(is_square || differing < 600 * 600 / 100, "{differing} pixels differ");
        }
    }
}

#[test]
fn the_same_text_has_the_same_picture() {
    let png = |text: &str| Code::round(text, &CodeOptions::default()).unwrap().png();
    assert_eq!(png("https://a.example.com/?s=1"), png("https://a.example.com/?s=1"));
    assert_ne!(png("https://a.example.com/?s=1"), png("https://a.example.com/?s=2"));
}

#[test]
fn what_no_camera_could_read_is_refused() {
    let options = CodeOptions::default();
    for width_pixels in [0, 279, 1281, u32::MAX] {
        assert_eq!(
            Code::square("x", &CodeOptions { width_pixels, ..options }).unwrap_err(),
            Error::Width { width_pixels }
        );
    }
    assert!(matches!(Code::round(&"x".repeat(3000), &options), Err(Error::TextTooLong { bytes: 3000 })));
    let Err(Error::TooDense { width_pixels_min }) =
        Code::square(&"x".repeat(2000), &CodeOptions { width_pixels: 280, ..options })
    else {
        panic!("2000 letters need more than 280 pixels");
    };
    let wide = CodeOptions { width_pixels: width_pixels_min, ..options };
    assert_eq!(read(&Code::square(&"x".repeat(2000), &wide).unwrap().png(), 255), Some("x".repeat(2000)));
}

#[test]
fn the_code_of_a_poster_is_read_from_the_poster() {
    let fonts = Fonts::system();
    let logos = logos();
    for (text, icon) in texts().iter().zip([None, Some(&logos[0]), Some(&logos[2])].into_iter().cycle()) {
        let program = Program { name: "Shop", icon, colour: None };
        let poster = Poster { program, title: "Title", subtitle: "", picture: None, code_text: text, hint: "Scan" };
        let png = poster.draw(&fonts).unwrap().png;
        assert_eq!(read(&png, 255).as_deref(), Some(text.as_str()));
    }
    // A title of any size does not make the preview of a link other than 1200 wide.
    let card = OpenGraph { title: &"字".repeat(9000), ..OpenGraph::default() }.draw(&fonts).unwrap();
    assert_eq!(grey(&card.png, 255).0, 1200);
}
