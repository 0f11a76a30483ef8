//! Source maps of chunks, line by line.
//!
//! In: the modules of a chunk with the source line of each of their lines. Out: a source map (version 3).
//! Must not: map columns: modules keep their lines, so a line is exact.

use serde_json::json;

/// One module as it stands in a chunk.
pub(crate) struct Mapped<'a> {
    pub path: &'a str,
    pub source: &'a str,
    /// Source line of each line (from 0).
    pub lines: &'a [u32],
}

/// `parts` are the pieces of the chunk in order: a module, or a number of lines without a source.
pub(crate) enum Part<'a> {
    Module(Mapped<'a>),
    Lines(usize),
}

pub(crate) fn write(file: &str, parts: &[Part]) -> String {
    let mut mappings = String::new();
    let (mut sources, mut contents) = (Vec::new(), Vec::new());
    let (mut last_source, mut last_line) = (0i64, 0i64);
    for part in parts {
        match part {
            Part::Lines(count) => mappings.extend(std::iter::repeat_n(';', *count)),
            Part::Module(module) => {
                let source = sources.len() as i64;
                sources.push(module.path);
                contents.push(module.source);
                for line in module.lines {
                    let line = i64::from(*line);
                    mappings.push('A');
                    number(&mut mappings, source - last_source);
                    number(&mut mappings, line - last_line);
                    mappings.push_str("A;");
                    last_source = source;
                    last_line = line;
                }
            }
        }
    }
    json!({"version": 3, "file": file, "sourceRoot": "/", "sources": sources, "sourcesContent": contents, "names": [], "mappings": mappings}).to_string()
}

/// A number in base 64, five bits at a time.
fn number(out: &mut String, value: i64) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut rest = if value < 0 { ((-value) << 1) | 1 } else { value << 1 };
    loop {
        let digit = rest & 31;
        rest >>= 5;
        let more = if rest > 0 { 32 } else { 0 };
        out.push(DIGITS[(digit | more) as usize] as char);
        if rest == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_base_64() {
        let mut out = String::new();
        for value in [0, 1, -1, 15, 16, -1000] {
            number(&mut out, value);
            out.push(' ');
        }
        assert_eq!(out, "A C D e gB x+B ");
    }
}
