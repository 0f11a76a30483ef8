//! Code that a script makes from text: nobody who looks at a version can tell what it does, and no page runs it.
//!
//! In: calls that make code. Out: a note each: in a library it may be for engines that lack something. Must not: speak of text that stands there whole,
//! which libraries use to find the global object.

use super::Audited;
use crate::diagnostics::Diagnostic;

pub(super) const CODE: &str = "audit/code-from-text";

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for script in &audited.scripts {
        for (name, span) in &script.facts.made_code {
            found.push(
                Diagnostic::note(CODE, &*script.source.file, format!("`{name}` makes code from text"))
                    .at(span.clone(), "neither pages of a platform nor the vendor's app run such code")
                    .help("write the code out; read data with `JSON.parse`"),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    #[test]
    fn code_that_comes_as_text_is_told() {
        let script = "eval(a); new Function('a', b)(); Function(b); setTimeout('go()', 1); setTimeout(() => eval, 1); setInterval(`go(${a})`, 1)";
        let told = said(super::CODE, &[("p/p.js", script)]);
        let wanted = [
            "`eval` makes code from text | eval",
            "`Function` makes code from text | Function",
            "`Function` makes code from text | Function",
            "`setTimeout` makes code from text | setTimeout",
            "`setInterval` makes code from text | setInterval",
        ];
        assert_eq!(told, wanted);
    }

    #[test]
    fn what_libraries_do_is_not() {
        let script = "const root = Function('return this')(); const is = (x) => x instanceof Function; setTimeout(go, 1); a.eval(b); eval('1')";
        assert_eq!(said(super::CODE, &[("p/p.js", script)]), [""; 0]);
    }
}
