// The stage a program is opened in: people, testers and developers get it at host names of their own (crates/server, registry/stage.rs).
// In: the address of the package. Out: the vendor's word. Must not: ask anybody.

/** On a platform the host name says it: `shop--trial.mini.example.com`. */
export const stageOf = (base: string): string => /^[^/]*\/\/[^./]+--(develop|trial)\./.exec(base)?.[1] ?? 'release';
