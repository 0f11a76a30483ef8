//! Assignments over many units: even, independent between layers, exclusive within one, and the same for ever.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::experiments::definition::tests::definition;
use crate::experiments::results::chi_square_p;

const UNITS: usize = 120_000;
/// Of a test that is true a false alarm comes once in a million; the units are the same each time, so it comes never or always.
const P_MIN: f64 = 1e-6;

fn units() -> impl Iterator<Item = Unit> {
    (0..UNITS).map(|number| Unit::of_visitor(&format!("visitor {number}")))
}

fn live(id: &str, layer: &str, buckets: &str, arms: serde_json::Value) -> Live {
    Live {
        id: id.into(),
        layer_salt: format!("salt of {layer}"),
        salt: format!("salt of {id}"),
        buckets: Buckets::parse(buckets),
        definition: definition(json!({"conditions": {}, "arms": arms})),
        promoted: None,
        testers: BTreeMap::new(),
    }
}

fn two_arms(key: &str) -> serde_json::Value {
    json!([{"id": "a", "parameters": {key: "a"}}, {"id": "b", "parameters": {key: "b"}}])
}

fn plan(live: Vec<Live>) -> Plan {
    Plan { holdout_salt: "holdout".into(), live, ..Plan::default() }
}

fn by(way: Way) -> Arrival<'static> {
    Arrival { way, entry_id: None, campaign: None, scene: 1001, country: None, is_new: true }
}

/// Arms by experiment.
fn shown(plan: &Plan, unit: &Unit) -> BTreeMap<String, String> {
    let assigned = plan.assign(Some(unit), &[], Some(&by(Way::Address)));
    assigned.exposures.into_iter().map(|(experiment, arm)| (experiment.to_owned(), arm.to_owned())).collect()
}

/// The chi-square of counts against their expected parts.
fn p_of(counts: &[(usize, f64)]) -> f64 {
    let total: usize = counts.iter().map(|(count, _)| count).sum();
    let square = |&(count, part): &(usize, f64)| {
        let expected = total as f64 * part;
        (count as f64 - expected).powi(2) / expected
    };
    chi_square_p(counts.iter().map(square).sum(), counts.len() - 1)
}

#[test]
fn people_are_divided_by_the_weights_and_the_share() {
    let arms = json!([{"id": "a", "weight": 1}, {"id": "b", "weight": 1}, {"id": "c", "weight": 2}]);
    let plan = plan(vec![live("one", "default", "0-2999", arms)]);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for unit in units() {
        *counts.entry(shown(&plan, &unit).remove("one").unwrap_or_default()).or_default() += 1;
    }
    let parts = [("", 0.7), ("a", 0.075), ("b", 0.075), ("c", 0.15)];
    let found = p_of(&parts.map(|(arm, part)| (counts[arm], part)));
    assert!(found > P_MIN, "{counts:?}: {found}");
    // It sees a difference of two hundredths.
    assert!(p_of(&[(61_200, 0.5), (58_800, 0.5)]) < P_MIN);
}

#[test]
fn every_bucket_has_its_part_of_people() {
    let mut counts = vec![0; 100];
    for unit in units() {
        counts[usize::from(bucket("a salt", unit.as_str()) / 100)] += 1;
    }
    let found = p_of(&counts.iter().map(|count| (*count, 0.01)).collect::<Vec<_>>());
    assert!(found > P_MIN, "{found}");
}

#[test]
fn layers_know_nothing_of_each_other() {
    let plan = plan(vec![
        live("one", "default", "0-9999", two_arms("colour")),
        live("two", "other", "0-9999", two_arms("size")),
    ]);
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for unit in units() {
        let mut arms = shown(&plan, &unit);
        *counts.entry((arms.remove("one").unwrap(), arms.remove("two").unwrap())).or_default() += 1;
    }
    assert_eq!(counts.len(), 4);
    let found = p_of(&counts.values().map(|count| (*count, 0.25)).collect::<Vec<_>>());
    assert!(found > P_MIN, "{counts:?}: {found}");
}

#[test]
fn nobody_is_in_two_experiments_of_a_layer() {
    let plan = plan(vec![
        live("one", "default", "0-3999", two_arms("colour")),
        live("two", "default", "4000-6999,9000-9999", two_arms("colour")),
        live("three", "other", "0-4999", two_arms("size")),
    ]);
    let mut both = 0;
    for unit in units() {
        let arms = shown(&plan, &unit);
        assert!(!(arms.contains_key("one") && arms.contains_key("two")), "{arms:?}");
        both += usize::from(arms.contains_key("one") && arms.contains_key("three"));
    }
    // Of two layers somebody is in both: a fifth of all.
    assert!(p_of(&[(both, 0.2), (UNITS - both, 0.8)]) > P_MIN, "{both}");
}

#[test]
fn whoever_is_held_out_is_in_none_and_still_gets_what_all_get() {
    let mut held = plan(vec![
        live("one", "default", "0-9999", two_arms("colour")),
        live("two", "other", "0-9999", two_arms("size")),
    ]);
    held.holdout_percent = 10;
    let out: Vec<Unit> = units().filter(|unit| shown(&held, unit).is_empty()).collect();
    assert!(p_of(&[(out.len(), 0.1), (UNITS - out.len(), 0.9)]) > P_MIN, "{}", out.len());
    held.live[0].promoted = Some(1);
    for unit in &out {
        let assigned = held.assign(Some(unit), &[], Some(&by(Way::Address)));
        assert_eq!(assigned.parameters, BTreeMap::from([("colour", "b")]));
        assert!(assigned.exposures.is_empty());
    }
}

