//! theme.json: variables (`@name`) of window, tab bar and page JSON, per theme.
//!
//! In: theme.json. Out: values with their variables replaced: the light ones, and what differs in dark.
//! Must not: know which keys are colours.

use serde_json::{Map, Value};

use super::json::Json;

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Theme {
    light: Map<String, Value>,
    dark: Map<String, Value>,
}

impl Theme {
    pub(crate) fn read(json: &Json) -> Theme {
        let side = |name: &str| match json.get(name).map(Json::to_value) {
            Some(Value::Object(map)) => map,
            _ => Map::new(),
        };
        Theme { light: side("light"), dark: side("dark") }
    }

    /// Replaces the variables in a map: (light values, those keys whose dark value differs).
    pub(crate) fn resolve(&self, map: &Map<String, Value>) -> (Map<String, Value>, Map<String, Value>) {
        let light = replace_map(map, &self.light, &self.dark);
        let dark = replace_map(map, &self.dark, &self.light);
        let differing = dark.into_iter().filter(|(key, value)| light.get(key) != Some(value)).collect();
        (light, differing)
    }

    /// The variables a value names that neither theme has.
    pub(crate) fn unknown<'v>(&self, value: &'v Value, out: &mut Vec<&'v str>) {
        match value {
            Value::String(text) => {
                if let Some(name) = text.strip_prefix('@')
                    && !self.light.contains_key(name)
                    && !self.dark.contains_key(name)
                {
                    out.push(text);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.unknown(item, out)),
            Value::Object(map) => map.values().for_each(|item| self.unknown(item, out)),
            _ => {}
        }
    }
}

fn replace_map(
    map: &Map<String, Value>,
    first: &Map<String, Value>,
    second: &Map<String, Value>,
) -> Map<String, Value> {
    map.iter().map(|(key, value)| (key.clone(), replace(value, first, second))).collect()
}

fn replace(value: &Value, first: &Map<String, Value>, second: &Map<String, Value>) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('@') {
            Some(name) => first.get(name).or_else(|| second.get(name)).cloned().unwrap_or_else(|| value.clone()),
            None => value.clone(),
        },
        Value::Array(items) => Value::Array(items.iter().map(|item| replace(item, first, second)).collect()),
        Value::Object(map) => Value::Object(replace_map(map, first, second)),
        other => other.clone(),
    }
}
