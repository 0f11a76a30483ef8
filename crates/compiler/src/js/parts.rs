//! Parts of the logic realm that only some programs need, and the names that scripts need them by.
//!
//! In: names. Out: parts. Must not: be the only way to a part: the runtime loads what is missing when it is first called.

/// The part that makes components out of templates; pages without any do without it.
pub(crate) const SKELETON: &str = "skeleton";
/// What a page leaves behind for the next start. Whichever page the program is left from has a say in it: if one needs it, all do.
pub(crate) const EXIT: &str = "exit";
/// What is kept of a page's rendering for its next launch. Packages without a page that asks for it have no such part.
pub(crate) const KEEP: &str = "keep";
/// What a definition is composed of beyond data and functions: properties, observers, behaviors, relations, chains of calls (`Component().property(…)`).
pub(crate) const COMPOSITION: &str = "composition";

const PARTS: &[(&str, &[&str])] = &[
    (COMPOSITION, &["Behavior", "behaviors", "getRelationNodes", "observers", "properties", "relations"]),
    ("animation", &["animate", "clearAnimation", "createAnimation"]),
    (EXIT, &["exitState", "onSaveExitState", "restartStrategy"]),
    (KEEP, &["setInitialRenderingCache"]),
    // It loads for every program once the first page stands; these are read before.
    ("late", &["__wxConfig", "getOpenerEventChannel", "pageRouter", "setUpdatePerformanceListener"]),
    ("plugins", &["requirePlugin"]),
    (
        "queries",
        &[
            "createIntersectionObserver",
            "createMediaQueryObserver",
            "createSelectorQuery",
            "selectAllComponents",
            "selectComponent",
        ],
    ),
];

/// The part that a member, a field of options or a global of this name needs.
pub(crate) fn part_of(name: &str) -> Option<&'static str> {
    PARTS.iter().find(|(_, names)| names.contains(&name)).map(|(part, _)| *part)
}
