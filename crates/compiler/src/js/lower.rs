//! TypeScript, and syntax newer than the browsers stated, to plain modern JavaScript.
//!
//! In: a parsed program. Out: text, with a table from its lines to the lines of the source. Must not: touch modules.

use std::path::Path;

use oxc::allocator::Allocator;
use oxc::ast::ast::Program;
use oxc::codegen::{Codegen, CodegenOptions};
use oxc::semantic::SemanticBuilder;
use oxc::transformer::{DecoratorOptions, HelperLoaderMode, HelperLoaderOptions, TransformOptions, Transformer};

/// The oldest browsers that run what the compiler emits. Stated in docs/reference/browsers.md.
pub(crate) const BROWSERS: [&str; 3] = ["chrome108", "safari16.4", "firefox115"];

pub(crate) struct Lowered {
    pub text: String,
    /// For each line of `text`, the line of the source it comes from (both from 0).
    pub lines: Vec<u32>,
}

/// Lowers a program. An `Err` is a message.
pub(crate) fn lower<'a>(allocator: &'a Allocator, program: &mut Program<'a>, path: &str) -> Result<Lowered, String> {
    let semantic = SemanticBuilder::new_compiler().with_excess_capacity(2.0).with_enum_eval(true).build(program);
    let scoping = semantic.semantic.into_scoping();
    let mut options = TransformOptions::from_target_list(&BROWSERS)?;
    options.decorator = DecoratorOptions { legacy: true, ..DecoratorOptions::default() };
    options.helper_loader = HelperLoaderOptions { mode: HelperLoaderMode::External, ..HelperLoaderOptions::default() };
    let result = Transformer::new(allocator, Path::new(path), &options).build_with_scoping(scoping, program);
    if let Some(diagnostic) = result.diagnostics.first() {
        return Err(diagnostic.message.to_string());
    }
    let printed = Codegen::new()
        .with_options(CodegenOptions { source_map_path: Some(path.into()), ..CodegenOptions::default() })
        .build(program);
    let mut lines = vec![u32::MAX; printed.code.split('\n').count()];
    if let Some(map) = &printed.map {
        for token in map.get_tokens() {
            if let Some(line) = lines.get_mut(token.get_dst_line() as usize)
                && *line == u32::MAX
            {
                *line = token.get_src_line();
            }
        }
    }
    let mut last = 0;
    for line in &mut lines {
        if *line == u32::MAX {
            *line = last;
        }
        last = *line;
    }
    Ok(Lowered { text: printed.code, lines })
}
