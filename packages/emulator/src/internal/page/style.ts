/** The page's style sheet: colours are custom properties, once for each scheme. */
export const style = /* css */ `
:root {
  color-scheme: light dark;
  --ground: #fdfcfa;
  --raised: #f3f0ea;
  --fresh: #fdf0c4;
  --line: #e3ded5;
  --edge: #857f74;
  --mark: #e0a400;
  --ink: #211f1b;
  --quiet: #625d54;
  --link: #0a58a8;
  --good: #1b6a39;
  --warn: #7a4c00;
  --bad: #a8211b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #171613;
    --raised: #24221e;
    --fresh: #40371a;
    --line: #35322c;
    --edge: #928c80;
    --mark: #e0a400;
    --ink: #ebe7df;
    --quiet: #aaa499;
    --link: #84bcf7;
    --good: #74cf92;
    --warn: #e9ba58;
    --bad: #ff958b;
  }
}
* { box-sizing: border-box; }
html { border-top: 3px solid var(--mark); background: var(--ground); }
/* Where something is used, the script keeps it in its place. */
html:focus-within { overflow-anchor: none; }
body {
  margin: 0 auto;
  max-width: 104rem;
  padding: 0 clamp(1rem, 3vw, 3rem) 4rem;
  color: var(--ink);
  font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, p, ul, pre { margin: 0; }
h1 { font-size: 1.5rem; font-weight: 650; letter-spacing: -0.015em; line-height: 1.2; }
h2 { font-size: 1.125rem; font-weight: 650; letter-spacing: -0.005em; }
h3 { font-size: 0.9375rem; font-weight: 650; }
ul { padding: 0; list-style: none; }
a { color: var(--link); text-underline-offset: 0.2em; }
code, pre, .time, .number { font-variant-numeric: tabular-nums; }
code, pre, .time {
  font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: 0.86em;
}
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
.quiet, caption, thead th, .name, .detail, .empty, .more, .note, .count, summary { color: var(--quiet); }
.unseen:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:focus { position: absolute; top: 0.5rem; left: 0.5rem; padding: 0.5rem 1rem; background: var(--raised); }

header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.5rem 1.5rem; padding: 1.75rem 0 1rem; }
.state { color: var(--quiet); font-size: 0.875rem; font-variant-numeric: tabular-nums; }
.life[data-state]::before { content: ""; display: inline-block; width: 0.55em; height: 0.55em; margin-right: 0.45em; border-radius: 50%; background: currentColor; }
.life[data-state="live"] { color: var(--good); }
.life[data-state="gone"] { color: var(--bad); font-weight: 650; }
nav { flex: 1 1 100%; padding: 0.5rem 0; border-block: 1px solid var(--line); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; }
nav a { color: var(--quiet); text-decoration: none; }
nav a:hover { text-decoration: underline; }
nav b { color: var(--ink); font-weight: 650; font-variant-numeric: tabular-nums; }
.tools { margin-left: auto; }
.notice { margin-bottom: 1rem; padding: 0.6rem 1rem; border-left: 3px solid var(--mark); background: var(--raised); }

main { display: grid; gap: 2.5rem clamp(2rem, 4vw, 4.5rem); }
main > div { display: grid; align-content: start; gap: 2.5rem; min-width: 0; }
section { min-width: 0; container-type: inline-size; }
.count { margin-left: 0.25em; font-weight: 400; font-variant-numeric: tabular-nums; }
@media (min-width: 68rem) { main { grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); } }

table { width: 100%; table-layout: fixed; border-collapse: collapse; }
th:nth-child(1) { width: 34%; }
#users th:nth-child(2) { width: 34%; }
#users th:nth-child(4) { width: 12%; }
#keys th:nth-child(1), #faults th:nth-child(1) { width: 40%; }
#keys th:nth-child(3), #faults th:nth-child(3) { width: 24%; }
#teams th:nth-child(1) { width: 22%; }
#journal th:nth-child(1) { width: 7.5rem; }
#journal th:nth-child(3) { width: 14%; }
#journal th:nth-child(4) { width: 22%; }
#journal th:nth-child(5) { width: 4.5rem; }
caption { padding-bottom: 0.5rem; text-align: left; font-size: 0.875rem; }
th, td { padding: 0.4rem 1rem 0.4rem 0; text-align: left; vertical-align: baseline; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { padding-block: 0.25rem; font-size: 0.8125rem; }
tbody tr { border-top: 1px solid var(--line); }
tbody th code { color: var(--ink); font-weight: 600; }
.number, #users th:last-child, #journal th:last-child { text-align: right; white-space: nowrap; }
.time { color: var(--quiet); white-space: nowrap; }
.name, .detail { display: block; font-size: 0.875rem; }
.unit { display: none; color: var(--quiet); }
.empty, .more, .note { padding: 0.6rem 0; font-size: 0.875rem; }
.empty { border-top: 1px solid var(--line); }
.some li { unicode-bidi: isolate; }
.fresh { animation: fade 2.5s ease-out; }
@keyframes fade { from { background: var(--fresh); } }

.chip { display: inline-block; padding: 0 0.45em; border-radius: 3px; background: var(--raised); color: var(--ink); font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
.chip.good { color: var(--good); }
.chip.warn { color: var(--warn); }
.chip.bad { color: var(--bad); }
.remarks { font-size: 0.875rem; }
.error { color: var(--bad); }
.hint { color: var(--warn); }
.hint::before { content: "Hint: "; }
details { font-size: 0.875rem; }
summary { cursor: pointer; }
th summary { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
pre { padding: 0.6rem 0.8rem; background: var(--raised); border-radius: 3px; white-space: pre-wrap; }

form { display: grid; justify-items: start; gap: 0.75rem; }
#arm { margin-top: 1rem; padding: 1rem; background: var(--raised); border-radius: 4px; }
#disarm { margin-top: 0.75rem; }
.fields { display: flex; flex-wrap: wrap; align-items: end; gap: 0.75rem 1rem; width: 100%; }
.field { display: grid; flex: 2 1 10rem; gap: 0.15rem; min-width: 0; max-width: 20rem; }
.field:has([type="number"]) { flex: 1 1 5rem; }
.field:first-child { flex: 3 1 19rem; max-width: none; }
label { font-size: 0.875rem; }
input, select, button { font: inherit; color: var(--ink); min-width: 0; max-width: 100%; }
input, select { width: 100%; height: 2.25rem; padding: 0 0.5rem; border: 1px solid var(--edge); border-radius: 3px; background: var(--ground); }
::placeholder { color: var(--quiet); opacity: 1; }
button { padding: 0.35rem 1rem; border: 1px solid var(--ink); border-radius: 3px; background: var(--ink); color: var(--ground); font-weight: 600; cursor: pointer; }
button.second { border-color: var(--edge); background: var(--ground); color: var(--ink); font-weight: 400; }
.reset { position: relative; }
.reset form { position: absolute; z-index: 1; right: 0; top: 2rem; width: min(24rem, 100vw - 2rem); padding: 1rem; border: 1px solid var(--edge); border-radius: 4px; background: var(--raised); color: var(--ink); }
#arm:not(:has([data-needs~="status"]:checked)) [data-need="status"],
#arm:not(:has([data-needs~="duration"]:checked)) [data-need="duration"],
#arm:not(:has([data-needs~="message"]:checked)) [data-need="message"],
#arm:not(:has([data-needs~="path"]:checked)) [data-need="path"] { display: none; }

@container (max-width: 30rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; padding: 0.6rem 0; }
  th[scope="row"], td { padding: 0; min-width: 0; }
  th[scope="row"] { flex: 1 1 100%; }
  th[scope="row"], td { width: auto; }
  td:empty { display: none; }
  .unit { display: inline; }
  .time { order: 1; }
  td { order: 1; }
}
@media (prefers-reduced-motion: reduce) { .fresh { animation: none; } }
`
