// The HTML report: one file that needs no network, before and after it is opened. The table is in the
// markup; rules, cases and diagrams are drawn by the script from the data beside it.

import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { bounds } from "../bounds.ts";
import type { Run } from "../run.ts";
import { baselineTable } from "./baseline-table.ts";
import { escaped } from "./markup.ts";
import { failureList, filterBar, noteList, totalsBars, verdict } from "./overview.ts";
import { embedded, pageDataOf } from "./page-data.ts";
import { ruleTable } from "./rule-table.ts";
import { diagramStyle } from "./style-diagram.ts";
import { pageStyle } from "./style-page.ts";

/** Nothing is loaded, and nothing can be sent. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

const mark = `<svg class="mark" viewBox="0 0 40 40" aria-hidden="true"><path d="M4 13 33 23"/><path d="M20 18v20"/><circle cx="34" cy="32" r="2.6"/></svg>`;

export function htmlReport(run: Run, bytesMax: number = bounds.htmlBytes): string {
  const data = pageDataOf(run, bytesMax);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Kakehi: ${escaped(run.header.target)}, exit ${run.footer.exitCode}</title>
<style>${pageStyle}${diagramStyle}</style>
</head>
<body>
<header class="top"><a class="home" href="#/">${mark}<span>Kakehi</span></a>
<button type="button" id="theme" hidden>Dark</button></header>
<main id="overview">
<h1 class="unseen">Conformance of ${escaped(run.header.target)}</h1>
${verdict(run)}
${totalsBars(run)}
${failureList(run)}
${baselineTable(run)}
${noteList(run)}
${filterBar(run)}
${ruleTable(run.rules)}
</main>
<main id="view" tabindex="-1" hidden></main>
<noscript><p class="about">The diagrams need JavaScript; nothing is loaded from anywhere.</p></noscript>
<script type="application/json" id="data">${embedded(data)}</script>
<script>${clientScript()}</script>
</body>
</html>
`;
}

/** From the sources as well as from what they were built into. */
function clientScript(): string {
  const entry = `client/main${extname(import.meta.filename)}`;
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    format: "iife",
    target: "es2022",
    minify: true,
    write: false,
    // The settings of whoever runs this are not ours.
    tsconfigRaw: {},
    legalComments: "none",
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error("esbuild made no script");
  return script.text.replaceAll("</script", "<\\/script");
}
