//! A script in its registered form.
//!
//! In: an analyzed script and what its requests resolved to. Out: one `mn.d(…)` statement. Must not: read files.

use oxc::allocator::Allocator;
use oxc::codegen::{Codegen, CodegenOptions, CommentOptions};
use oxc::minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
use oxc::parser::{ParseOptions, Parser};
use oxc::span::SourceType;
use oxc::transformer::EngineTargets;

use super::analyze::{OWN_REGISTRY, Piece, Script};
use super::esm::quote;
use super::lower::BROWSERS;
use crate::limits;

/// A registered module.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Emitted {
    /// Ends with a line break.
    pub code: String,
    /// For each line of `code`, the line of the source (from 0), for source maps. Empty when there is none.
    pub lines: Vec<u32>,
}

/// Registers a script under `name`. `resolved` has an entry a request: the name of the module, or `None` when it is missing.
pub(crate) fn emit(script: &Script, name: &str, resolved: &[Option<String>], minify: bool) -> Emitted {
    if let Some(fault) = script.faults.first() {
        return refuse(name, &fault.message);
    }
    let body = apply_edits(script, resolved);
    let parameters = script.parameters.join(",");
    let mut code = format!("mn.d({},function({parameters}){{{body}\n}});\n", quote(name));
    if script.hides_registry {
        // Read outside of the function, where the name still means the registry.
        code = format!("{{let {OWN_REGISTRY}=mn;{}}}\n", code.trim_end());
    }
    if minify {
        return match minify_script(&code) {
            Some(code) => Emitted { code, lines: Vec::new() },
            None => refuse(name, "this script cannot be registered"),
        };
    }
    let line_count = code.bytes().filter(|byte| *byte == b'\n').count();
    let lines = match &script.lines {
        Some(lines) => (0..line_count).map(|line| lines.get(line).or(lines.last()).copied().unwrap_or(0)).collect(),
        None => (0..line_count as u32).collect(),
    };
    Emitted { code, lines }
}

/// A module that cannot run fails where it is required. As written it would take the file it stands in along.
fn refuse(name: &str, message: &str) -> Emitted {
    let message = quote(&format!("{name}: {message}"));
    let code = format!("mn.d({},function(){{throw new SyntaxError({message})}});\n", quote(name));
    Emitted { code, lines: vec![0] }
}

/// Registers JSON.
pub(crate) fn emit_json(name: &str, value: &serde_json::Value) -> Emitted {
    // Text that ends a script or a line in JavaScript but not in JSON.
    let json = value.to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    Emitted {
        code: format!("mn.d({},function(require,module){{module.exports={json}}});\n", quote(name)),
        lines: vec![0],
    }
}

/// Puts the edits in. Line breaks in replaced parts are kept, so that every line keeps its number.
pub(crate) fn apply_edits(script: &Script, resolved: &[Option<String>]) -> String {
    let text = &*script.text;
    let mut out = String::with_capacity(text.len() + 256);
    let mut at = 0;
    if text.starts_with('\u{feff}') {
        at = '\u{feff}'.len_utf8();
    }
    for edit in &script.edits {
        let start = edit.span.start.max(at);
        out.push_str(&text[at..start]);
        for piece in &edit.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Request(index) => match resolved.get(*index) {
                    Some(Some(name)) => out.push_str(&quote(name)),
                    _ => out.push_str(&quote(&script.requests[*index].specifier)),
                },
            }
        }
        at = edit.span.end.max(start);
        out.extend(text[start..at].chars().filter(|character| *character == '\n'));
    }
    out.push_str(&text[at..]);
    out
}

/// Minifies a classic script. `None` when it cannot be parsed: then it is left as it is.
pub(crate) fn minify_script(code: &str) -> Option<String> {
    let allocator = Allocator::default();
    let options = ParseOptions { allow_return_outside_function: true, ..ParseOptions::default() };
    let parsed = Parser::new(&allocator, code, SourceType::script()).with_options(options).parse();
    if parsed.panicked || !parsed.diagnostics.is_empty() {
        return None;
    }
    let mut program = parsed.program;
    if !limits::can_be_minified(&program) {
        return Some(code.to_owned());
    }
    let target = EngineTargets::from_target_list(&BROWSERS).ok()?;
    let options = MinifierOptions {
        mangle: Some(MangleOptions::default()),
        compress: Some(CompressOptions { target, ..CompressOptions::smallest() }),
        ..MinifierOptions::default()
    };
    let minified = Minifier::new(options).minify(&allocator, &mut program);
    let printed = Codegen::new()
        .with_options(CodegenOptions {
            minify: true,
            comments: CommentOptions::disabled(),
            ..CodegenOptions::default()
        })
        .with_scoping(minified.scoping)
        .with_private_member_mappings(minified.class_private_mappings)
        .build(&program);
    let mut code = printed.code;
    code.push('\n');
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As scripts are compiled: with room for deep ones.
    fn minified(code: String) -> String {
        let work = move || minify_script(&code).expect("the script can be parsed");
        std::thread::Builder::new().stack_size(limits::STACK_BYTES).spawn(work).unwrap().join().unwrap()
    }

    #[test]
    fn a_script_that_nests_deeper_than_any_real_one_is_left_as_it_is() {
        assert_eq!(minified("x = 1 ? a+b  : c;\n".to_owned()), "x=a+b;\n");
        assert!(minified(format!("x = {} a;\n", "a +".repeat(1_000))).starts_with("x=a+a+"));
        let statements = ["if(a)", "while(a)", "for(;;)", "x=a||", "x=a?b:", "x=a+"].map(|part| {
            let (start, repeated) = part.split_once('=').map_or(("", part), |(_, value)| ("x=", value));
            format!("{start}{}b\n", repeated.repeat(20_000))
        });
        for code in statements {
            assert_eq!(minified(code.clone()), code, "{}", &code[..8]);
        }
    }
}
