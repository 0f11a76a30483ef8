//! Who gets which arm: decided by hashes alone, so the same on every server, after every start and for every version.
//!
//! In: what runs in a program, a unit, how its visit begins. Out: arms, and what they give. Must not: read a clock or a table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::buckets::{BUCKETS, Buckets, bucket, is_below_percent};
use super::definition::{Arm, Definition};
use crate::identity::words;
use crate::registry::Visitors;
use crate::secret;

words! {
    /// How a visit begins.
    Way, "way a visit begins" {
        /// A round or a square code.
        Code => "code",
        Link => "link",
        Nfc => "nfc",
        /// A result of the host app's search.
        Search => "search",
        /// A page that somebody shared.
        Share => "share",
        /// An address of the program itself.
        Address => "address",
    }
}

/// Who is assigned: the hash of the random name of a browser, which is also what is written down of him.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unit(String);

impl Unit {
    pub(crate) fn of_visitor(visitor: &str) -> Self {
        Unit(secret::hash(visitor))
    }

    /// A hash as it is written down.
    pub(super) fn parse(text: &str) -> Option<Self> {
        secret::is_well_formed(text).then(|| Unit(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// How a visit begins, as far as conditions ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival<'a> {
    pub(crate) way: Way,
    pub(crate) entry_id: Option<&'a str>,
    pub(crate) campaign: Option<&'a str>,
    pub(crate) scene: u32,
    /// Two capital letters.
    pub(crate) country: Option<&'a str>,
    pub(crate) is_new: bool,
}

/// An experiment that decides something for somebody.
#[derive(Debug, Clone)]
pub(super) struct Live {
    pub(super) id: String,
    pub(super) layer_salt: String,
    pub(super) salt: String,
    pub(super) buckets: Buckets,
    pub(super) definition: Definition,
    /// The arm that everybody gets.
    pub(super) promoted: Option<usize>,
    /// Units that are given an arm, whoever else would get it.
    pub(super) testers: BTreeMap<Unit, usize>,
}

/// All that runs in a program.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub(super) holdout_salt: String,
    pub(super) holdout_percent: i64,
    /// Those with a promoted arm first: one that runs later in their place has its way.
    pub(super) live: Vec<Live>,
    /// Parameters of experiments that are paused.
    pub(super) paused: BTreeSet<String>,
}

/// Why somebody gets an arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Split,
    Tester,
    Promoted,
}

/// What somebody gets in all.
#[derive(Debug, Default)]
pub(crate) struct Assigned<'p> {
    pub(crate) page: Option<&'p str>,
    /// Parts of a query, each as it stands in an address.
    pub(crate) queries: Vec<&'p str>,
    pub(crate) parameters: BTreeMap<&'p str, &'p str>,
    /// Experiments by id with the arm that is shown, where it counts.
    pub(crate) exposures: BTreeMap<&'p str, &'p str>,
    /// Experiments that were come into, now or before: their parameters go on however the next visit begins.
    pub(crate) entered: Vec<&'p str>,
    /// Tells apart whatever was assigned differently.
    pub(crate) key: String,
    sources: BTreeMap<&'p str, (&'p str, Reason)>,
}

impl Assigned<'_> {
    /// Nothing of the launch is other than without experiments.
    pub(crate) fn is_nothing(&self) -> bool {
        self.key.is_empty()
    }

    /// The arm that a parameter is of, and why it is given.
    pub(super) fn source(&self, parameter: &str) -> Option<(&str, Reason)> {
        self.sources.get(parameter).copied()
    }
}

impl Live {
    fn matches(&self, arrival: &Arrival<'_>) -> bool {
        let conditions = &self.definition.conditions;
        let among = |list: &[String], value: Option<&str>| {
            list.is_empty() || value.is_some_and(|value| list.iter().any(|one| one == value))
        };
        let visitors = if arrival.is_new { Visitors::New } else { Visitors::Returning };
        among(&conditions.ways, Some(arrival.way.word()))
            && among(&conditions.entries, arrival.entry_id)
            && among(&conditions.campaigns, arrival.campaign)
            && among(&conditions.countries, arrival.country)
            && (conditions.scenes.is_empty() || conditions.scenes.contains(&arrival.scene))
            && conditions.visitors.as_deref().is_none_or(|wanted| wanted == visitors.word())
    }

