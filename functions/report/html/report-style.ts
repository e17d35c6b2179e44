/**
 * The style of a report in light and dark, on screen and on paper. Every text color has a contrast of at least 4.5 to 1
 * with every background that it is used on (WCAG 2.2, AA).
 */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#faf9f6, #14171a);
  --card: light-dark(#ffffff, #1c2024);
  --sunken: light-dark(#f2f0ea, #101315);
  --ink: light-dark(#1f2428, #e7e9ea);
  --soft: light-dark(#59616a, #a3acb4);
  --line: light-dark(#e2ded5, #30363c);
  --accent: light-dark(#1f5c8b, #8fc1ea);
  --accent-ground: light-dark(#e8f0f6, #1a2a37);
  --good: light-dark(#1c6b45, #7fd0a3);
  --good-ground: light-dark(#e4f2ea, #16291f);
  --bad: light-dark(#a52a24, #f29b92);
  --bad-ground: light-dark(#fbebe8, #331b19);
  --warn: light-dark(#7d5200, #e6bd6e);
  --warn-ground: light-dark(#fbf1dc, #2e2513);
  --mark: light-dark(#ffd9d3, #6b2c26);
  --serif: "Source Serif 4 Variable", "Iowan Old Style", Georgia, serif;
  --sans: "Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 15px/1.55 var(--sans);
  overflow-wrap: anywhere;
}
h1, h2 { font-family: var(--serif); font-weight: 600; line-height: 1.2; margin: 0; text-wrap: balance; }
h1 { font-size: 30px; letter-spacing: -0.01em; }
h2 { font-size: 20px; }
p { margin: 0; }
code { font: 0.92em var(--mono); }
a { color: var(--accent); text-underline-offset: 2px; }
.quiet { color: var(--soft); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.report main { max-width: 860px; margin: 0 auto; padding: 40px 24px 72px; display: grid; gap: 36px; }
.report section { display: grid; gap: 14px; }
.report-head { display: grid; gap: 8px; }
.report-kind { color: var(--soft); font-size: 13px; }
.verdict { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; }

.badge {
  display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: 12.5px; font-weight: 600; line-height: 20px;
  white-space: nowrap; background: var(--sunken); color: var(--soft);
}
.badge.ready { background: var(--good-ground); color: var(--good); text-transform: uppercase; letter-spacing: 0.03em; }
.badge.rejected, .badge.failed, .badge.error { background: var(--bad-ground); color: var(--bad); }
.badge.warning, .badge.partial { background: var(--warn-ground); color: var(--warn); }
.badge.valid, .badge.accepted { background: var(--good-ground); color: var(--good); }

.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); gap: 14px 28px; margin: 0; }
.facts dt { color: var(--soft); font-size: 13px; }
.facts dd { margin: 0; }

.columns { display: grid; gap: 10px; margin: 0; }
.columns dt { color: var(--soft); font-size: 13px; margin-bottom: 4px; }
.columns dd { margin: 0; display: flex; flex-wrap: wrap; gap: 6px; }
.count { font-weight: 600; }
.column { font: 13px/1.5 var(--mono); padding: 1px 8px; border-radius: 5px; border: 1px solid var(--line); background: var(--card); }
.column.kept { border-style: dashed; background: none; color: var(--soft); }
.column-type { font-family: var(--sans); color: var(--soft); }

.fields { border-collapse: collapse; width: 100%; }
.fields th, .fields td { padding: 6px 20px 6px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); font-weight: 400; }
.fields tbody th { min-width: 6.5em; }
.fields thead th { color: var(--soft); font-size: 13px; }
.media-url { font: 13px/1.5 var(--mono); }

.cards { list-style: none; margin: 0; padding: 0; display: grid; gap: 12px; }
.task { display: grid; gap: 10px; }
.task-card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 18px 16px; }
.task-hidden { border: 1px dashed var(--line); border-radius: 10px; padding: 14px 18px 16px; color: var(--soft); }
.task-title { color: var(--soft); font-size: 12.5px; font-weight: 600; margin-bottom: 8px; }
.values { margin: 0; display: grid; gap: 8px; }
.values dt { color: var(--soft); font: 12.5px/1.4 var(--mono); }
.values dt.label { font-family: var(--sans); }
.values dd { margin: 0; white-space: pre-wrap; unicode-bidi: isolate; }
@media (min-width: 720px) {
  .task-card .values > div { display: grid; grid-template-columns: minmax(110px, 1fr) 4fr; gap: 14px; align-items: baseline; }
  .task.has-hidden { grid-template-columns: minmax(0, 5fr) minmax(0, 3fr); }
}

.findings { list-style: none; margin: 0; padding: 0; display: grid; gap: 12px; }
.finding {
  background: var(--card); border: 1px solid var(--line); border-left: 3px solid var(--bad); border-radius: 8px;
  padding: 12px 16px 14px; display: grid; gap: 8px;
}
.finding-group { display: grid; gap: 12px; }
.finding-group + .finding-group { margin-top: 10px; }
.group-head { color: var(--soft); font-weight: 600; }
.group-head code { color: var(--ink); }
.more > summary { color: var(--soft); cursor: pointer; width: fit-content; }
.more[open] > summary { margin-bottom: 12px; }
.values + .more { margin-top: 12px; }
.columns .more { flex-basis: 100%; }
.columns .more > span { margin: 0 6px 6px 0; display: inline-block; }
.finding.warning { border-left-color: var(--warn); }
.finding-head { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; }
.finding-head .place { color: var(--soft); font-size: 13.5px; }
.finding-hint { color: var(--soft); }
.excerpt {
  display: flex; background: var(--sunken); border-radius: 6px; font: 13px/1.6 var(--mono); padding: 6px 0; margin: 0;
}
.excerpt code { font: inherit; white-space: pre-wrap; padding-right: 12px; unicode-bidi: isolate; }
.line-number { color: var(--soft); padding: 0 12px; user-select: none; white-space: nowrap; }
mark { background: var(--mark); color: inherit; border-radius: 3px; padding: 1px 0; box-shadow: 0 1px 0 currentColor; }
mark.missing { display: inline-block; width: 14px; height: 1.1em; vertical-align: text-bottom; box-shadow: inset 0 0 0 1px currentColor; }

.sizes { border-collapse: collapse; justify-self: start; }
.sizes th, .sizes td { padding: 5px 24px 5px 0; text-align: left; border-bottom: 1px solid var(--line); font-weight: 400; }
.sizes td { text-align: right; padding-right: 0; }
.sizes thead th { color: var(--soft); font-size: 13px; }

@media print {
  body { background: none; }
  .more > summary { display: none; }
  .more::details-content { content-visibility: visible; height: auto; }
  .finding, .task { break-inside: avoid; }
}
`;
