//! The people a version goes out to first, beyond a percentage.
//!
//! In: JSON of a request or of a row, what is known of a visit. Out: whether somebody is meant. Must not: tell more of a person than the visit does.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::words;

/// Countries of one segment.
const COUNTRIES_MAX: usize = 50;

words! {
    /// Whether somebody was there before.
    Visitors, "kind of visitor" {
        New => "new",
        Returning => "returning",
    }
}

/// Who is meant: those of whom each of these is true. One that is empty says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(default)]
pub(crate) struct Segment {
    /// Two letters (ISO 3166-1), as the header says that the server was started with; at most 50.
    countries: Vec<String>,
    /// `new` or `returning`.
    visitors: Option<String>,
}

/// What a visit says of who comes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit<'a> {
    /// Two capital letters.
    pub(crate) country: Option<&'a str>,
    pub(crate) is_new: bool,
}

impl Segment {
    /// `None`: everybody is meant. Errors say what is wrong.
    pub(super) fn checked(mut self) -> Result<Option<Self>, String> {
        if let Some(visitors) = &self.visitors {
            visitors.parse::<Visitors>()?;
        }
        for country in &mut self.countries {
            *country = checked_country(country)?;
        }
        self.countries.sort_unstable();
        self.countries.dedup();
        if self.countries.len() > COUNTRIES_MAX {
            return Err(format!("a segment has at most {COUNTRIES_MAX} countries"));
        }
        Ok((self != Segment::default()).then_some(self))
    }

    /// Nobody is meant.
    pub(super) fn of_nobody() -> Self {
        Segment { countries: vec![String::new()], visitors: None }
    }

    pub(crate) fn has(&self, visit: Visit<'_>) -> bool {
        let visitors = if visit.is_new { Visitors::New } else { Visitors::Returning };
        let is_there = |country: &str| self.countries.iter().any(|one| one == country);
        (self.countries.is_empty() || visit.country.is_some_and(is_there))
            && self.visitors.as_deref().is_none_or(|wanted| wanted == visitors.word())
    }
}

/// A country as two capital letters.
pub(crate) fn checked_country(text: &str) -> Result<String, String> {
    let country = text.trim().to_ascii_uppercase();
    match country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        true => Ok(country),
        false => Err(format!("`{country}` is no country: write two letters such as CN")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(countries: &[&str], visitors: Option<&str>) -> Result<Option<Segment>, String> {
        let countries = countries.iter().map(|&country| country.to_owned()).collect();
        Segment { countries, visitors: visitors.map(str::to_owned) }.checked()
    }

    #[test]
    fn somebody_is_meant_when_all_of_it_is_true() {
        let visit = |country, is_new| Visit { country, is_new };
        let both = segment(&[" cn", "HK", "CN"], Some("returning")).unwrap().unwrap();
        assert_eq!(both, segment(&["CN", "HK"], Some("returning")).unwrap().unwrap());
        assert!(both.has(visit(Some("CN"), false)) && both.has(visit(Some("HK"), false)));
        for other in [visit(Some("CN"), true), visit(Some("SG"), false), visit(None, false)] {
            assert!(!both.has(other), "{other:?}");
        }
        let newcomers = segment(&[], Some("new")).unwrap().unwrap();
        assert!(newcomers.has(visit(None, true)) && !newcomers.has(visit(Some("CN"), false)));
    }

    #[test]
    fn a_segment_says_whom_it_means() {
        assert_eq!(segment(&[], None).unwrap(), None);
        for (countries, visitors) in [(vec!["CHN"], None), (vec![""], None), (vec!["1A"], None), (vec![], Some("old"))]
        {
            assert!(segment(&countries, visitors).is_err(), "{countries:?} {visitors:?}");
        }
        let letters = || (b'A'..=b'Z').map(char::from);
        let all: Vec<String> = letters().flat_map(|one| letters().map(move |two| format!("{one}{two}"))).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert!(segment(&all[..COUNTRIES_MAX], None).is_ok());
        assert!(segment(&all[..=COUNTRIES_MAX], None).unwrap_err().contains("at most 50"));
    }
}
