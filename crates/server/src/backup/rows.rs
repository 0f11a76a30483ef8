//! Rows as lines of JSON: the same for both databases.
//!
//! In: values. Out: a line each; values again. Must not: lose a bit of a value.
//!
//! The first line of a piece names the columns, every other one is a row. Bytes are `{"base64": "…"}`, all else is what JSON has for it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

use crate::database::{Kind, Table, Value};

/// The line before the rows.
pub(super) fn head(table: &Table) -> Vec<u8> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let mut line = json!(names).to_string().into_bytes();
    line.push(b'\n');
    line
}

pub(super) fn write(row: &[Value], into: &mut Vec<u8>) {
    let values = row.iter().map(|value| match value {
        Value::Integer(value) => json!(value),
        Value::Text(value) => json!(value),
        Value::Bytes(None) => Json::Null,
        Value::Bytes(Some(bytes)) => json!({"base64": STANDARD.encode(bytes)}),
    });
    into.extend_from_slice(Json::Array(values.collect()).to_string().as_bytes());
    into.push(b'\n');
}

/// The rows of a piece. The table is named with the columns the piece has, which may stand in another order than the database's.
pub(super) fn read(piece: &[u8], table: &Table) -> Result<(Table, Vec<Vec<Value>>), String> {
    let mut lines = piece.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let names = lines.next().and_then(|line| serde_json::from_slice::<Vec<String>>(line).ok());
    let names = names.ok_or("the names of its columns cannot be read")?;
    let column = |name: &String| {
        let column = table.columns.iter().find(|column| column.name == *name).cloned();
        column.ok_or_else(|| format!("there is no column {}.{name}", table.name))
    };
    let columns = names.iter().map(column).collect::<Result<Vec<_>, _>>()?;
    let row = |line: &[u8]| {
        let values: Vec<Json> = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        if values.len() != columns.len() {
            return Err("a row has another length than its head".to_owned());
        }
        columns.iter().zip(values).map(|(column, value)| of_json(value, column.kind)).collect()
    };
    let rows = lines.map(row).collect::<Result<Vec<_>, String>>()?;
    Ok((Table { name: table.name.clone(), columns }, rows))
}

fn of_json(value: Json, kind: Kind) -> Result<Value, String> {
    match (kind, value) {
        (Kind::Integer, Json::Null) => Ok(Value::Integer(None)),
        (Kind::Text, Json::Null) => Ok(Value::Text(None)),
        (Kind::Bytes, Json::Null) => Ok(Value::Bytes(None)),
        (Kind::Integer, Json::Number(number)) => {
            number.as_i64().map(|number| Value::Integer(Some(number))).ok_or_else(|| format!("{number} is too large"))
        }
        (Kind::Text, Json::String(text)) => Ok(Value::Text(Some(text))),
        (Kind::Bytes, value) => {
            let bytes = value["base64"].as_str().and_then(|text| STANDARD.decode(text).ok());
            bytes.map(|bytes| Value::Bytes(Some(bytes))).ok_or_else(|| "a value is no bytes".to_owned())
        }
        _ => Err("a value is of another kind than its column".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::Column;

    #[test]
    fn values_come_back_as_they_went() {
        let column = |name: &str, kind| Column { name: name.to_owned(), kind };
        let columns = vec![column("a", Kind::Integer), column("b", Kind::Text), column("c", Kind::Bytes)];
        let table = Table { name: "t".to_owned(), columns };
        let rows = vec![
            vec![
                Value::Integer(Some(i64::MIN)),
                Value::Text(Some("\n\"鱼\u{1}".to_owned())),
                Value::Bytes(Some(vec![0, 255, 10])),
            ],
            vec![Value::Integer(Some(i64::MAX)), Value::Text(Some(String::new())), Value::Bytes(Some(Vec::new()))],
            vec![Value::Integer(None), Value::Text(None), Value::Bytes(None)],
        ];
        let mut piece = head(&table);
        rows.iter().for_each(|row| write(row, &mut piece));
        assert_eq!(read(&piece, &table), Ok((table.clone(), rows)));
        for wrong in [
            "",
            "[\"a\"]\n[1.5]",
            "[\"a\"]\n[\"x\"]",
            "[\"z\"]\n[1]",
            "[\"a\"]\n[1,2]",
            "[\"c\"]\n[{\"base64\":\"?\"}]",
        ] {
            assert!(read(wrong.as_bytes(), &table).is_err(), "{wrong}");
        }
    }
}
