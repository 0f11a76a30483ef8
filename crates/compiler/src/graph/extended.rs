//! Libraries of `useExtendedLib`, which the vendor's app ships and which come from npm here.
//!
//! In: what app.json switches on. Out: [`Extended`]: sheets that apply to the whole program, packages that are not installed.
//! Must not: resolve components; they are found like those of any package.

use std::ops::Range;

use crate::config::app::AppConfig;
use crate::diagnostics::Diagnostic;
use crate::js::resolve::in_packages;
use crate::sources::Sources;
use crate::wxss;

struct Library {
    name: &'static str,
    package: &'static str,
    /// The sheet that applies without an `@import` under `useExtendedLib` (the library's own quick start says so).
    sheet: &'static str,
}

const LIBRARIES: [Library; 1] =
    [Library { name: "weui", package: "weui-miniprogram", sheet: "weui-miniprogram/weui-wxss/dist/style/weui.wxss" }];

#[derive(Debug, Default)]
pub(super) struct Extended {
    /// Logical paths of sheets that come before the program's own.
    pub sheets: Vec<String>,
    /// Packages that are switched on and not installed.
    absent: Vec<&'static str>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Extended {
    pub(super) fn read(sources: &Sources, app: &AppConfig) -> Extended {
        let mut extended = Extended::default();
        for (name, span) in &app.extended_libraries {
            let Some(library) = LIBRARIES.iter().find(|library| library.name == name) else {
                extended.diagnostics.push(not_provided(app, name, span));
                continue;
            };
            extended.sheets.extend(wxss::resolve_import(sources, "", library.sheet, ""));
            let is_there = |package: &str, _: &str| {
                (sources.mount(package).is_some() || !sources.list(package).is_empty()).then(String::new)
            };
            if in_packages(sources, "", library.package, is_there).is_none() {
                extended.absent.push(library.package);
                extended.diagnostics.push(not_installed(app, library, span));
            }
        }
        extended
    }

    /// Whether a component's path lies in a package that is told to be missing as a whole.
    pub(super) fn lacks(&self, path: &str) -> bool {
        let inside = |package: &&str| {
            path.trim_start_matches('/').strip_prefix(*package).is_some_and(|rest| rest.starts_with('/'))
        };
        self.absent.iter().any(inside)
    }
}

fn not_provided(app: &AppConfig, name: &str, span: &Range<usize>) -> Diagnostic {
    Diagnostic::warning("graph/extended-library", &app.file, format!("the extended library `{name}` is not provided"))
        .at(span.clone(), "its components and modules are not found")
        .help("the vendor's app ships it; `weui` is taken from the npm package weui-miniprogram, others have to be in the program")
}

fn not_installed(app: &AppConfig, library: &Library, span: &Range<usize>) -> Diagnostic {
    let Library { name, package, .. } = library;
    Diagnostic::warning("graph/extended-library", &app.file, format!("the extended library `{name}` is not installed"))
        .at(span.clone(), "its components are not found, and its sheet is left out")
        .help(format!("the vendor's app ships it; here it is an npm package: `npm install {package}`"))
}