#[test]
fn who_is_in_an_experiment_keeps_his_arm_as_it_grows() {
    let small = plan(vec![live("one", "default", "1000-1999", two_arms("colour"))]);
    let grown = plan(vec![live("one", "default", "1000-2999,4000-4999", two_arms("colour"))]);
    let mut kept = 0;
    for unit in units() {
        let before = shown(&small, &unit);
        if !before.is_empty() {
            assert_eq!(before, shown(&grown, &unit));
            kept += 1;
        }
    }
    assert!(kept > UNITS / 11, "{kept}");
}

/// Were an assignment ever another one, people would change their arms in the middle of an experiment.
#[test]
fn an_assignment_is_the_same_for_ever() {
    let plan = plan(vec![live("one", "default", "0-9999", two_arms("colour"))]);
    // By Python's hashlib.
    let arms: String = units().take(40).map(|unit| shown(&plan, &unit)["one"].clone()).collect();
    assert_eq!(arms, "bbabbaaaaabbbbaabbbaaabaaabaaabbbbabaaaa");
}

#[test]
fn conditions_are_of_how_the_visit_begins() {
    let mut one = live("one", "default", "0-9999", json!([{"id": "a"}]));
    let conditions = |value| definition(json!({"conditions": value, "arms": [{"id": "a"}]}));
    let arrival = Arrival {
        way: Way::Code,
        entry_id: Some("K7Q2M9XR4T"),
        campaign: Some("spring"),
        scene: 1047,
        country: Some("CN"),
        is_new: false,
    };
    let unit = Unit::of_visitor("a");
    for (value, is_in) in [
        (json!({}), true),
        (json!({"ways": ["link", "code"]}), true),
        (json!({"ways": ["link"]}), false),
        (json!({"entries": ["K7Q2M9XR4T"]}), true),
        (json!({"entries": ["0000000000"]}), false),
        (json!({"campaigns": ["spring"]}), true),
        (json!({"campaigns": ["autumn"]}), false),
        (json!({"scenes": [1047]}), true),
        (json!({"scenes": [1011]}), false),
        (json!({"countries": ["DE", "CN"]}), true),
        (json!({"countries": ["DE"]}), false),
        (json!({"visitors": "returning"}), true),
        (json!({"visitors": "new"}), false),
        (json!({"ways": ["code"], "countries": ["DE"]}), false),
    ] {
        one.definition = conditions(value.clone());
        let plan = plan(vec![one.clone()]);
        assert_eq!(plan.assign(Some(&unit), &[], Some(&arrival)).exposures.contains_key("one"), is_in, "{value}");
    }
    // Nothing is known: no condition that asks for it holds.
    one.definition = conditions(json!({"countries": ["CN"]}));
    let plan = plan(vec![one]);
    let unknown = Arrival { country: None, ..arrival };
    assert!(plan.assign(Some(&unit), &[], Some(&unknown)).is_nothing());
}

#[test]
fn who_came_into_it_keeps_the_parameters_and_not_the_page() {
    let mut one = live("one", "default", "0-9999", json!([]));
    one.definition = definition(json!({"conditions": {"ways": ["code"]}, "arms": [
        {"id": "a", "page": "pages/b/b", "query": "c=1", "parameters": {"colour": "red"}}
    ]}));
    let plan = plan(vec![one]);
    let unit = Unit::of_visitor("a");
    let first = plan.assign(Some(&unit), &[], Some(&by(Way::Code)));
    assert_eq!((first.page, &first.queries[..], &first.entered[..]), (Some("pages/b/b"), &["c=1"][..], &["one"][..]));
    let entered = ["one".to_owned()];
    let again = plan.assign(Some(&unit), &entered, Some(&by(Way::Address)));
    assert_eq!((again.page, again.queries.len(), again.parameters["colour"]), (None, 0, "red"));
    assert_eq!((&again.exposures, &again.entered), (&first.exposures, &first.entered));
    assert_ne!(first.key, again.key);
    assert!(plan.assign(Some(&unit), &[], Some(&by(Way::Address))).is_nothing());
}

#[test]
fn a_page_is_believed_only_what_it_was_assigned() {
    let plan = plan(vec![live("one", "default", "0-9999", two_arms("colour"))]);
    let unit = Unit::of_visitor("a");
    let arm = shown(&plan, &unit)["one"].clone();
    let other = if arm == "a" { "b" } else { "a" };
    let confirmed = |experiment: &str, arm: &str| {
        plan.confirmed(&unit, &BTreeMap::from([(experiment.to_owned(), arm.to_owned())])).len()
    };
    assert_eq!((confirmed("one", &arm), confirmed("one", other), confirmed("two", &arm)), (1, 0, 0));
    assert_eq!(plan.confirmed(&unit, &BTreeMap::new()).len(), 0);
}

#[test]
fn testers_get_their_arm_and_are_not_counted() {
    let mut one = live("one", "default", "", two_arms("colour"));
    let unit = Unit::of_visitor("a");
    one.testers.insert(unit.clone(), 1);
    let mut plan = plan(vec![one]);
    plan.holdout_percent = 50;
    let assigned = plan.assign(Some(&unit), &[], Some(&by(Way::Address)));
    assert_eq!((assigned.parameters["colour"], assigned.exposures.len()), ("b", 0));
    assert_eq!(assigned.source("colour"), Some(("b", Reason::Tester)));
    assert!(shown(&plan, &Unit::of_visitor("b")).is_empty());
}