    /// The arm of a unit by its buckets; `None` when the experiment has not got it.
    fn split(&self, unit: &Unit) -> Option<usize> {
        if !self.buckets.contains(bucket(&self.layer_salt, unit.as_str())) {
            return None;
        }
        let arms = &self.definition.arms;
        let total: u64 = arms.iter().map(|arm| u64::from(arm.weight)).sum();
        let at = u64::from(bucket(&self.salt, unit.as_str()));
        let mut sum = 0;
        arms.iter().position(|arm| {
            sum += u64::from(arm.weight);
            at < sum * u64::from(BUCKETS) / total
        })
    }

    fn arm_of(&self, unit: Option<&Unit>, is_held_out: bool) -> Option<(&Arm, Reason)> {
        let (at, reason) = match (unit.and_then(|unit| self.testers.get(unit)), self.promoted) {
            (Some(arm), _) => (*arm, Reason::Tester),
            (None, Some(arm)) => (arm, Reason::Promoted),
            (None, None) if is_held_out => return None,
            (None, None) => (self.split(unit?)?, Reason::Split),
        };
        Some((self.definition.arms.get(at)?, reason))
    }
}

impl Plan {
    /// Whether browsers have to be told apart.
    pub(crate) fn needs_visitor(&self) -> bool {
        self.live.iter().any(|one| one.promoted.is_none() || !one.definition.conditions.is_everybody())
    }

    /// Whether it matters later that a browser came into an experiment.
    pub(crate) fn remembers(&self, id: &str) -> bool {
        self.live.iter().any(|live| live.id == id && !live.definition.conditions.is_everybody())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.live.is_empty()
    }

    /// `entered`: ids of experiments that the unit came into before. `arrival`: how the visit begins; nothing where no visit does.
    pub(crate) fn assign(
        &self,
        unit: Option<&Unit>,
        entered: &[String],
        arrival: Option<&Arrival<'_>>,
    ) -> Assigned<'_> {
        let mut assigned = Assigned::default();
        let is_held_out = unit.is_some_and(|unit| self.is_held_out(unit));
        for live in &self.live {
            let matches = match arrival {
                Some(arrival) => live.matches(arrival),
                None => live.definition.conditions.is_everybody(),
            };
            let is_tester = unit.is_some_and(|unit| live.testers.contains_key(unit));
            let is_inside = matches || is_tester || entered.contains(&live.id);
            if !is_inside {
                continue;
            }
            let Some((arm, reason)) = live.arm_of(unit, is_held_out) else { continue };
            // Who is in whatever he does need not be remembered.
            if !live.definition.conditions.is_everybody() {
                assigned.entered.push(&live.id);
            }
            if matches {
                assigned.page = arm.page.as_deref().or(assigned.page);
                assigned.queries.extend(Some(arm.query.as_str()).filter(|query| !query.is_empty()));
            }
            for (key, value) in &arm.parameters {
                assigned.parameters.insert(key, value);
                assigned.sources.insert(key, (&arm.id, reason));
            }
            // Whoever came into it by a page that was another sees nothing of it elsewhere.
            if !matches && !live.definition.has_parameters() {
                continue;
            }
            if reason == Reason::Split {
                assigned.exposures.insert(&live.id, &arm.id);
            }
            let mark = if matches { '=' } else { '~' };
            let _ = write!(assigned.key, "{}{mark}{} ", live.id, arm.id);
        }
        assigned
    }

    /// Of what a page says it shows, what the unit is assigned to: only that is counted.
    pub(crate) fn confirmed(&self, unit: &Unit, shown: &BTreeMap<String, String>) -> BTreeMap<&str, &str> {
        let entered: Vec<String> = shown.keys().cloned().collect();
        let mut exposures = self.assign(Some(unit), &entered, None).exposures;
        exposures.retain(|experiment, arm| shown.get(*experiment).is_some_and(|shown| shown == arm));
        exposures
    }

    fn is_held_out(&self, unit: &Unit) -> bool {
        is_below_percent(bucket(&self.holdout_salt, unit.as_str()), self.holdout_percent)
    }
}

#[cfg(test)]
mod tests;
