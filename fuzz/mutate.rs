//! Deterministic mutation of texts: the same seed gives the same texts on every machine, so a finding can be run again by its number.
//! In: texts that mean something. Out: texts that nearly do. Must not: read files or clocks.

use std::ops::Range;

/// The numbers a run goes through: `usual` of them, or those that the environment asks for (`FUZZ=5000..90000`).
pub(crate) fn numbers(usual: u64) -> Range<u64> {
    let Ok(asked) = std::env::var("FUZZ") else { return 0..usual };
    let (from, to) = asked.split_once("..").expect("FUZZ is written as from..to");
    from.parse().expect("a number")..to.parse().expect("a number")
}

/// A xorshift generator.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn step(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Below `bound`, which is not 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.step() % bound as u64) as usize
    }
}

/// A text made of one or two others by a few cuts, copies, swaps and insertions of `tokens`.
pub(crate) fn mutate(random: &mut Random, texts: &[&str], tokens: &[&str]) -> String {
    let mut text = texts[random.below(texts.len())].to_owned();
    for _ in 0..1 + random.below(6) {
        let (from, to) = (boundary(random, &text), boundary(random, &text));
        let (from, to) = (from.min(to), from.max(to));
        match random.below(6) {
            0 => text.replace_range(from..to, ""),
            1 => text.insert_str(from, tokens[random.below(tokens.len())]),
            2 => {
                let piece = text[from..to].to_owned();
                let at = boundary(random, &text);
                text.insert_str(at, &piece);
            }
            3 => {
                let other = texts[random.below(texts.len())];
                let (start, end) = (boundary(random, other), boundary(random, other));
                text.replace_range(from..to, &other[start.min(end)..start.max(end)]);
            }
            4 => {
                let piece = tokens[random.below(tokens.len())].repeat(1 + random.below(40));
                text.insert_str(from, &piece);
            }
            _ => text.truncate(to),
        }
        if text.len() > TEXT_BYTES_MAX {
            let mut end = TEXT_BYTES_MAX;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
        }
    }
    text
}

const TEXT_BYTES_MAX: usize = 4096;

fn boundary(random: &mut Random, text: &str) -> usize {
    let mut at = random.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
