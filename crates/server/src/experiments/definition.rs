//! What an operator defines: who takes part, and what each arm gives.
//!
//! In: JSON of a request or of a row. Out: a definition that has been checked. Must not: know who is assigned.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::assign::Way;
use crate::identity::words;
use crate::registry::{Visitors, checked_country};

pub(super) const NAME_LENGTH_MAX: usize = 100;
pub(super) const ARMS_MAX: usize = 10;
const WEIGHT_MAX: u32 = 1_000;
const PARAMETERS_MAX: usize = 50;
const KEY_LENGTH_MAX: usize = 64;
const VALUE_LENGTH_MAX: usize = 1_024;
const QUERY_LENGTH_MAX: usize = 1_024;
const PAGE_LENGTH_MAX: usize = 1_024;
/// Values of one condition.
const CONDITION_VALUES_MAX: usize = 50;
const CONDITION_LENGTH_MAX: usize = 100;

words! {
    /// Where an experiment stands.
    State, "state of an experiment" {
        /// Nobody is assigned, and all of it may still change.
        Draft => "draft",
        Running => "running",
        /// Nobody is assigned; whoever was gets the same arm when it goes on.
        Paused => "paused",
        Ended => "ended",
    }
}

/// Who takes part: those who come as each of these says. One that is empty says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(default)]
pub(crate) struct Conditions {
    /// How the visit begins: `code`, `link`, `nfc`, `search`, `share` or `address`.
    pub(super) ways: Vec<String>,
    /// Ids of codes and links.
    pub(super) entries: Vec<String>,
    /// Values of `utm_campaign` in the query.
    pub(super) campaigns: Vec<String>,
    /// The vendor's numbers for how a visit begins.
    pub(super) scenes: Vec<u32>,
    /// Two letters (ISO 3166-1), as the header says that the server was started with.
    pub(super) countries: Vec<String>,
    /// `new` or `returning`.
    pub(super) visitors: Option<String>,
}

impl Conditions {
    pub(super) fn is_everybody(&self) -> bool {
        *self == Conditions::default()
    }

    /// Whether all who are meant come by a code, a link or a tag: the platform answers each of those itself.
    fn is_by_entry_alone(&self) -> bool {
        let is_entry = |way: &String| matches!(way.parse(), Ok(Way::Code | Way::Link | Way::Nfc));
        !self.entries.is_empty() || (!self.ways.is_empty() && self.ways.iter().all(is_entry))
    }

    fn checked(mut self) -> Result<Self, String> {
        for way in &self.ways {
            way.parse::<Way>()?;
        }
        if let Some(visitors) = &self.visitors {
            visitors.parse::<Visitors>()?;
        }
        for country in &mut self.countries {
            *country = checked_country(country)?;
        }
        let texts = [&self.ways, &self.entries, &self.campaigns, &self.countries];
        let is_odd = |text: &String| text.is_empty() || text.len() > CONDITION_LENGTH_MAX;
        if let Some(odd) = texts.into_iter().flatten().find(|text| is_odd(text)) {
            return Err(format!("`{odd}`: a value of a condition has 1 to {CONDITION_LENGTH_MAX} bytes"));
        }
        if texts.iter().any(|list| list.len() > CONDITION_VALUES_MAX) || self.scenes.len() > CONDITION_VALUES_MAX {
            return Err(format!("a condition has at most {CONDITION_VALUES_MAX} values"));
        }
        Ok(self)
    }
}

/// What some of those who take part get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arm {
    /// a-z, 0-9 and -.
    pub(super) id: String,
    /// Its part of the sum of all weights.
    #[serde(default = "one")]
    pub(super) weight: u32,
    /// The page that is opened instead; only where all come by codes, links or tags.
    #[serde(default)]
    pub(super) page: Option<String>,
    /// What the page is given beyond the query it would have; as for `page`.
    #[serde(default)]
    pub(super) query: String,
    /// What `wx.getExptInfoSync` answers.
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, String>,
}

fn one() -> u32 {
    1
}

impl Arm {
    fn check(&self) -> Result<(), String> {
        let is_word =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if self.id.is_empty() || self.id.len() > 32 || !is_word(&self.id) {
            return Err(format!("`{}` is no id of an arm: 1 to 32 of a-z, 0-9 and -", self.id));
        }
        if self.weight == 0 || self.weight > WEIGHT_MAX {
            return Err(format!("arm `{}`: the weight is 1 to {WEIGHT_MAX}", self.id));
        }
        let is_odd = |letter: char| letter.is_control() || letter.is_whitespace() || matches!(letter, '#' | '?');
        if self.query.len() > QUERY_LENGTH_MAX || self.query.contains(is_odd) {
            return Err(format!(
                "arm `{}`: the query stands in an address, without `?`, `#` and spaces, in at most {QUERY_LENGTH_MAX} bytes",
                self.id
            ));
        }
        let is_page = |page: &String| !page.is_empty() && page.len() <= PAGE_LENGTH_MAX && !page.contains(is_odd);
        if self.page.as_ref().is_some_and(|page| !is_page(page)) {
            return Err(format!(
                "arm `{}`: the page is a path such as pages/goods/goods; its query goes into `query`",
                self.id
            ));
        }
        if self.parameters.len() > PARAMETERS_MAX {
            return Err(format!("arm `{}`: at most {PARAMETERS_MAX} parameters", self.id));
        }
        let is_key = |key: &str| {
            (1..=KEY_LENGTH_MAX).contains(&key.len())
                && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        };
        for (key, value) in &self.parameters {
            if !is_key(key) {
                return Err(format!(
                    "arm `{}`: `{key}` is no parameter: 1 to {KEY_LENGTH_MAX} letters, digits and _ - .",
                    self.id
                ));
            }
            if value.len() > VALUE_LENGTH_MAX {
                return Err(format!("arm `{}`: the value of `{key}` is longer than {VALUE_LENGTH_MAX} bytes", self.id));
            }
        }
        Ok(())
    }
}

