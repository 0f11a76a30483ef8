//! The operator's tile source for `map` elements: an address with `{z}`, `{x}` and `{y}`, and whom to name for it.
//!
//! In: command-line words. Out: what launch documents tell the runtime. Must not: fetch a tile.

use std::str::FromStr;

use serde_json::{Value, json};

/// An address template. It stands in documents and in `img` elements, so nothing but an address is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TileUrl(String);

impl FromStr for TileUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        for part in ["{z}", "{x}", "{y}"] {
            if text.matches(part).count() != 1 {
                return Err(format!(
                    "the address needs {part} once, as in https://tiles.example.org/{{z}}/{{x}}/{{y}}.png"
                ));
            }
        }
        let rest = text.replace("{z}", "").replace("{x}", "").replace("{y}", "");
        if let Some(wrong) = rest.chars().find(|character| !is_of_address(*character)) {
            return Err(format!("`{wrong}` cannot stand in an address"));
        }
        let own = text.starts_with('/') && !text.starts_with("//");
        let host = |scheme: &str| {
            let host = text.strip_prefix(scheme)?.split(['/', '?', ':']).next().unwrap_or_default();
            (!host.is_empty() && !host.contains('{')).then_some(host)
        };
        // A page served over HTTPS loads no image over HTTP but from this machine; one host, so that a page's policy can name it.
        let local = host("http://").is_some_and(|host| matches!(host, "localhost" | "127.0.0.1"));
        if !own && host("https://").is_none() && !local {
            return Err("the address begins with https:// and one host, with http://localhost, or with / on the program's own host".to_owned());
        }
        Ok(TileUrl(text.to_owned()))
    }
}

/// The characters of RFC 3986 but quotes and brackets, which never stand in a tile's address.
fn is_of_address(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~:/?#@!$&*+,;=%".contains(character)
}

#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct MapArguments {
    /// Tiles under `map` elements; without, they lie on an empty grid
    #[arg(long, value_name = "URL with {z}, {x} and {y}")]
    map_tiles: Option<TileUrl>,
    /// Whom the map names for its tiles
    #[arg(long, value_name = "TEXT", requires = "map_tiles")]
    map_attribution: Option<String>,
}

impl MapArguments {
    /// `map` of the host data.
    pub(crate) fn host_data(&self) -> Option<Value> {
        let TileUrl(tiles) = self.map_tiles.as_ref()?;
        Some(json!({"tiles": tiles, "attribution": self.map_attribution.as_deref().unwrap_or_default()}))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_tiles_is_taken_and_anything_else_is_refused_in_words() {
        for good in [
            "https://tiles.example.org/{z}/{x}/{y}.png",
            "https://t.example.org/tile?z={z}&x={x}&y={y}&key=a%20b",
            "http://localhost:8000/{z}/{x}/{y}",
            "/tiles/{z}/{x}/{y}.webp",
        ] {
            assert!(good.parse::<TileUrl>().is_ok(), "{good}");
        }
        for (bad, why) in [
            ("https://tiles.example.org/{z}/{x}.png", "needs {y} once"),
            ("https://tiles.example.org/{z}/{x}/{y}/{y}", "needs {y} once"),
            ("http://tiles.example.org/{z}/{x}/{y}", "begins with https://"),
            ("https://{x}.example.org/{z}/{y}", "one host"),
            ("//tiles.example.org/{z}/{x}/{y}", "begins with https://"),
            ("javascript:alert({z}{x}{y})", "cannot stand"),
            ("https://a.b/{z}/{x}/{y}\"><script>", "cannot stand"),
            ("https://{s}.a.b/{z}/{x}/{y}", "cannot stand"),
        ] {
            let error = bad.parse::<TileUrl>().unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
    }
}
