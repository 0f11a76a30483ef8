//! Time of codes and cards, and of the two libraries that could compute the modules of a code.
//!
//! In: nothing, or `--draw FOLDER` for a few hundred codes as pictures to be read by other programs (each named by its number, with a list of what
//! they say). Out: a table of medians. Must not: measure a first call: fonts are read before.

use std::path::Path;
use std::time::Instant;

use cards::{Bitmap, Code, CodeOptions, Colour, Fonts, Ink, OpenGraph, Poster, Program};

const PASSES: usize = 200;
const DRAWN: usize = 300;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let logo = logo();
    if let [flag, folder] = arguments.as_slice() {
        assert_eq!(flag, "--draw", "the only flag there is");
        return draw(Path::new(folder), &logo);
    }
    let options = CodeOptions::default();
    let with_logo = CodeOptions { logo: Some(&logo), ink: Ink::OfLogo, ..options };
    let wide = CodeOptions { width_pixels: 1280, ..options };
    let each = |name: &str, run: &dyn Fn(&str) -> usize| {
        let mut times: Vec<f64> = (0..PASSES)
            .map(|pass| {
                let text = address(pass);
                let start = Instant::now();
                assert!(run(&text) > 0);
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("{name:38} {:8.3} ms, p95 {:8.3}", times[PASSES / 2], times[PASSES * 95 / 100]);
    };
    each("square code, 430", &|text| Code::square(text, &options).expect("fits").png().len());
    each("square code, 430, logo", &|text| Code::square(text, &with_logo).expect("fits").png().len());
    each("round code, 430", &|text| Code::round(text, &options).expect("fits").png().len());
    each("round code, 430, logo", &|text| Code::round(text, &with_logo).expect("fits").png().len());
    each("round code, 1280", &|text| Code::round(text, &wide).expect("fits").png().len());
    each("round code, SVG", &|text| Code::round(text, &options).expect("fits").svg().len());
    each("modules: fast_qr", &|text| fast_qr::QRBuilder::new(text).ecl(fast_qr::ECL::M).build().expect("fits").size);
    each("modules: qrcode", &|text| {
        qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M).expect("fits").width()
    });
    let fonts = Fonts::system();
    let program = Program { name: "街角小店", icon: Some(&logo), colour: None };
    let title = "新鲜烘焙，每天早上七点出炉";
    each("Open Graph picture", &|_| {
        OpenGraph { program, title, subtitle: "Half price today", picture: Some(&logo) }.draw(&fonts).expect("drawn").png.len()
    });
    each("poster", &|text| {
        let poster =
            Poster { program, title, subtitle: "Half price today", picture: Some(&logo), code_text: text, hint: "Scan" };
        poster.draw(&fonts).expect("drawn").png.len()
    });
}

/// As a program's code says it: an address with a scene.
fn address(seed: usize) -> String {
    const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$&'()*+,/:;=?@-._~";
    let length = 1 + seed * 7 % 32;
    let scene: String = (0..length).map(|at| char::from(LETTERS[(seed * 131 + at * at * 17 + at * seed) % LETTERS.len()])).collect();
    format!("https://wx{seed:08x}.mini.example.com/?scene={scene}")
}

fn logo() -> Bitmap {
    const SIDE: u32 = 256;
    let pixel = |at: u32| {
        let (x, y) = (at % SIDE, at / SIDE);
        if x.abs_diff(128) + y.abs_diff(128) < 80 { [255, 255, 255, 255] } else { [(x / 2) as u8, 90, (y / 2 + 80) as u8, 255] }
    };
    let pixels: Vec<u8> = (0..SIDE * SIDE).flat_map(pixel).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIDE, SIDE);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels)).expect("a vector takes all");
    Bitmap::decode(&bytes).expect("our own picture")
}

fn draw(folder: &Path, logo: &Bitmap) {
    let colours = [Colour::BLACK, Colour::new(7, 193, 96), Colour::new(200, 30, 60), Colour::new(250, 200, 40), Colour::new(20, 60, 180)];
    let mut said = String::new();
    for seed in 0..DRAWN {
        let text = address(seed);
        let width_pixels = 280 + (seed as u32 * 97) % 1001;
        let logo = (seed % 3 == 0).then_some(logo);
        let options = CodeOptions { width_pixels, ink: Ink::Colour(colours[seed % 5]), is_hyaline: false, logo };
        for (kind, code) in [("square", Code::square(&text, &options)), ("round", Code::round(&text, &options))] {
            let Ok(code) = code else { continue };
            std::fs::write(folder.join(format!("{seed}-{kind}.png")), code.png()).expect("the folder can be written");
            said.push_str(&format!("{seed}-{kind}.png\t{text}\n"));
        }
    }
    std::fs::write(folder.join("said.txt"), said).expect("the folder can be written");
}
