// The sheet of the panel. Must not: reach out of its shadow root, or be smaller than a finger needs where fingers are used.

export const style = `
:host { all: initial; position: fixed; z-index: 2147483646; inset: 0 0 0 auto; width: var(--width, 520px);
  --paper: #f4f5f7; --card: #fff; --ink: #17191d; --quiet: #5d6675; --line: #0000001f; --soft: #00000009; --accent: #087a48; --on-accent: #fff; --red: #c0262d; --amber: #8a5a00; --blue: #1b5fc4; --violet: #7a3fb0; --red-soft: #c0262d12; --amber-soft: #c98a0016; }
:host([hidden]) { display: none; }
@media (prefers-color-scheme: dark) { :host { --paper: #0f1114; --card: #17191e; --ink: #e9ebef; --quiet: #9aa2af; --line: #ffffff24; --soft: #ffffff0d; --accent: #35c98a; --on-accent: #06140d; --red: #ff8a8a; --amber: #e8b65a; --blue: #8fb7ff; --violet: #cfa6ff; --red-soft: #ff5d5d1c; --amber-soft: #e8b65a1a; } }
* { box-sizing: border-box; }
.panel { display: flex; flex-direction: column; height: 100%; background: var(--paper); color: var(--ink); border-left: 1px solid var(--line); color-scheme: light dark; user-select: text;
  font: 13px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif; overflow-wrap: anywhere; }
.grip { position: absolute; left: -4px; top: 0; bottom: 0; width: 8px; cursor: ew-resize; touch-action: none; }
.head { flex: none; display: flex; align-items: stretch; border-bottom: 1px solid var(--line); background: var(--card); }
.tabs { flex: 1; min-width: 0; display: flex; overflow-x: auto; scrollbar-width: none; padding: 0 20px 0 4px; scroll-padding: 0 24px; mask-image: linear-gradient(90deg, #000 calc(100% - 18px), transparent); }
.tabs::-webkit-scrollbar { display: none; }
button, input, select, textarea { font: inherit; color: inherit; }
button { background: none; border: 0; margin: 0; padding: 0; cursor: pointer; border-radius: 6px; }
:is(button, input, select, textarea, [tabindex]):focus-visible { outline: 2px solid var(--blue); outline-offset: -2px; }
.tab { flex: none; padding: 0 7px; min-height: 38px; font-size: 12.5px; color: var(--quiet); border-radius: 0; white-space: nowrap; border-bottom: 2px solid transparent; }
.tab:hover { color: var(--ink); }
.tab[aria-selected=true] { color: var(--ink); font-weight: 600; border-bottom-color: var(--accent); }
.tab .mark { display: inline-block; margin-left: 4px; padding: 0 5px; border-radius: 8px; font-size: 11px; line-height: 16px; font-weight: 600; color: var(--red); background: var(--red-soft); }
.tab .mark.plain { color: var(--blue); background: var(--soft); }
.close { flex: none; width: 40px; color: var(--quiet); border-radius: 0; border-left: 1px solid var(--line); }
.close:hover { color: var(--ink); background: var(--soft); }
svg { width: 16px; height: 16px; vertical-align: -3px; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.body { flex: 1; min-height: 0; display: flex; flex-direction: column; }
.body[hidden] { display: none; }
.bar { flex: none; display: flex; flex-wrap: wrap; align-items: center; gap: 6px; padding: 6px 10px; border-bottom: 1px solid var(--line); }
.bar > input, .bar > select { flex: 1 1 90px; min-width: 0; }
.bar > select { flex: 0 1 auto; max-width: 100%; }
input:not([type=checkbox]), select, textarea { min-height: 30px; padding: 3px 8px; border: 1px solid var(--line); border-radius: 7px; background: var(--card); min-width: 0; }
select { text-overflow: ellipsis; }
.bar > select.wide { flex: 1; }
textarea { width: 100%; resize: vertical; font: 12px/1.5 var(--mono); min-height: 68px; }
::placeholder { color: var(--quiet); opacity: 1; }
.action { flex: none; min-height: 30px; padding: 2px 10px; border: 1px solid var(--line); background: var(--card); border-radius: 7px; white-space: nowrap; }
.action:hover { border-color: var(--quiet); }
.action[aria-pressed=true], .action.main { background: var(--accent); color: var(--on-accent); border-color: transparent; }
.action:disabled { opacity: .45; cursor: default; }
:host { --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; }
.mono, code, pre { font: 12px/1.55 var(--mono); }
.list { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain; }
.empty { margin: 0; padding: 28px 24px; color: var(--quiet); text-align: center; text-wrap: balance; }
.row { display: flex; gap: 8px; align-items: baseline; padding: 4px 10px; border-bottom: 1px solid var(--line); }
.row > .wide { flex: 1; min-width: 0; }
.quiet { color: var(--quiet); }
.line { white-space: pre-wrap; max-height: 24em; overflow: auto; }
.row.warn { background: var(--amber-soft); } .row.warn .line { color: var(--amber); }
.row.error { background: var(--red-soft); } .row.error .line { color: var(--red); }
.row.debug .line { color: var(--quiet); }
.row.asked .line { color: var(--blue); }
.place { flex: none; max-width: 46%; color: var(--quiet); font: 11px/1.7 var(--mono); text-align: right; }
.times { flex: none; min-width: 20px; padding: 0 5px; border-radius: 9px; text-align: center; font-size: 11px; line-height: 17px; color: var(--card); background: var(--quiet); }
.prompt { flex: none; display: flex; gap: 6px; align-items: center; padding: 6px 10px; border-top: 1px solid var(--line); background: var(--card); }
.prompt input { flex: 1; font: 12px/1.5 var(--mono); border: 0; background: none; }
.prompt::before { content: "›"; color: var(--blue); font-weight: 700; }
.bad { color: var(--red); } .good { color: var(--accent); } .pending { color: var(--amber); }
details { border-bottom: 1px solid var(--line); }
summary { display: flex; gap: 8px; align-items: baseline; padding: 5px 10px; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary:hover, .row.choice:hover { background: var(--soft); }
details[open] > summary { background: var(--soft); }
summary .wide { flex: 1; min-width: 0; }
summary .name { font: 12px/1.5 var(--mono); }
.method { flex: none; width: 3.6em; font: 600 11px/1.6 var(--mono); color: var(--quiet); }
.figure { flex: none; min-width: 4.6em; text-align: right; font-variant-numeric: tabular-nums; color: var(--quiet); }
.state { flex: none; min-width: 3em; text-align: right; font-variant-numeric: tabular-nums; }
.inside { padding: 4px 12px 12px; display: grid; gap: 8px; }
.inside h2 { margin: 6px 0 0; font-size: 12px; font-weight: 600; color: var(--quiet); }
pre { margin: 0; padding: 8px 10px; border-radius: 7px; background: var(--card); border: 1px solid var(--line); white-space: pre-wrap; max-height: 20em; overflow: auto; tab-size: 2; }
dl { margin: 0; display: grid; grid-template-columns: minmax(7em, max-content) minmax(0, 1fr); gap: 1px 10px; font: 12px/1.55 var(--mono); }
dt { color: var(--quiet); } dd { margin: 0; }
.section { padding: 10px 12px 12px; border-bottom: 1px solid var(--line); display: grid; gap: 8px; align-content: start; }
.section > h2 { margin: 0; font-size: 13px; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 8px; }
.field { display: grid; gap: 2px; min-width: 0; }
.field > span { color: var(--quiet); font-size: 12px; }
.buttons { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.check { display: inline-flex; gap: 6px; align-items: center; min-height: 30px; }
input[type=checkbox] { width: 16px; height: 16px; margin: 0; accent-color: var(--accent); }
.tree { padding: 6px 0 10px; font: 12px/1.6 var(--mono); }
.node { display: flex; align-items: baseline; gap: 4px; padding: 0 10px 0 calc(8px + var(--depth) * 14px); min-height: 22px; }
.node:hover, .node[aria-selected=true] { background: var(--soft); }
.node[aria-selected=true] { box-shadow: inset 2px 0 var(--accent); }
.fold { flex: none; width: 16px; height: 20px; color: var(--quiet); border-radius: 4px; }
.fold { cursor: pointer; text-align: center; }
.fold::before { content: "▸"; display: block; transition: transform .1s; }
.node[aria-expanded=true] > .fold::before { transform: rotate(90deg); }
.fold.leaf { visibility: hidden; }
.node > .key { flex: none; max-width: 60%; } .node > .quiet { flex: none; max-width: 100%; } .node > .quiet.leafvalue { flex: 0 1 auto; }
.key { color: var(--violet); } .text { color: var(--accent); } .number { color: var(--blue); } .tag { color: var(--blue); } .attribute { color: var(--violet); }
.leafvalue { text-align: left; font: inherit; padding: 0 3px; border-radius: 4px; white-space: pre-wrap; }
button.leafvalue:hover { background: var(--soft); outline: 1px dashed var(--line); }
.node input { flex: 1; min-height: 22px; padding: 0 6px; font: inherit; }
.node .place { margin-left: auto; padding-left: 8px; max-width: 50%; }
.split { flex: none; max-height: 42%; overflow: auto; border-top: 1px solid var(--line); background: var(--card); padding: 8px 12px; }
.bars { display: grid; grid-template-columns: max-content minmax(0, 1fr) max-content; gap: 5px 10px; align-items: center; }
.bars .track { height: 10px; border-radius: 3px; background: var(--soft); position: relative; }
.bars .track i { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: 3px; background: var(--blue); }
.stacked { display: flex; height: 5px; border-radius: 3px; overflow: hidden; background: var(--soft); margin-top: 2px; }
.stacked i { display: block; } .logic { background: var(--violet); } .wire { background: var(--amber); } .view { background: var(--accent); }
.legend { display: flex; gap: 12px; color: var(--quiet); font-size: 12px; } .legend i { display: inline-block; width: 9px; height: 9px; border-radius: 2px; margin-right: 4px; }
.pages { margin: 0; padding: 0; list-style: none; display: grid; gap: 2px; }
.choices { display: flex; flex-wrap: wrap; gap: 4px; }
.choices button { min-height: 30px; padding: 2px 10px; border: 1px solid var(--line); background: var(--card); border-radius: 7px; }
.choices button[aria-pressed=true] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); font-weight: 600; }
.note { color: var(--quiet); font-size: 12px; margin: 0; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 759px) {
  :host { inset: auto 0 0 0; width: auto; height: 60%; }
  .panel { border-left: 0; border-top: 1px solid var(--line); border-radius: 14px 14px 0 0; overflow: hidden; box-shadow: 0 -8px 32px #0003; padding-bottom: env(safe-area-inset-bottom, 0px); }
  .grip { display: none; }
  .tab { min-height: 44px; } .close { width: 48px; }
  .action, .choices button, input:not([type=checkbox]), select { min-height: 36px; }
  .row { flex-wrap: wrap; column-gap: 8px; row-gap: 0; } .row > .line { flex-basis: 80%; } .row > .place { max-width: 100%; margin-left: auto; }
  .row, summary { padding-block: 7px; } .node { min-height: 28px; } .fold { height: 26px; width: 22px; }
  input, select, textarea { font-size: 16px !important; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
@media (forced-colors: active) { .tab[aria-selected=true] { border-bottom-color: Highlight; } .stacked i, .bars i, .legend i { forced-color-adjust: none; } }
@media print { :host { display: none; } }`;
