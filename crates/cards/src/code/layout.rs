//! Where the shapes of a code are.
//!
//! In: a symbol. Out: a [`Layout`], in units of one module. Must not: know colours or pixels.

use super::shape::Shape;
use super::symbol::Symbol;
use crate::limits::{DOT_PIXELS_MIN, MODULE_PIXELS_MIN};

/// Light modules that must surround a symbol (ISO/IEC 18004, 5.3.8).
const QUIET_MODULES: f32 = 4.0;
/// A dot of the round code: light shows between neighbours, and the middle of each is dark.
const DOT_RADIUS: f32 = 0.45;
/// Of the bars that join dots, which a camera must not lose.
const BAR_WIDTH: f32 = 0.6;
/// Of the inner part of the large squares; the outer corners are sharp, for some scanners take their outermost points for corners.
const FINDER_RADIUS: f32 = 0.8;
/// Dots that only fill the field, of three sizes.
const ORNAMENT_RADII: [f32; 3] = [0.45, 0.32, 0.2];
/// From the corners of the symbol to the edge of the round field.
const FIELD_MODULES: f32 = 3.5;
/// Around the round field.
const MARGIN_MODULES: f32 = 1.5;
/// The side of a logo in parts of the symbol's: six in a hundred of its area, of thirty that may be lost.
const LOGO_SHARE: f32 = 0.24;
/// Light around a logo.
const LOGO_GAP_MODULES: f32 = 0.6;
/// A dot that touches two edges of the picture and the round field is this part of half the picture: (√2 − 1)²; a little less leaves air.
const MARK_SHARE: f32 = 0.145;

/// Shapes in a square of `side` units, and where a logo is in them.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) side: f32,
    pub(super) shapes: Vec<Shape>,
    pub(super) logo: Option<Shape>,
    /// Sharp edges lie on whole units, so a picture is sharp where a unit is a whole number of pixels.
    pub(super) is_sharp: bool,
    /// What a unit must measure for a camera to tell it from its neighbours.
    pub(super) unit_pixels_min: f32,
}

impl Layout {
    pub(super) fn square(symbol: &Symbol, has_logo: bool) -> Layout {
        let modules = symbol.modules_a_side();
        let side = modules as f32 + QUIET_MODULES * 2.0;
        let logo = has_logo.then(|| {
            let width = modules as f32 * LOGO_SHARE;
            let x = (side - width) / 2.0;
            Shape::Rectangle { x, y: x, width, height: width, radius: width * 0.2, line: None }
        });
        let mut shapes = Vec::new();
        for row in 0..modules {
            let is_drawn = |column: usize| {
                let at = |index: usize| index as f32 + QUIET_MODULES + 0.5;
                symbol.is_dark(row, column) && is_clear_of(logo, at(column), at(row))
            };
            for (start, length) in runs(modules, is_drawn) {
                let (x, y) = (start as f32 + QUIET_MODULES, row as f32 + QUIET_MODULES);
                let width = length as f32;
                shapes.push(Shape::Rectangle { x, y, width, height: 1.0, radius: 0.0, line: None });
            }
        }
        Layout { side, shapes, logo, is_sharp: true, unit_pixels_min: MODULE_PIXELS_MIN }
    }

    pub(super) fn round(symbol: &Symbol, has_logo: bool) -> Layout {
        let modules = symbol.modules_a_side() as f32;
        let field = modules * std::f32::consts::FRAC_1_SQRT_2 + FIELD_MODULES;
        let half = field + MARGIN_MODULES;
        let start = half - modules / 2.0;
        let logo = has_logo.then(|| Shape::Dot { x: half, y: half, radius: modules * LOGO_SHARE / 2.0 });
        let mut shapes = finders(start, modules);
        let is_dot = |row: usize, column: usize| {
            let at = |index: usize| start + index as f32 + 0.5;
            symbol.is_dark(row, column) && !symbol.is_of_finder(row, column) && is_clear_of(logo, at(column), at(row))
        };
        dots(start, symbol.modules_a_side(), is_dot, &mut shapes);
        ornament(symbol, half, field, &mut shapes);
        let radius = half * MARK_SHARE;
        let corner = half * 2.0 - radius - MARGIN_MODULES / 2.0;
        shapes.push(Shape::Mark { x: corner, y: corner, radius });
        Layout { side: half * 2.0, shapes, logo, is_sharp: false, unit_pixels_min: DOT_PIXELS_MIN }
    }
}

