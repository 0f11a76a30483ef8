//! Values known when compiling. In: expressions of literals. Out: their value and its text form. Must agree with JavaScript
//! to the last bit, or give up.

use syntax::{BinaryOperator, Document, ExpressionId, ExpressionKind, UnaryOperator};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Constant {
    Undefined,
    Null,
    Boolean(bool),
    Number(f64),
    Text(String),
}

/// The value of an expression made of literals only, arrays and objects excepted.
pub(crate) fn fold(document: &Document<'_>, id: ExpressionId) -> Option<Constant> {
    use Constant::{Boolean, Null, Number, Text, Undefined};
    Some(match &document.expression(id).kind {
        ExpressionKind::String(raw) => Text(syntax::decode_string(raw).into_owned()),
        ExpressionKind::Number(text) => Number(syntax::number_value(text)?),
        ExpressionKind::Boolean(value) => Boolean(*value),
        ExpressionKind::Null => Null,
        ExpressionKind::Undefined => Undefined,
        ExpressionKind::Unary(operator, operand) => match (operator, fold(document, *operand)?) {
            (UnaryOperator::Not, value) => Boolean(!truthy(&value)),
            (UnaryOperator::Minus, Number(value)) => Number(-value),
            (UnaryOperator::Plus, Number(value)) => Number(value),
            (UnaryOperator::Void, _) => Undefined,
            _ => return None,
        },
        ExpressionKind::Binary(operator, left, right) => {
            fold_binary(*operator, fold(document, *left)?, fold(document, *right)?)?
        }
        ExpressionKind::Conditional(condition, consequent, alternate) => {
            fold(document, if truthy(&fold(document, *condition)?) { *consequent } else { *alternate })?
        }
        _ => return None,
    })
}

fn fold_binary(operator: BinaryOperator, left: Constant, right: Constant) -> Option<Constant> {
    use BinaryOperator as Op;
    use Constant::{Boolean, Null, Number, Text, Undefined};
    Some(match (operator, left, right) {
        (Op::Or, left, right) => {
            if truthy(&left) {
                left
            } else {
                right
            }
        }
        (Op::And, left, right) => {
            if truthy(&left) {
                right
            } else {
                left
            }
        }
        (Op::Nullish, Null | Undefined, right) => right,
        (Op::Nullish, left, _) => left,
        (Op::Add, Number(left), Number(right)) => Number(left + right),
        (Op::Add, Text(left), right) => Text(left + &text_of(&right)?),
        (Op::Add, left, Text(right)) => Text(text_of(&left)? + &right),
        (Op::Subtract, Number(left), Number(right)) => Number(left - right),
        (Op::Multiply, Number(left), Number(right)) => Number(left * right),
        (Op::Divide, Number(left), Number(right)) => Number(left / right),
        (Op::Remainder, Number(left), Number(right)) => Number(left % right),
        (Op::StrictEqual, left, right) => Boolean(left == right),
        (Op::StrictNotEqual, left, right) => Boolean(left != right),
        (Op::Less, Number(left), Number(right)) => Boolean(left < right),
        (Op::Greater, Number(left), Number(right)) => Boolean(left > right),
        (Op::LessEqual, Number(left), Number(right)) => Boolean(left <= right),
        (Op::GreaterEqual, Number(left), Number(right)) => Boolean(left >= right),
        _ => return None,
    })
}

pub(crate) fn truthy(constant: &Constant) -> bool {
    match constant {
        Constant::Undefined | Constant::Null => false,
        Constant::Boolean(value) => *value,
        Constant::Number(value) => *value != 0.0 && !value.is_nan(),
        Constant::Text(text) => !text.is_empty(),
    }
}

/// What JavaScript's `String()` gives; `None` where that is not plain.
pub(crate) fn text_of(constant: &Constant) -> Option<String> {
    Some(match constant {
        Constant::Undefined => "undefined".to_owned(),
        Constant::Null => "null".to_owned(),
        Constant::Boolean(value) => value.to_string(),
        Constant::Number(value) if value.fract() == 0.0 && value.abs() < 1e15 => format!("{}", *value as i64),
        // Between these bounds both languages print the shortest decimal that reads back the same.
        Constant::Number(value) if value.abs() >= 1e-6 && value.abs() < 1e21 => value.to_string(),
        Constant::Number(_) => return None,
        Constant::Text(text) => text.clone(),
    })
}

/// The text braces show beside other text: nothing for null and undefined.
pub(crate) fn shown_text(constant: &Constant) -> Option<String> {
    match constant {
        Constant::Undefined | Constant::Null => Some(String::new()),
        other => text_of(other),
    }
}
