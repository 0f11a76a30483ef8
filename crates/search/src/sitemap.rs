//! `sitemap.json`: which pages of a program may be found.
//!
//! In: the rules of a program, and a page with its query. Out: yes or no. Must not: read a file.
//!
//! As the vendor documents it: rules with a higher priority are looked at first, others from top to bottom; the first that applies to the page
//! decides; a page that no rule applies to may be found.

use serde::Deserialize;

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Sitemap {
    #[serde(default)]
    pub rules: Vec<Rule>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Rule {
    #[serde(default)]
    pub action: Action,
    /// A path, or `*` for all.
    pub page: String,
    /// Names of query parameters. Without them a rule is for the page with any.
    #[serde(default)]
    pub params: Option<Vec<String>>,
    #[serde(default)]
    pub matching: Matching,
    #[serde(default)]
    pub priority: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    #[default]
    Allow,
    Disallow,
}

/// How the names of a page's parameters compare with those of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Matching {
    /// The same names.
    Exact,
    /// All of the rule's, and perhaps more.
    #[default]
    Inclusive,
    /// None of the rule's.
    Exclusive,
    /// At least one of the rule's.
    Partial,
}

impl Sitemap {
    /// `path` without a leading slash, `query` without the question mark.
    pub fn allows(&self, path: &str, query: &str) -> bool {
        let names: Vec<&str> = query
            .split('&')
            .map(|pair| pair.split('=').next().unwrap_or_default())
            .filter(|name| !name.is_empty())
            .collect();
        let mut rules: Vec<&Rule> = self.rules.iter().collect();
        // A stable order: rules of one priority stay from top to bottom.
        rules.sort_by(|one, other| other.priority.unwrap_or(0.0).total_cmp(&one.priority.unwrap_or(0.0)));
        let deciding = rules.into_iter().find(|rule| rule.applies(path.trim_start_matches('/'), &names));
        deciding.is_none_or(|rule| rule.action == Action::Allow)
    }
}

impl Rule {
    fn applies(&self, path: &str, names: &[&str]) -> bool {
        if self.page != "*" && self.page.trim_start_matches('/') != path {
            return false;
        }
        let Some(params) = &self.params else { return true };
        let is_there = |param: &String| names.contains(&param.as_str());
        match self.matching {
            Matching::Exact => {
                params.iter().all(is_there) && names.iter().all(|name| params.iter().any(|param| param == name))
            }
            Matching::Inclusive => params.iter().all(is_there),
            Matching::Exclusive => !params.iter().any(is_there),
            Matching::Partial => params.iter().any(is_there),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rules: &str, cases: &[(&str, &str, bool)]) {
        let sitemap: Sitemap = serde_json::from_str(&format!("{{\"rules\":{rules}}}")).unwrap();
        for (path, query, expected) in cases {
            assert_eq!(sitemap.allows(path, query), *expected, "{rules} {path}?{query}");
        }
    }

    /// The examples of the vendor's documentation of `sitemap.json`: one page, all others refused, by each way of matching.
    #[test]
    fn parameters_match_as_documented() {
        let rules = |matching: &str| {
            format!(
                "[{{\"action\":\"allow\",\"page\":\"path/to/page\",\"params\":[\"a\",\"b\"],\"matching\":\"{matching}\"}},\
                 {{\"action\":\"disallow\",\"page\":\"path/to/page\"}}]"
            )
        };
        let page = "path/to/page";
        check(
            &rules("exact"),
            &[
                (page, "a=1&b=2", true),
                (page, "b=2&a=1", true),
                (page, "", false),
                (page, "a=1", false),
                (page, "a=1&b=2&c=3", false),
            ],
        );
        check(
            &rules("inclusive"),
            &[(page, "a=1&b=2", true), (page, "a=1&b=2&c=3", true), (page, "", false), (page, "a=1", false)],
        );
        check(
            &rules("exclusive"),
            &[
                (page, "", true),
                (page, "c=3", true),
                (page, "a=1", false),
                (page, "a=1&b=2", false),
                (page, "a=1&c=3", false),
            ],
        );
        check(
            &rules("partial"),
            &[
                (page, "a=1", true),
                (page, "a=1&b=2", true),
                (page, "a=1&c=3", true),
                (page, "", false),
                (page, "c=3", false),
            ],
        );
    }

    #[test]
    fn the_first_rule_decides_and_a_priority_makes_one_the_first() {
        check("[]", &[("pages/a", "", true), ("pages/a", "x=1", true)]);
        check("[{\"action\":\"disallow\",\"page\":\"*\"}]", &[("pages/a", "", false)]);
        let both = "[{\"action\":\"allow\",\"page\":\"pages/a\"},{\"action\":\"disallow\",\"page\":\"*\"}]";
        check(both, &[("pages/a", "", true), ("/pages/a", "x=1", true), ("pages/b", "", false)]);
        let reversed =
            "[{\"action\":\"disallow\",\"page\":\"*\"},{\"action\":\"allow\",\"page\":\"pages/a\",\"priority\":2}]";
        check(reversed, &[("pages/a", "", true), ("pages/b", "", false)]);
        check("[{\"page\":\"pages/a\"},{\"action\":\"disallow\",\"page\":\"pages/a\"}]", &[("pages/a", "", true)]);
    }

    #[test]
    fn an_empty_list_of_parameters_is_not_a_missing_one() {
        let none = "[{\"page\":\"p\",\"params\":[],\"matching\":\"exact\"},{\"action\":\"disallow\",\"page\":\"p\"}]";
        check(none, &[("p", "", true), ("p", "a=1", false), ("p", "&&=", true)]);
    }
}
