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

/// What lowered syntax calls, by its name in the transformer.
const HELPERS: [(&str, &str); 4] = [
    (
        "decorate",
        "function(list,target,key,descriptor){let own=arguments.length>2,seen=own?descriptor===null?\
         Object.getOwnPropertyDescriptor(target,key):descriptor:target;for(let i=list.length;i--;)if(list[i])\
         seen=(own?list[i](target,key,seen):list[i](seen))||seen;\
         if(own&&seen)Object.defineProperty(target,key,seen);return seen}",
    ),
    ("decorateParam", "function(index,decorator){return(target,key)=>decorator(target,key,index)}"),
    ("decorateMetadata", "function(key,value){if(Reflect.metadata)return Reflect.metadata(key,value)}"),
    (
        "usingCtx",
        "function(){const none={},list=[],\
         both=(error,suppressed)=>Object.assign(new Error(\"An error was suppressed\"),{name:\"SuppressedError\",error,suppressed}),\
         method=(value,name)=>value[Symbol[name]||Symbol.for(\"Symbol.\"+name)],\
         use=wait=>value=>{if(value==null){if(wait)list.push({wait});return value}\
         if(Object(value)!==value)throw new TypeError(\"using needs an object\");\
         const end=wait&&method(value,\"asyncDispose\")||method(value,\"dispose\");\
         if(typeof end!==\"function\")throw new TypeError(\"Object is not disposable\");\
         list.push({value,end,wait});return value};\
         return{e:none,u:use(false),a:use(true),d(){let failure=this.e;\
         const failed=error=>{failure=failure===none?error:both(error,failure)},\
         next=()=>{let one;while(one=list.pop())try{const result=one.end&&one.end.call(one.value);\
         if(one.wait)return Promise.resolve(result).catch(failed).then(next)}catch(error){failed(error)}\
         if(failure!==none)throw failure};return next()}}}",
    ),
];

/// A statement that defines what lowered text calls; empty when it calls nothing. An `Err` is a message.
fn helpers(lowered: &str) -> Result<String, String> {
    let mut names: Vec<&str> = lowered
        .split("babelHelpers.")
        .skip(1)
        .map(|rest| &rest[..rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len())])
        .collect();
    names.sort_unstable();
    names.dedup();
    let mut members = Vec::with_capacity(names.len());
    for name in names {
        let Some((_, code)) = HELPERS.iter().find(|(known, _)| *known == name) else {
            return Err(format!("this script has syntax too new to be compiled (it needs `{name}`)"));
        };
        members.push(format!("{name}:{code}"));
    }
    Ok(if members.is_empty() { String::new() } else { format!("const babelHelpers={{{}}};", members.join(",")) })
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
    // A script may bring helpers of that name along.
    let own = program.source_text.contains("babelHelpers");
    let mut printed = Codegen::new()
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
    let helpers = if own { String::new() } else { helpers(&printed.code)? };
    if !helpers.is_empty() {
        // On the first line, so that every line keeps its number, and after a directive, which must stay the first statement.
        let start = ["\"use strict\";", "'use strict';"].iter().find(|directive| printed.code.starts_with(**directive));
        printed.code.insert_str(start.map_or(0, |directive| directive.len()), &helpers);
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
