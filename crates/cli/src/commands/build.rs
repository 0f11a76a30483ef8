//! `minnow build`: a package on disk, and what each page costs.
//!
//! In: a folder. Out: files in OUT, the report on standard output, diagnostics on standard error; exit code 1 on errors.
//! Must not: leave half a package.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use compiler::{Compiler, Mode, Options, Recode, Report, budget};
use serde_json::json;

use super::{BuildArguments, ReportFormat};
use crate::project_config::ProjectConfig;
use crate::render::{diagnostics, report};
use crate::{compile, encode, files, launch, recode, runtime_files};

pub(super) fn run(arguments: &BuildArguments) -> Result<ExitCode> {
    let project = compile::project(&arguments.project.dir)?;
    files::check_replaceable(&arguments.out, &arguments.project.dir)?;
    let config = ProjectConfig::read(&arguments.project.dir);
    let budget = arguments.budget.map_or_else(|| config.budget(), Ok)?;
    let runtime = runtime_files::load()?;
    if !runtime_files::is_built(&runtime) {
        eprintln!("minnow: this binary was built without the runtime: the package will not run (see `make assets`)");
    }
    let trims_styles = arguments.trim_styles || config.build().trim_styles;
    let recode = (arguments.images || config.build().images).then_some(recode::recode as Recode);
    let options = Options { mode: Mode::Release, runtime: runtime.files, trims_styles, recode, ..Options::default() };
    let mut output = Compiler::new(options).compile(&project);
    let mut is_measured = false;
    if !output.has_errors() {
        let host = arguments.map.host_data().map(|map| json!({"map": map}));
        launch::add_documents(&mut output, &runtime.launch, host, None);
        output.diagnostics.extend(budget::check(&output.report, budget, &output.structure.app_json()));
        is_measured = true;
    }
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    eprint!("{}", diagnostics::text(&output.diagnostics, &output.sources, colour));
    let summary = diagnostics::summary(&output.diagnostics);
    if !summary.is_empty() {
        eprintln!("{summary}");
    }
    let Some(mut package) = output.package.take().filter(|_| !output.has_errors()) else {
        // Over budget: the report says why.
        if is_measured {
            super::print(&written(arguments.report, &output.report))?;
        }
        eprintln!("nothing was written");
        return Ok(ExitCode::from(1));
    };
    if !arguments.no_compress {
        encode::add_encodings(&mut package, &runtime.encoded, &arguments.out);
    }
    files::write_package(&arguments.out, &package)
        .with_context(|| format!("cannot write the package to {}", arguments.out.display()))?;
    super::print(&written(arguments.report, &output.report))?;
    Ok(ExitCode::SUCCESS)
}

fn written(format: ReportFormat, report: &Report) -> String {
    match format {
        ReportFormat::Text => report::text(report),
        ReportFormat::Json => report::json(report) + "\n",
    }
}
