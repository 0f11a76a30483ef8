//! Throughput and size of template compilation beside glass-easel-template-compiler, in one run on one thread.
//!
//! In: folders of sources (`cargo run --release -- FOLDER…`), any number of `--interpreter FILE` whose compressed size is
//! counted in. Out: a table. Each file is parsed and emitted by itself; the median of the passes is shown, passes of the two
//! taking turns.

use minnow_bench_compile::Folder;
use minnow_bench_compile::wxml::{FileContext, compile};
use std::path::Path;
use std::time::Instant;

const PASSES: usize = 15;

fn main() {
    let mut folders = Vec::new();
    let mut interpreter_bytes = 0;
    let mut speed_only = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--interpreter" {
            let file = arguments.next().expect("--interpreter FILE");
            interpreter_bytes += compressed(&std::fs::read(file).expect("the interpreter can be read"));
        } else if argument == "--speed" {
            speed_only = true;
        } else {
            folders.push(Folder::read(Path::new(&argument)));
        }
    }
    let files: usize = folders.iter().map(|folder| folder.templates.len()).sum();
    let bytes: usize = folders.iter().flat_map(|folder| &folder.templates).map(|template| template.source.len()).sum();
    assert!(files > 0, "name folders that hold .wxml files");

    let (mut ours, mut theirs, mut parse) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..PASSES {
        ours.push(seconds(|| folders.iter().map(emitted_length).sum()));
        theirs.push(seconds(|| folders.iter().map(reference_length).sum()));
        parse.push(seconds(|| folders.iter().flat_map(|folder| &folder.templates).map(|template| syntax::parse(&template.source).0.expressions.len()).sum()));
    }
    let rate = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        bytes as f64 / 1e6 / times[times.len() / 2]
    };
    let (ours, theirs, parse) = (rate(&mut ours), rate(&mut theirs), rate(&mut parse));
    println!("{files} files, {bytes} bytes");
    println!("minnow parse           {parse:6.1} MB/s");
    println!("minnow parse and emit  {ours:6.1} MB/s");
    println!("glass-easel 1.2.1      {theirs:6.1} MB/s");
    println!("ratio                  {:6.2}", ours / theirs);
    if !speed_only {
        sizes(&folders, interpreter_bytes);
    }
}

fn sizes(folders: &[Folder], interpreter_bytes: usize) {
    let (mut source, mut emitted, mut reference) = ([0; 2], [0; 2], [0; 2]);
    for folder in folders {
        for template in &folder.templates {
            let unit = unit(folder, template);
            add(&mut source, &template.source);
            add(&mut emitted, &unit.code);
            add(&mut reference, &reference_code(template));
        }
    }
    println!("\n                raw   brotli   of source");
    let row = |name: &str, [raw, small]: [usize; 2]| println!("{name:12} {raw:8} {small:8} {:8.3}", small as f64 / source[1] as f64);
    row("source", source);
    row("emitted", emitted);
    row("+interpreter", [emitted[0], emitted[1] + interpreter_bytes]);
    row("glass-easel", reference);
}

fn add(sums: &mut [usize; 2], text: &str) {
    sums[0] += text.len();
    sums[1] += compressed(text.as_bytes());
}

fn unit(folder: &Folder, template: &minnow_bench_compile::Template) -> minnow_bench_compile::wxml::TemplateUnit {
    let context = FileContext { path: &template.path, file: &template.path, components: &template.components, absent: &Default::default() };
    compile(&template.source, &context, folder).0
}

fn emitted_length(folder: &Folder) -> usize {
    folder.templates.iter().map(|template| unit(folder, template)).map(|unit| unit.code.len()).sum()
}

fn reference_code(template: &minnow_bench_compile::Template) -> String {
    let mut group = glass_easel_template_compiler::TmplGroup::new();
    group.add_tmpl(&template.path, &template.source);
    group.get_tmpl_gen_object(&template.path).unwrap_or_default()
}

fn reference_length(folder: &Folder) -> usize {
    folder.templates.iter().map(|template| reference_code(template).len()).sum()
}

fn seconds(run: impl FnOnce() -> usize) -> f64 {
    let start = Instant::now();
    std::hint::black_box(run());
    start.elapsed().as_secs_f64()
}

fn compressed(bytes: &[u8]) -> usize {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters).expect("memory can be written");
    out.len()
}