/// Dots, and bars that join neighbours: a scanner that looks for the small squares of a symbol tells them by standing alone.
fn dots(start: f32, modules: usize, is_dot: impl Fn(usize, usize) -> bool, shapes: &mut Vec<Shape>) {
    for line in 0..modules {
        for at in (0..modules).filter(|&at| is_dot(line, at)) {
            let (x, y) = (start + at as f32 + 0.5, start + line as f32 + 0.5);
            shapes.push(Shape::Dot { x, y, radius: DOT_RADIUS });
        }
        let side = start + line as f32 + 0.5 - BAR_WIDTH / 2.0;
        let begin = |from: usize| start + from as f32 + 0.5;
        let (height, radius, line_width) = (BAR_WIDTH, 0.0, None);
        for (from, length) in joined(modules, |at| is_dot(line, at)) {
            let (x, width) = (begin(from), length as f32 - 1.0);
            shapes.push(Shape::Rectangle { x, y: side, width, height, radius, line: line_width });
        }
        for (from, length) in joined(modules, |at| is_dot(at, line)) {
            let (y, down) = (begin(from), length as f32 - 1.0);
            shapes.push(Shape::Rectangle { x: side, y, width: height, height: down, radius, line: line_width });
        }
    }
}

/// Where two and more stand side by side, and how many.
fn joined(modules: usize, is_there: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut runs = runs(modules, is_there);
    runs.retain(|(_, length)| *length > 1);
    runs
}

/// Where those that are there begin, and how many stand side by side.
fn runs(modules: usize, is_there: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < modules {
        let length = (at..modules).take_while(|&at| is_there(at)).count();
        if length > 0 {
            runs.push((at, length));
        }
        at += length + 1;
    }
    runs
}

/// The three large squares, round at their corners: a scanner measures them across the middle.
fn finders(start: f32, modules: f32) -> Vec<Shape> {
    let far = start + modules - 7.0;
    [(start, start), (far, start), (start, far)]
        .into_iter()
        .flat_map(|(x, y)| {
            [
                Shape::Rectangle { x, y, width: 7.0, height: 7.0, radius: 0.0, line: Some(1.0) },
                Shape::Rectangle { x: x + 2.0, y: y + 2.0, width: 3.0, height: 3.0, radius: FINDER_RADIUS, line: None },
            ]
        })
        .collect()
}

/// Dots around the symbol, outside of the light border it needs, up to the edge of the field. The same text has the same ones.
fn ornament(symbol: &Symbol, half: f32, field: f32, shapes: &mut Vec<Shape>) {
    let modules = symbol.modules_a_side();
    let quiet = modules as f32 / 2.0 + QUIET_MODULES;
    let mut random = seed(symbol);
    let reach = (field - modules as f32 / 2.0).ceil() as i32;
    let start = half - modules as f32 / 2.0;
    for row in -reach..modules as i32 + reach {
        for column in -reach..modules as i32 + reach {
            let (x, y) = (start + column as f32 + 0.5, start + row as f32 + 0.5);
            let is_outside = (x - half).abs().max((y - half).abs()) > quiet;
            if !is_outside || (x - half).hypot(y - half) > field - DOT_RADIUS {
                continue;
            }
            // An xorshift generator (Marsaglia, 2003): any even spread will do.
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let choice = (random >> 32) as usize % 5;
            if let Some(&radius) = ORNAMENT_RADII.get(choice) {
                shapes.push(Shape::Dot { x, y, radius });
            }
        }
    }
}

/// A number that the modules decide (FNV-1a); never zero.
fn seed(symbol: &Symbol) -> u64 {
    let modules = symbol.modules_a_side();
    let at = (0..modules * modules).map(|at| symbol.is_dark(at / modules, at % modules));
    at.fold(0xcbf2_9ce4_8422_2325, |hash: u64, dark| (hash ^ u64::from(dark)).wrapping_mul(0x0100_0000_01b3)) | 1
}

/// Whether a module with this middle is drawn: not where a logo or the light around it is.
fn is_clear_of(logo: Option<Shape>, x: f32, y: f32) -> bool {
    logo.is_none_or(|logo| logo.distance(x, y) > LOGO_GAP_MODULES)
}
