//! How deep a script or style may nest, so that hostile text cannot exhaust a parser's stack.
//!
//! In: text, or its tree. Out: whether it may be parsed, or minified. Must not: understand the text.

use oxc::ast::AstKind;
use oxc::ast::ast::Program;
use oxc::ast_visit::Visit;

/// Stack of the threads that parse. Only what is used is ever backed by memory.
pub(crate) const STACK_BYTES: usize = 256 << 20;

/// Brackets within brackets. Bundled real programs stay below 200.
const NESTING_MAX: i64 = 1_500;
/// Prefix operators, arrows, conditionals and member accesses in a row, or statements that hang on each other.
const CHAIN_MAX: usize = 20_000;

/// Blocks within blocks of a sheet: the printer counts its indent, two for each, in a byte.
const SHEET_NESTING_MAX: usize = 100;

/// Nodes within nodes of a script that is minified: for a deeper one that takes time by the square of its depth, and it is left as it is.
const MINIFIED_DEPTH_MAX: usize = 1_500;

/// What is said of a text that nests too deeply.
pub(crate) const MESSAGE: &str = "nested too deeply";

/// Whether a text nests deeper than any real one. Brackets in strings count too: the limit leaves room for them.
pub(crate) fn is_too_deep(text: &str) -> bool {
    let (mut depth, mut deepest) = (0i64, 0i64);
    let mut prefixes = 0usize;
    let mut arrows = 0usize;
    let mut last = b' ';
    let mut chained = 0usize;
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            b';' => (arrows, chained) = (0, 0),
            b'>' if last == b'=' => arrows += 1,
            b'?' | b':' | b'=' => chained += 1,
            _ => {}
        }
        if matches!(byte, b'!' | b'~' | b'-' | b'+') {
            prefixes += 1;
        } else if !byte.is_ascii_whitespace() {
            prefixes = 0;
        }
        deepest = deepest.max(depth);
        if deepest > NESTING_MAX || prefixes > 1_000 || arrows > CHAIN_MAX || chained > 100 * CHAIN_MAX {
            return true;
        }
        last = byte;
    }
    false
}

/// Whether a script can be minified in time by its length.
pub(crate) fn can_be_minified(program: &Program) -> bool {
    #[derive(Default)]
    struct Depth {
        now: usize,
        deepest: usize,
    }
    impl<'a> Visit<'a> for Depth {
        fn enter_node(&mut self, _: AstKind<'a>) {
            self.now += 1;
            self.deepest = self.deepest.max(self.now);
        }
        fn leave_node(&mut self, _: AstKind<'a>) {
            self.now -= 1;
        }
    }
    let mut depth = Depth::default();
    depth.visit_program(program);
    depth.deepest <= MINIFIED_DEPTH_MAX
}

/// Whether a style sheet nests deeper than any real one.
pub(crate) fn is_sheet_too_deep(text: &str) -> bool {
    let mut depth = 0usize;
    let mut blocks = text.bytes().filter(|byte| matches!(byte, b'{' | b'}'));
    blocks.any(|byte| {
        depth = if byte == b'{' { depth + 1 } else { depth.saturating_sub(1) };
        depth > SHEET_NESTING_MAX
    }) || is_too_deep(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hostile_nesting_is_too_deep() {
        for text in ["(".repeat(2_000), "[{".repeat(1_000), "!".repeat(5_000), "- ".repeat(5_000), "a=>".repeat(30_000)]
        {
            assert!(is_too_deep(&text), "{}", &text[..4]);
        }
        for text in ["()[]{}".repeat(10_000), "a.b.c;".repeat(10_000), "f(x=>x);".repeat(30_000), String::new()] {
            assert!(!is_too_deep(&text));
        }
        assert!(
            is_sheet_too_deep(&"@media all{".repeat(101)) && is_sheet_too_deep(&format!("a{{b:{}", "(".repeat(2_000)))
        );
        assert!(!is_sheet_too_deep(&"a{".repeat(100)) && !is_sheet_too_deep(&"a{}}".repeat(10_000)));
    }
}
