/** The whole style of the pages. A module, so that the bundle carries it and nothing is read at start. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: #faf8f3;
  --card: #ffffff;
  --ink: #22201c;
  --soft: #655f55;
  --line: #ded8cc;
  --field: #8d8678;
  --accent: #14594c;
  --accent-strong: #0d4036;
  --on-accent: #ffffff;
  --danger: #a3231f;
  --danger-paper: #fcefed;
  --serif: ui-serif, 'Iowan Old Style', Charter, Georgia, 'Times New Roman', serif;
  --sans: ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  --mono: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171613;
    --card: #201e1a;
    --ink: #ece7dd;
    --soft: #aaa395;
    --line: #37342d;
    --field: #7d776b;
    --accent: #86cdb9;
    --accent-strong: #a9e0d0;
    --on-accent: #10251f;
    --danger: #f4a39c;
    --danger-paper: #331c1a;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto;
  max-width: 66rem;
  min-height: 100vh;
  min-height: 100dvh;
  padding: 0 1.25rem;
  display: flex;
  flex-direction: column;
  background: var(--paper);
  color: var(--ink);
  font: 1rem/1.55 var(--sans);
}
h1, h2, h3, p, ol, ul { margin: 0; padding: 0; }
h1 { font: 500 clamp(2.25rem, 1.6rem + 3vw, 3.25rem)/1.1 var(--serif); letter-spacing: -0.02em; text-wrap: balance; }
h2 { font: 500 1.375rem/1.3 var(--serif); }
h3 { font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; }
code { font: 0.875em var(--mono); overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
a:hover { color: var(--accent-strong); text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.skip { position: absolute; left: 1rem; top: -4rem; padding: 0.5rem 1rem; background: var(--accent); color: var(--on-accent); border-radius: 0 0 6px 6px; }
.skip:focus { top: 0; color: var(--on-accent); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

body > header { padding: clamp(2rem, 6vw, 4rem) 0 clamp(1.5rem, 4vw, 2.5rem); }
body > header p { margin-top: 0.5rem; color: var(--soft); font-size: 1.125rem; }
main { flex: 1; display: grid; gap: 2.5rem; align-content: start; }
main > section { min-width: 0; }

.write { padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.write h2 { margin-bottom: 1rem; }
.field { margin-bottom: 1rem; }
label { display: block; margin-bottom: 0.25rem; font-size: 0.9375rem; font-weight: 600; }
input, textarea {
  display: block;
  width: 100%;
  padding: 0.6rem 0.75rem;
  border: 1px solid var(--field);
  border-radius: 8px;
  background: var(--paper);
  color: inherit;
  font: inherit;
}
textarea { resize: vertical; min-height: 7rem; }
[aria-invalid] { border-color: var(--danger); border-width: 2px; }
.hint { margin-top: 0.25rem; color: var(--soft); font-size: 0.875rem; }
.problem { margin-top: 0.25rem; color: var(--danger); font-size: 0.9375rem; }
.notice { margin-bottom: 1rem; padding: 0.75rem 1rem; border-left: 4px solid var(--danger); border-radius: 4px; background: var(--danger-paper); }
.notice ul { padding-left: 1.125rem; }
.notice a { color: var(--danger); }
button, .button {
  display: inline-block;
  min-height: 2.75rem;
  padding: 0.55rem 1.25rem;
  border: 1px solid transparent;
  border-radius: 8px;
  background: var(--accent);
  color: var(--on-accent);
  font: 600 1rem/1.5 var(--sans);
  text-decoration: none;
  cursor: pointer;
  transition: background-color 120ms ease-out;
}
button:hover, .button:hover { background: var(--accent-strong); color: var(--on-accent); }
.quiet { min-height: 2.25rem; margin-right: -0.6rem; padding: 0.25rem 0.6rem; background: none; color: var(--soft); font-size: 0.875rem; font-weight: 500; }
.quiet:hover { background: var(--danger-paper); color: var(--danger); }

.entries ol { list-style: none; margin-top: 0.5rem; }
.entries li { padding: 0.875rem 0; border-top: 1px solid var(--line); }
.entries li:first-child { border-top: 0; }
article { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: start; column-gap: 1rem; }
article form { grid-area: 1 / 2; }
article header { display: flex; flex-wrap: wrap; min-height: 2.25rem; padding-top: 0.3125rem; align-items: baseline; gap: 0 0.75rem; }
time { color: var(--soft); font-size: 0.875rem; font-variant-numeric: tabular-nums; }
.message { grid-column: 1 / -1; margin: 0.125rem 0 0.5rem; max-width: 38rem; font: 1.125rem/1.6 var(--serif); white-space: pre-wrap; overflow-wrap: anywhere; }
.empty { margin-top: 1rem; padding: 2.5rem 1.25rem; border: 1px dashed var(--line); border-radius: 12px; color: var(--soft); text-align: center; font: 1.125rem/1.6 var(--serif); }
nav { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.5rem 1.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
nav a { padding: 0.375rem 0; font-weight: 600; }
nav a[rel='next'] { margin-left: auto; }

.error { padding-top: clamp(3rem, 12vw, 7rem); max-width: 36rem; }
.error h1 { margin-bottom: 1rem; font-size: clamp(2rem, 1.6rem + 2vw, 2.5rem); }
.error section > p + p { margin-top: 1.25rem; }

body > footer { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin-top: 3rem; padding: 1.25rem 0 1.75rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.875rem; }

@media (min-width: 52rem) {
  main:not(.error) { grid-template-columns: minmax(0, 1fr) 21rem; gap: 4rem; }
  .write { grid-column: 2; grid-row: 1; align-self: start; position: sticky; top: 1.5rem; }
  .error .write { grid-column: auto; grid-row: auto; position: static; }
  .entries { grid-column: 1; grid-row: 1; }
}
@media (prefers-reduced-motion: reduce) {
  * { transition: none; }
}
`
