//! The bridge: the committed TypeScript is the generated one, and messages read back as they were written.

use minnow_protocol::bridge::{Key, LogicMessage, Op, ViewMessage, typescript};
use serde_json::json;

#[test]
fn the_committed_typescript_is_the_generated_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../runtime/shared/bridge.ts");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed == typescript(), "runtime/shared/bridge.ts is stale: run `cargo xtask bridge`");
}

#[test]
fn an_operation_is_an_array_that_begins_with_its_number() {
    let op = Op::Set { instance: 3, path: vec![Key::Name("rows".into()), Key::Index(5)], value: json!(true) };
    let text = json!([0, 3, ["rows", 5], true]);
    assert_eq!(serde_json::to_value(&op).unwrap(), text);
    assert_eq!(serde_json::from_value::<Op>(text).unwrap(), op);
}

#[test]
fn an_absent_trailing_field_is_dropped_and_reads_as_none() {
    let text = json!([2, 7, 1, "pages/a/a", 0, 4, {"x": 1}]);
    let op: Op = serde_json::from_value(text.clone()).unwrap();
    assert!(matches!(op, Op::Create { external: None, .. }));
    assert_eq!(serde_json::to_value(&op).unwrap(), text);
}

#[test]
fn malformed_operations_are_errors() {
    for text in [json!([]), json!([99, 1]), json!([0, 1]), json!({}), json!(["0", 1, [], 2])] {
        assert!(serde_json::from_value::<Op>(text.clone()).is_err(), "{text}");
    }
}

#[test]
fn messages_are_told_apart_by_t() {
    let text = json!({"t": "applied", "seq": 9});
    let message: ViewMessage = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(message, ViewMessage::Applied { seq: 9 });
    assert_eq!(serde_json::to_value(&message).unwrap(), text);
    let text = json!({"t": "call", "call": 1, "name": "showToast"});
    let message: LogicMessage = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(serde_json::to_value(&message).unwrap(), text);
}