/// What decides an assignment, and what it gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Definition {
    pub(super) conditions: Conditions,
    pub(super) arms: Vec<Arm>,
}

impl Definition {
    pub(super) fn checked(self) -> Result<Self, String> {
        let Definition { conditions, mut arms } = self;
        let conditions = conditions.checked()?;
        if arms.is_empty() || arms.len() > ARMS_MAX {
            return Err(format!("an experiment has 1 to {ARMS_MAX} arms"));
        }
        let mut ids = BTreeSet::new();
        for arm in &mut arms {
            arm.page = arm.page.take().map(|page| page.trim_matches('/').trim_end_matches(".html").to_owned());
            arm.check()?;
            if !ids.insert(arm.id.clone()) {
                return Err(format!("there are two arms `{}`", arm.id));
            }
            if (arm.page.is_some() || !arm.query.is_empty()) && !conditions.is_by_entry_alone() {
                return Err(format!(
                    "arm `{}` leads to another page or query, which only a visit by a code, a link or a tag can: say so in the conditions (`ways` or `entries`)",
                    arm.id
                ));
            }
        }
        Ok(Definition { conditions, arms })
    }

    pub(super) fn arm(&self, id: &str) -> Option<usize> {
        self.arms.iter().position(|arm| arm.id == id)
    }

    /// All that the arms decide: two experiments of different layers must not decide the same, since somebody may be in both.
    pub(super) fn subjects(&self) -> BTreeSet<String> {
        let mut subjects: BTreeSet<String> = self
            .arms
            .iter()
            .flat_map(|arm| arm.parameters.keys())
            .map(|key| format!("the parameter `{key}`"))
            .collect();
        if self.arms.iter().any(|arm| arm.page.is_some()) {
            subjects.insert("the page".to_owned());
        }
        if self.arms.iter().any(|arm| !arm.query.is_empty()) {
            subjects.insert("the query".to_owned());
        }
        subjects
    }

    pub(super) fn has_parameters(&self) -> bool {
        self.arms.iter().any(|arm| !arm.parameters.is_empty())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::{Value, json};

    use super::*;

    pub(in crate::experiments) fn definition(value: Value) -> Definition {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_cannot_be_run_is_said() {
        let arms = json!([{"id": "a"}, {"id": "b", "weight": 3, "parameters": {"colour": "red"}}]);
        let good =
            definition(json!({"conditions": {"ways": ["address"], "countries": [" cn"]}, "arms": arms})).checked();
        assert_eq!(good.unwrap().conditions.countries, ["CN"]);
        for (conditions, arms, fault) in [
            (json!({}), json!([]), "1 to 10 arms"),
            (json!({}), json!([{"id": "a"}, {"id": "a"}]), "two arms"),
            (json!({}), json!([{"id": "A"}]), "no id"),
            (json!({}), json!([{"id": "a", "weight": 0}]), "weight"),
            (json!({}), json!([{"id": "a", "parameters": {"a b": "c"}}]), "no parameter"),
            (json!({}), json!([{"id": "a", "parameters": {"a": "c".repeat(1025)}}]), "longer"),
            (json!({}), json!([{"id": "a", "page": "pages/a/a"}]), "by a code"),
            (json!({"ways": ["code", "address"]}), json!([{"id": "a", "query": "a=1"}]), "by a code"),
            (json!({"ways": ["code"]}), json!([{"id": "a", "query": "a 1"}]), "the query"),
            (json!({"ways": ["code"]}), json!([{"id": "a", "page": "/"}]), "the page"),
            (json!({"ways": ["poster"]}), json!([{"id": "a"}]), "no way"),
            (json!({"visitors": "old"}), json!([{"id": "a"}]), "kind of visitor"),
            (json!({"countries": ["China"]}), json!([{"id": "a"}]), "no country"),
            (json!({"campaigns": [""]}), json!([{"id": "a"}]), "condition"),
        ] {
            let found = definition(json!({"conditions": conditions, "arms": arms})).checked();
            assert!(found.as_ref().is_err_and(|error| error.contains(fault)), "{fault}: {found:?}");
        }
        let by_code = json!([{"id": "a", "page": "/pages/a/a.html"}]);
        let good = definition(json!({"conditions": {"ways": ["code", "nfc"]}, "arms": by_code})).checked().unwrap();
        assert_eq!(good.arms[0].page.as_deref(), Some("pages/a/a"));
    }
}
