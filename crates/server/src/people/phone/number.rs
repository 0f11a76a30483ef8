//! Numbers as E.164 has them.
//!
//! In: a country code and what somebody typed. Out: digits. Must not: take what cannot be a number; whether it is anybody's is not known here.

/// Of the whole number, country code included (E.164, section 6.2).
const DIGITS_MAX: usize = 15;
/// Shorter ones are of services, and in no country of a person's own.
const NATIONAL_DIGITS_MIN: usize = 4;
/// What is typed, with all that stands between the digits.
const TYPED_LENGTH_MAX: usize = 40;
/// Country codes of two digits; 1 and 7 are of one, all others of three.
const TWO_DIGITS: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51",
    "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90",
    "91", "92", "93", "94", "95", "98",
];
/// Where a zero at the beginning is part of the number, and not only dialled within the country.
const ZERO_IS_MEANT: [&str; 5] = ["39", "225", "241", "242", "378"];
/// Letters that people put between digits.
const BETWEEN: [char; 8] = [' ', '-', '(', ')', '.', '/', '\u{a0}', '\u{2011}'];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PhoneNumber {
    /// Without `+`.
    pub(super) country_code: String,
    pub(super) national: String,
}

impl PhoneNumber {
    /// What somebody typed: the number of a country, or a whole one that begins with `+`, whose own country then counts.
    pub(super) fn parse(country_code: &str, typed: &str) -> Option<Self> {
        let (is_whole, digits) = digits(typed)?;
        let (code, national) = if is_whole {
            digits.split_at_checked(code_length(&digits)?)?
        } else {
            (self::code(country_code)?, &*digits)
        };
        if code_length(code)? != code.len() {
            return None;
        }
        let national = match national.strip_prefix('0') {
            Some(rest) if !ZERO_IS_MEANT.contains(&code) => rest,
            _ => national,
        };
        let is_number = national.len() >= NATIONAL_DIGITS_MIN && code.len() + national.len() <= DIGITS_MAX;
        is_number.then(|| PhoneNumber { country_code: code.to_owned(), national: national.to_owned() })
    }

    /// As the vendor writes it: of its own country without the code, of others with it.
    pub(super) fn as_vendor(&self) -> String {
        match self.country_code.as_str() {
            "86" => self.national.clone(),
            code => format!("+{code}{}", self.national),
        }
    }

    /// What its owner knows it by, and nobody else learns it from.
    pub(super) fn masked(&self) -> String {
        let length = self.national.len();
        let (begin, end) = if length >= 9 { (3, 4) } else { (0, 2) };
        let hidden = "*".repeat(length - begin - end);
        format!("+{} {}{hidden}{}", self.country_code, &self.national[..begin], &self.national[length - end..])
    }
}

/// The digits of what was typed, and whether they begin with a country.
fn digits(typed: &str) -> Option<(bool, String)> {
    if typed.chars().count() > TYPED_LENGTH_MAX {
        return None;
    }
    let mut found = String::new();
    let mut is_whole = false;
    for letter in typed.chars() {
        // Keyboards for Chinese have wide ones.
        let letter = match letter {
            '０'..='９' => char::from_u32(letter as u32 - '０' as u32 + '0' as u32)?,
            '＋' => '+',
            '（' | '）' | '－' | '　' => ' ',
            other => other,
        };
        match letter {
            '0'..='9' => found.push(letter),
            '+' if found.is_empty() && !is_whole => is_whole = true,
            letter if BETWEEN.contains(&letter) => {}
            _ => return None,
        }
    }
    Some((is_whole, found))
}

fn code(typed: &str) -> Option<&str> {
    let code = typed.trim().trim_start_matches('+');
    (!code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

/// How many of the first digits are the country: no code begins with another one.
fn code_length(digits: &str) -> Option<usize> {
    match digits.as_bytes().first()? {
        b'0' => None,
        b'1' | b'7' => Some(1),
        _ if TWO_DIGITS.iter().any(|code| digits.starts_with(code)) => Some(2),
        _ => Some(3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_people_type() {
        for (code, typed, expected) in [
            ("86", "13800138000", Some(("86", "13800138000"))),
            ("+86", " 138-0013 8000 ", Some(("86", "13800138000"))),
            ("86", "１３８００１３８０００", Some(("86", "13800138000"))),
            ("44", "07911 123456", Some(("44", "7911123456"))),
            ("39", "06 6982", Some(("39", "066982"))),
            ("1", "(212) 555-0123", Some(("1", "2125550123"))),
            ("852", "6123 4567", Some(("852", "61234567"))),
            // A whole number says its own country.
            ("86", "+852 6123 4567", Some(("852", "61234567"))),
            ("86", "＋86（138）00138000", Some(("86", "13800138000"))),
            ("", "+15552220123", Some(("1", "5552220123"))),
        ] {
            let found = PhoneNumber::parse(code, typed);
            let found = found.as_ref().map(|number| (number.country_code.as_str(), number.national.as_str()));
            assert_eq!(found, expected, "{code} {typed}");
        }
    }

    #[test]
    fn what_cannot_be_a_number_is_none() {
        let long = "1".repeat(1 << 16);
        for (code, typed) in [
            ("86", ""),
            ("86", "123"),
            ("86", "12345678901234"),
            ("86", "+"),
            ("86", "+0 123456"),
            ("86", "1380013800O"),
            ("86", "138+00138000"),
            ("86", "++8613800138000"),
            ("86", "13800138000;drop"),
            ("86", "<script>"),
            ("86", "١٢٣٤٥٦٧"),
            ("", "13800138000"),
            ("0", "13800138000"),
            ("8", "13800138000"),
            ("860", "13800138000"),
            ("x", "13800138000"),
            ("86 1", "3800138000"),
            ("１", "13800138000"),
            ("86", &long),
            (&long, "13800138000"),
        ] {
            assert_eq!(PhoneNumber::parse(code, typed), None, "{code:.9} {typed:.20}");
        }
    }

    #[test]
    fn masked_it_is_known_to_its_owner_alone() {
        for (code, national, masked, vendor) in [
            ("86", "13800138000", "+86 138****8000", "13800138000"),
            ("852", "61234567", "+852 ******67", "+85261234567"),
            ("39", "1234", "+39 **34", "+391234"),
        ] {
            let number = PhoneNumber { country_code: code.into(), national: national.into() };
            assert_eq!((number.masked().as_str(), number.as_vendor().as_str()), (masked, vendor));
        }
    }
}
