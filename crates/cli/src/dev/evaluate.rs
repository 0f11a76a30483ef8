//! Expressions typed into the panel, as scripts: the realm of a program compiles no text, and takes scripts of its own server only.
//!
//! In: code of the person, from the page itself. Out: an address, and the script that stands there. Must not: run or keep anything: the last few stay.

use std::collections::VecDeque;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

/// Takes code, answers where it stands.
pub(crate) const PATH: &str = "/_minnow/evaluate";
/// The code a person can type.
pub(crate) const BYTES_MAX: usize = 64 * 1024;
const KEPT_MAX: usize = 8;

#[derive(Debug, Clone, Default)]
pub(super) struct Expressions(Arc<Mutex<VecDeque<(String, String)>>>);

impl Expressions {
    /// The path of the scripts made of this code, which nobody can guess; what kind of script stands behind it.
    pub(super) fn add(&self, code: String) -> String {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = format!("{:016x}", RandomState::new().hash_one(&code));
        let path = format!("{PATH}/{id}/");
        if kept.len() == KEPT_MAX {
            kept.pop_front();
        }
        kept.push_back((id, code));
        path
    }

    /// `kind`: `expression.js`, which does not compile where the code is no expression, or `statements.js`.
    pub(super) fn script(&self, id: &str, kind: &str) -> Option<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, code) = kept.iter().find(|(other, _)| other == id)?;
        match kind {
            "expression.js" => Some(format!("mnEvaluate(function () {{ return (\n{code}\n) }})")),
            "statements.js" => Some(format!("mnEvaluate(function () {{\n{code}\n}})")),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stands_at_its_own_address_until_newer_code_comes() {
        let expressions = Expressions::default();
        let path = expressions.add("1 + 1".to_owned());
        let id = path.trim_start_matches(PATH).trim_matches('/').to_owned();
        assert_eq!(
            expressions.script(&id, "expression.js").as_deref(),
            Some("mnEvaluate(function () { return (\n1 + 1\n) })")
        );
        assert_eq!(expressions.script(&id, "statements.js").as_deref(), Some("mnEvaluate(function () {\n1 + 1\n})"));
        assert_eq!(expressions.script(&id, "other.js"), None);
        assert_eq!(expressions.script("0", "expression.js"), None);
        for _ in 0..KEPT_MAX {
            assert_ne!(expressions.add("1 + 1".to_owned()), path);
        }
        assert_eq!(expressions.script(&id, "expression.js"), None);
    }
}
