//! Calls that the vendor's app answers with a failure because app.json does not announce them: places, and what runs in the background.
//!
//! In: what scripts do with `wx`, and app.json. Out: diagnostics at the first use in a script. Must not: speak of a name a script only tests for.

use serde_json::Value;

use super::Audited;
use crate::diagnostics::Diagnostic;

pub(super) const CODE: &str = "audit/private-api";

struct Announced {
    name: &'static str,
    /// Whether `requiredPrivateInfos` names it.
    is_private: bool,
    /// The permission whose reason people are shown.
    scope: Option<&'static str>,
    /// What `requiredBackgroundModes` names.
    mode: Option<&'static str>,
}

const fn private(name: &'static str, scope: Option<&'static str>, mode: Option<&'static str>) -> Announced {
    Announced { name, is_private: true, scope, mode }
}

const ANNOUNCED: [Announced; 9] = [
    private("chooseAddress", None, None),
    private("chooseLocation", None, None),
    private("choosePoi", None, None),
    Announced { name: "getBackgroundAudioManager", is_private: false, scope: None, mode: Some("audio") },
    private("getFuzzyLocation", Some("scope.userFuzzyLocation"), None),
    private("getLocation", Some("scope.userLocation"), None),
    private("onLocationChange", None, None),
    private("startLocationUpdate", Some("scope.userLocation"), None),
    private("startLocationUpdateBackground", Some("scope.userLocationBackground"), Some("location")),
];

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let app = &audited.app.app;
    let lists = |key: &str, name: &str| {
        app.get(key).and_then(Value::as_array).is_some_and(|list| list.iter().any(|item| item == name))
    };
    let has_reason = |scope: &str| app.get("permission").is_some_and(|permission| permission.get(scope).is_some());
    let mut found = Vec::new();
    for script in &audited.scripts {
        let usage = &audited.program.modules[script.path].usage;
        for (name, span) in usage.called() {
            let Some(announced) = ANNOUNCED.iter().find(|announced| announced.name == name) else { continue };
            let mut missing = Vec::new();
            if announced.is_private && !lists("requiredPrivateInfos", name) {
                missing.push(format!("`\"requiredPrivateInfos\": [\"{name}\"]`"));
            }
            let is_refused = !missing.is_empty();
            if let Some(mode) = announced.mode.filter(|mode| !lists("requiredBackgroundModes", mode)) {
                missing.push(format!("`\"requiredBackgroundModes\": [\"{mode}\"]`"));
            }
            if let Some(scope) = announced.scope.filter(|scope| !has_reason(scope)) {
                missing.push(format!(
                    "`\"permission\": {{\"{scope}\": {{\"desc\": \"…\"}}}}`, with the reason people are shown"
                ));
            }
            if missing.is_empty() {
                continue;
            }
            let message = format!("app.json does not announce `wx.{name}`");
            let diagnostic = match is_refused {
                true => Diagnostic::warning(CODE, &*script.source.file, message).at(span, "fails in the vendor's app"),
                false => Diagnostic::note(CODE, &*script.source.file, message).at(span, ""),
            };
            found.push(diagnostic.help(format!("app.json needs {}", missing.join(" and "))));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    #[test]
    fn what_app_json_must_announce_is_told_where_it_is_called() {
        let script = "wx.getLocation({}); wx.request({url: 'x'}); if (wx.choosePoi) {}";
        let app = |more: &str| format!("{{\"pages\":[\"p/p\"]{more}}}");
        let told = ["app.json does not announce `wx.getLocation` | wx.getLocation"];
        let with = |more: &str| said(super::CODE, &[("app.json", &app(more)), ("p/p.js", script)]);
        assert_eq!(with(""), told);
        assert_eq!(with(",\"requiredPrivateInfos\":[\"chooseAddress\"]"), told);
        assert_eq!(with(",\"requiredPrivateInfos\":[\"getLocation\"]"), told);
        let reason = ",\"permission\":{\"scope.userLocation\":{\"desc\":\"d\"}}";
        assert_eq!(with(reason), told);
        assert_eq!(with(&format!(",\"requiredPrivateInfos\":[\"getLocation\"]{reason}")), [""; 0]);
    }
}
