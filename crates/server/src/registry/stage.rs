//! The stages a program can be opened in, in the vendor's words, and the host name of each.
//!
//! In: a program's id, a label of a host name. Out: the other. Must not: know who may open what.

use crate::http::Failure;
use crate::identity::words;

words! {
    /// Which version of a program is meant. Each stage has an origin of its own, so that nothing of one is kept for another.
    Stage, "stage of a program" {
        /// What people get.
        Release => "release",
        /// The one version that testers get.
        Trial => "trial",
        /// Any version, for whoever makes it.
        Develop => "develop",
    }
}

/// What stands in labels before the stage; no program's id has it.
pub(crate) const MARK: &str = "--";

impl Stage {
    /// The label in host names: `shop`, `shop--trial`.
    pub(crate) fn label_of(self, app_id: &str) -> String {
        match self {
            Stage::Release => app_id.to_owned(),
            stage => format!("{app_id}{MARK}{}", stage.word()),
        }
    }

    /// How addresses of the platform's own name it: `app=shop`, `app=shop&stage=trial`.
    pub(crate) fn query_of(self, app_id: &str) -> String {
        match self {
            Stage::Release => format!("app={app_id}"),
            stage => format!("app={app_id}&stage={}", stage.word()),
        }
    }

    /// What such an address says.
    pub(crate) fn named(word: Option<&str>) -> Result<Stage, Failure> {
        word.map_or(Ok(Stage::Release), str::parse).map_err(Failure::invalid)
    }

    /// The program that a label is of, in lower case, and the stage.
    pub(crate) fn of_label(label: &str) -> (String, Stage) {
        let label = label.to_ascii_lowercase();
        for stage in [Stage::Trial, Stage::Develop] {
            if let Some(id) = label.strip_suffix(stage.word()).and_then(|rest| rest.strip_suffix(MARK)) {
                return (id.to_owned(), stage);
            }
        }
        (label, Stage::Release)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_says_program_and_stage() {
        for (label, id, stage) in [
            ("shop", "shop", Stage::Release),
            ("Shop--Trial", "shop", Stage::Trial),
            ("shop--develop", "shop", Stage::Develop),
            ("shop--release", "shop--release", Stage::Release),
            ("shop-trial", "shop-trial", Stage::Release),
            ("--trial", "", Stage::Trial),
            ("a--trial--trial", "a--trial", Stage::Trial),
        ] {
            assert_eq!(Stage::of_label(label), (id.to_owned(), stage), "{label}");
        }
        for stage in [Stage::Release, Stage::Trial, Stage::Develop] {
            assert_eq!(Stage::of_label(&stage.label_of("my-shop")), ("my-shop".to_owned(), stage));
        }
    }
}
