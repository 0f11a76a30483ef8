//! The few shapes that codes are made of. One module is one unit.
//!
//! In: places and sizes. Out: how far a point is from the edge, and a path of SVG. Must not: know colours or pixels.

use std::fmt::Write as _;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    Dot {
        x: f32,
        y: f32,
        radius: f32,
    },
    /// A rectangle with round corners, `radius` 0 for sharp ones; of `line` units inwards, or whole where that is nothing.
    Rectangle {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        radius: f32,
        line: Option<f32>,
    },
    /// The mark of the platform: a fish left out of a dot.
    Mark {
        x: f32,
        y: f32,
        radius: f32,
    },
}

/// From the middle of the mark, in parts of its radius: the body is what two circles share, the tail a triangle behind it.
const BODY_LEFT: f32 = -0.62;
const BODY_RIGHT: f32 = 0.34;
const BODY_HALF_HEIGHT: f32 = 0.28;
const TAIL_TIP: f32 = 0.18;
const TAIL_END: f32 = 0.62;
const TAIL_HALF_HEIGHT: f32 = 0.27;

impl Shape {
    /// Left, top, right, bottom.
    pub(super) fn bounds(&self) -> [f32; 4] {
        match *self {
            Shape::Dot { x, y, radius } | Shape::Mark { x, y, radius } => {
                [x - radius, y - radius, x + radius, y + radius]
            }
            Shape::Rectangle { x, y, width, height, .. } => [x, y, x + width, y + height],
        }
    }

    /// From a point to the edge; negative inside.
    pub(super) fn distance(&self, at_x: f32, at_y: f32) -> f32 {
        match *self {
            Shape::Dot { x, y, radius } => (at_x - x).hypot(at_y - y) - radius,
            Shape::Rectangle { x, y, width, height, radius, line } => {
                let outside_x = (at_x - x - width / 2.0).abs() - width / 2.0 + radius;
                let outside_y = (at_y - y - height / 2.0).abs() - height / 2.0 + radius;
                let corner = outside_x.max(0.0).hypot(outside_y.max(0.0));
                let edge = corner + outside_x.max(outside_y).min(0.0) - radius;
                line.map_or(edge, |line| edge.max(-edge - line))
            }
            Shape::Mark { x, y, radius } => {
                let (at_x, at_y) = ((at_x - x) / radius, (at_y - y) / radius);
                let fish = body_distance(at_x, at_y).min(tail_distance(at_x, at_y));
                (at_x.hypot(at_y) - 1.0).max(-fish) * radius
            }
        }
    }

    /// Its outline, to be filled by the non-zero rule: shapes may lie over each other. The fish of a mark is a path of its own: [`Shape::left_out`].
    pub(super) fn outline(&self, path: &mut String) {
        let _ = match *self {
            Shape::Dot { x, y, radius } | Shape::Mark { x, y, radius } => {
                let (left, across) = (x - radius, radius * 2.0);
                write!(path, "M{left} {y}a{radius} {radius} 0 1 1 {across} 0a{radius} {radius} 0 1 1-{across} 0z")
            }
            Shape::Rectangle { x, y, width, height, radius, line } => {
                rectangle(path, x, y, width, height, radius);
                if let Some(line) = line {
                    hole(path, x + line, y + line, width - line * 2.0, height - line * 2.0, (radius - line).max(0.0));
                }
                Ok(())
            }
        };
    }

    /// What is left out of it, as pieces that may lie over each other.
    pub(super) fn left_out(&self) -> Option<String> {
        let Shape::Mark { x, y, radius } = *self else { return None };
        let [left, right] = [BODY_LEFT, BODY_RIGHT].map(|at| x + at * radius);
        let [tip, end] = [TAIL_TIP, TAIL_END].map(|at| x + at * radius);
        let (circle, high) = (body_circle() * radius, TAIL_HALF_HEIGHT * radius);
        Some(format!(
            "M{left} {y}A{circle} {circle} 0 0 1 {right} {y}A{circle} {circle} 0 0 1 {left} {y}zM{tip} {y}L{end} {} V{}z",
            y - high,
            y + high
        ))
    }
}

/// The radius of the two circles: a chord and its height give it.
fn body_circle() -> f32 {
    let half = (BODY_RIGHT - BODY_LEFT) / 2.0;
    (half * half + BODY_HALF_HEIGHT * BODY_HALF_HEIGHT) / (2.0 * BODY_HALF_HEIGHT)
}

fn body_distance(x: f32, y: f32) -> f32 {
    let (middle, circle) = ((BODY_LEFT + BODY_RIGHT) / 2.0, body_circle());
    (x - middle).hypot(y.abs() + circle - BODY_HALF_HEIGHT) - circle
}

fn tail_distance(x: f32, y: f32) -> f32 {
    let (run, rise) = (TAIL_END - TAIL_TIP, TAIL_HALF_HEIGHT);
    let edge = (y.abs() * run - (x - TAIL_TIP) * rise) / run.hypot(rise);
    edge.max(x - TAIL_END)
}

/// A rectangle the other way round.
fn hole(path: &mut String, x: f32, y: f32, width: f32, height: f32, r: f32) {
    let (across, down) = (width - r * 2.0, height - r * 2.0);
    let _ = write!(
        path,
        "M{} {y}a{r} {r} 0 0 0-{r} {r}v{down}a{r} {r} 0 0 0 {r} {r}h{across}a{r} {r} 0 0 0 {r}-{r}v-{down}a{r} {r} 0 0 0-{r}-{r}z",
        x + r
    );
}

fn rectangle(path: &mut String, x: f32, y: f32, width: f32, height: f32, radius: f32) {
    let (across, down) = (width - radius * 2.0, height - radius * 2.0);
    let _ = match radius {
        0.0 => write!(path, "M{x} {y}h{width}v{height}h-{width}z"),
        r => write!(
            path,
            "M{} {y}h{across}a{r} {r} 0 0 1 {r} {r}v{down}a{r} {r} 0 0 1-{r} {r}h-{across}a{r} {r} 0 0 1-{r}-{r}v-{down}a{r} {r} 0 0 1 {r}-{r}z",
            x + r
        ),
    };
}
