//! The description of the platform's API, and the types its own pages call it by.
//!
//! In: the server's routes. Out: web/openapi.json, web/api.d.ts. Must not: be needed by the build; both files are committed, and tests compare them.

use std::process::ExitCode;

use anyhow::Result;

use crate::run::Step;
use crate::test::server_tests;

pub(crate) fn write() -> Result<ExitCode> {
    let root = crate::root();
    let describe = server_tests("description", "test(/the_description_is_the_one/)", "the_description_is_the_one");
    let steps = [describe.with("MINNOW_WRITE_API", "1"), Step::new("types", "node", &["web/openapi/generate.mjs"])];
    for step in steps {
        if !step.run(&root)?.success {
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}
