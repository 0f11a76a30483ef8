//! Compiles every template below a folder and writes their emitted code, with the diagnostics on
//! standard output. In: FOLDER OUT. For looking at what real programs give.

use minnow_bench_compile::Folder;
use minnow_bench_compile::wxml::{FileContext, compile};
use std::path::Path;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(root), Some(out)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: emit FOLDER OUT");
        std::process::exit(2);
    };
    let folder = Folder::read(Path::new(&root));
    for template in &folder.templates {
        let file = format!("{}.wxml", template.path);
        let context = FileContext { path: &template.path, file: &file, components: &template.components, absent: &Default::default() };
        let (unit, diagnostics) = compile(&template.source, &context, &folder);
        let target = Path::new(&out).join(&template.path);
        std::fs::create_dir_all(target.parent().expect("below OUT")).expect("OUT can be written");
        std::fs::write(target.with_extension("js"), &unit.code).expect("OUT can be written");
        for diagnostic in diagnostics {
            let start = diagnostic.labels.first().map_or(0, |label| label.span.start);
            let line = template.source.get(..start).map_or(0, |text| text.matches('\n').count() + 1);
            println!("{}:{line}: {:?} {} {} {}", diagnostic.file, diagnostic.severity, diagnostic.code, diagnostic.message, diagnostic.help.unwrap_or_default());
        }
    }
    eprintln!("{} templates", folder.templates.len());
}
