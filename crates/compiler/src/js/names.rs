//! What names mean at the outermost scope of a script, and how the function it is registered in may call its parameters.
//!
//! In: scopes. Out: answers. Must not: edit anything.

use oxc::ast::ast::IdentifierReference;
use oxc::semantic::{Scoping, SymbolFlags};

/// Whether an identifier reads the global of this name, and nothing the script declares.
pub(crate) fn is_global(scoping: &Scoping, identifier: &IdentifierReference, name: &str) -> bool {
    identifier.name == name
        && identifier.reference_id.get().is_none_or(|reference| scoping.get_reference(reference).symbol_id().is_none())
}

/// The parameters a script's function has: `names`, but for those that the script declares itself at its outermost scope,
/// where a parameter of that name would be a fault (`let module`), or would be shadowed where an ES module's generated head
/// needs it (`function require() {}`).
pub(crate) fn parameters(scoping: &Scoping, names: &[&str], is_module: bool) -> Vec<String> {
    let renamed =
        |name: &&str| if declares(scoping, name, is_module) { format!("_mn_{name}") } else { (*name).to_owned() };
    names.iter().map(renamed).collect()
}

/// Whether the outermost scope declares a name in a way that hides a parameter of that name from generated code. A plain
/// script's `var` and `function` do what they would without: `var module = module || {}`.
pub(crate) fn declares(scoping: &Scoping, name: &str, is_module: bool) -> bool {
    let Some(symbol) = scoping.get_root_binding(name.into()) else { return false };
    let flags = scoping.symbol_flags(symbol);
    // Imported names are replaced where they are read: nothing declares them.
    if is_module { !flags.intersects(SymbolFlags::Import) } else { flags.intersects(SymbolFlags::BlockScoped) }
}
