//! What an experiment has counted, and whether its arms have the people they should.
//!
//! In: weights and counts. Out: numbers. Must not: say which arm is better; that is for analytics.

use super::definition::Arm;

/// Below it, chance does not explain that the arms' people differ from their weights.
pub(super) const DRIFT_P_MAX: f64 = 0.001;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct ArmResult {
    pub(super) arm: String,
    pub(super) people: i64,
    pub(super) exposures: i64,
    /// Of the people in all arms, by the weights.
    pub(super) expected_people: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Results {
    pub(super) arms: Vec<ArmResult>,
    /// How likely chance alone makes so great a difference; nothing while nobody or one arm is there.
    pub(super) p_value: Option<f64>,
    /// People who were shown more than one arm.
    pub(super) crossed: i64,
}

impl Results {
    pub(super) fn of(arms: &[Arm], counts: &[(String, i64, i64)], crossed: i64) -> Self {
        let count =
            |id: &str| counts.iter().find(|(arm, ..)| arm == id).map_or((0, 0), |(_, people, shown)| (*people, *shown));
        let total: i64 = arms.iter().map(|arm| count(&arm.id).0).sum();
        let weights: u32 = arms.iter().map(|arm| arm.weight).sum();
        let result = |arm: &Arm| {
            let (people, exposures) = count(&arm.id);
            let expected_people = number(total) * f64::from(arm.weight) / f64::from(weights);
            ArmResult { arm: arm.id.clone(), people, exposures, expected_people }
        };
        let arms: Vec<ArmResult> = arms.iter().map(result).collect();
        let p_value = (arms.len() > 1 && total > 0).then(|| {
            let square = |arm: &ArmResult| (number(arm.people) - arm.expected_people).powi(2) / arm.expected_people;
            chi_square_p(arms.iter().map(square).sum(), arms.len() - 1)
        });
        Results { arms, p_value, crossed }
    }

    pub(super) fn is_drifting(&self) -> bool {
        self.crossed > 0 || self.p_value.is_some_and(|p| p < DRIFT_P_MAX)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^53")]
fn number(count: i64) -> f64 {
    count as f64
}

/// How likely a chi-square variable of so many degrees of freedom is at least so great: in closed form for even degrees, and by the same
/// recurrence from the complementary error function for odd ones (Abramowitz and Stegun, 26.4.4 and 26.4.5).
pub(super) fn chi_square_p(square: f64, degrees: usize) -> f64 {
    let half = square / 2.0;
    let (mut sum, mut term, mut at) = if degrees.is_multiple_of(2) {
        ((-half).exp(), (-half).exp(), 0.0)
    } else {
        (erfc(half.sqrt()), (-half).exp() / (half.sqrt() * std::f64::consts::PI.sqrt()), -0.5)
    };
    if square <= 0.0 {
        return 1.0;
    }
    for _ in 0..(degrees.saturating_sub(1)) / 2 {
        at += 1.0;
        term *= half / at;
        sum += term;
    }
    sum.clamp(0.0, 1.0)
}

/// The complementary error function for what is not negative: the series of erf where that converges fast, else the continued fraction.
fn erfc(x: f64) -> f64 {
    let scale = 2.0 / std::f64::consts::PI.sqrt();
    if x < 2.5 {
        let (mut sum, mut term, mut at) = (x, x, 0.0);
        for _ in 0..100 {
            at += 1.0;
            term *= -x * x / at;
            sum += term / (2.0 * at + 1.0);
        }
        return 1.0 - scale * sum;
    }
    let mut fraction = x;
    for step in (1..=60).rev() {
        fraction = x + f64::from(step) / 2.0 / fraction;
    }
    (-x * x).exp() / (fraction * std::f64::consts::PI.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_those_of_the_tables() {
        // NIST/SEMATECH e-Handbook, 1.3.6.7.4: upper critical values of the chi-square distribution.
        for (degrees, square, p) in [
            (1, 3.841, 0.05),
            (1, 10.828, 0.001),
            (2, 5.991, 0.05),
            (2, 13.816, 0.001),
            (3, 7.815, 0.05),
            (3, 16.266, 0.001),
            (4, 9.488, 0.05),
            (5, 15.086, 0.01),
            (9, 27.877, 0.001),
            (10, 18.307, 0.05),
            (99, 123.225, 0.05),
        ] {
            let found = chi_square_p(square, degrees);
            assert!((found - p).abs() < p * 0.01, "{degrees} {square}: {found}, not {p}");
        }
        assert_eq!((chi_square_p(0.0, 1), chi_square_p(0.0, 2)), (1.0, 1.0));
    }

    #[test]
    fn arms_that_have_other_people_than_their_weights_are_seen() {
        let arm = |id: &str, weight| Arm {
            id: id.into(),
            weight,
            page: None,
            query: String::new(),
            parameters: Default::default(),
        };
        let arms = [arm("a", 1), arm("b", 3)];
        let of = |a, b, crossed| Results::of(&arms, &[("a".into(), a, 2 * a), ("b".into(), b, b)], crossed);
        let good = of(2_480, 7_520, 0);
        assert_eq!((good.arms[0].expected_people, good.arms[0].exposures), (2_500.0, 4_960));
        assert!(!good.is_drifting() && good.p_value.unwrap() > 0.5, "{good:?}");
        assert!(of(2_800, 7_200, 0).is_drifting());
        assert!(of(2_500, 7_500, 1).is_drifting());
        assert_eq!(of(0, 0, 0).p_value, None);
        assert_eq!(Results::of(&arms[..1], &[("a".into(), 5, 5)], 0).p_value, None);
    }
}
