//! Writes the TypeScript of the bridge between the realms. A test of `protocol` compares it.
//!
//! In: crates/protocol/src/bridge.rs. Out: runtime/shared/bridge.ts. Must not: decide its form; `protocol` does.

use anyhow::{Context as _, Result};

pub(crate) fn write() -> Result<()> {
    let path = crate::root().join("runtime/shared/bridge.ts");
    std::fs::create_dir_all(path.parent().expect("the path has a folder"))?;
    std::fs::write(&path, protocol::bridge::typescript()).with_context(|| format!("cannot write {}", path.display()))
}
