//! A code as SVG.
//!
//! In: a code. Out: text. Must not: place anything, or write text of a stranger.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Code;
use super::shape::Shape;

/// A logo in a drawing: sharp on a screen of three times the usual density.
const LOGO_SIDE_PIXELS: u32 = 256;

pub(super) fn svg(code: &Code<'_>) -> String {
    let side = code.layout.side;
    let mut path = String::new();
    code.layout.shapes.iter().for_each(|shape| shape.outline(&mut path));
    let width = code.width_pixels;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{width}\" viewBox=\"0 0 {side} {side}\">"
    );
    if !code.is_hyaline {
        let _ = write!(out, "<path fill=\"{}\" d=\"M0 0h{side}v{side}H0z\"/>", code.paper().hex());
    }
    let left_out: String = code.layout.shapes.iter().filter_map(Shape::left_out).collect();
    let mask = if left_out.is_empty() {
        ""
    } else {
        let _ = write!(
            out,
            "<mask id=\"m\" maskUnits=\"userSpaceOnUse\" x=\"0\" y=\"0\" width=\"{side}\" height=\"{side}\">\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{left_out}\"/></mask>"
        );
        " mask=\"url(#m)\""
    };
    let edges = if code.layout.is_sharp { " shape-rendering=\"crispEdges\"" } else { "" };
    let _ = write!(out, "<path fill=\"{}\"{mask}{edges} d=\"{path}\"/>", code.ink.hex());
    if let (Some(picture), Some(shape)) = (code.logo, code.layout.logo) {
        let logo = picture.covering(LOGO_SIDE_PIXELS, LOGO_SIDE_PIXELS);
        let png = logo.encode_png().expect("a vector takes all that is written");
        let [x, y, right, _] = shape.bounds();
        let mut clip = String::new();
        shape.outline(&mut clip);
        let _ = write!(
            out,
            "<clipPath id=\"c\"><path d=\"{clip}\"/></clipPath>\
             <image clip-path=\"url(#c)\" x=\"{x}\" y=\"{y}\" width=\"{0}\" height=\"{0}\" href=\"data:image/png;base64,{1}\"/>",
            right - x,
            STANDARD.encode(png)
        );
    }
    out.push_str("</svg>");
    out
}
