// The head of the page: what the run came to, and what may be looked at below.

import { elapsedText, grouped, seedsText } from "../figures.ts";
import { findingsOf, type Finding } from "../finding.ts";
import { lookOf } from "../outcome-mark.ts";
import { outcomes, sumOf, type Totals } from "../outcome.ts";
import { familyOf, type Run } from "../run.ts";
import { waveringLines } from "../wavering.ts";
import { escaped } from "./markup.ts";

/** Failures named at the top; all of them stand in the table. */
const namedMax = 12;

export function verdict({ header, footer }: Run): string {
  const isGood = footer.exitCode === 0;
  const mark = isGood ? lookOf.pass.mark : lookOf.fail.mark;
  const about = [
    `target ${escaped(header.target)}`,
    seedsText(header.seeds),
    `suite ${escaped(header.suiteVersion)}`,
    `Node ${escaped(header.node)}`,
    escaped(header.platform),
    `${elapsedText(footer.elapsedMicros)}${footer.aborted ? ", stopped before the end" : ""}`,
  ];
  return `<p class="verdict ${isGood ? "good" : "bad"}">
<span aria-hidden="true">${mark}</span> ${escaped(footer.exitReason)}
<small>exit ${footer.exitCode}</small></p>
<p class="about">${about.join(" · ")}</p>`;
}

export function totalsBars({ footer }: Run): string {
  return `<div class="totals">${bar("Rules", footer.totals.rules)}${bar("Cases", footer.totals.cases)}</div>`;
}

function bar(title: string, totals: Totals): string {
  const present = outcomes.filter((outcome) => totals[outcome] > 0);
  const parts = present.map((outcome) => {
    return `<span class="${lookOf[outcome].paint} ${outcome}" style="flex-grow:${totals[outcome]}"></span>`;
  });
  const legend = present.map((outcome) => {
    const { mark, paint } = lookOf[outcome];
    return `<li class="${paint}"><span aria-hidden="true">${mark}</span> ${grouped(totals[outcome])} ${outcome}</li>`;
  });
  return `<section><h2>${title} <small>${grouped(sumOf(totals))}</small></h2>
<div class="bar" aria-hidden="true">${parts.join("")}</div><ul>${legend.join("")}</ul></section>`;
}

export function failureList(run: Run): string {
  const findings = findingsOf(run);
  if (findings.length === 0) return "";
  const left = findings.length - namedMax;
  const more = left > 0 ? `<p class="about">and ${grouped(left)} more in the table below</p>` : "";
  return `<section class="failures"><h2>What is broken</h2>
<ul>${findings.slice(0, namedMax).map(failureItem).join("")}</ul>${more}</section>`;
}

function failureItem({ case: id, failure, seed, reason }: Finding): string {
  const rule = failure?.rule ?? id;
  const message = failure?.message ?? reason ?? "no rule was named";
  return `<li><a href="#/case/${escaped(id)}"><strong>${escaped(rule)}</strong>
<span>${escaped(message)}</span><small>${escaped(id)}, seed ${seed}</small></a></li>`;
}

/** What wavered comes first: it fails nobody, and is not to be overlooked. */
export function noteList(run: Run): string {
  const wavering = waveringLines(run).map((text) => ({ severity: "warning", text }));
  const items = [...wavering, ...run.notes].map(({ severity, text }) => {
    return `<li class="${severity}">${escaped(text)}</li>`;
  });
  return items.length === 0 ? "" : `<ul class="notes">${items.join("")}</ul>`;
}

/** Only for those who have a script to filter with. */
export function filterBar({ rules, footer }: Run): string {
  const families = [...new Set(rules.map(familyOf))];
  const options = families.map((family) => `<option>${escaped(family)}</option>`);
  const boxes = outcomes
    .filter((outcome) => footer.totals.rules[outcome] > 0)
    .map((outcome) => {
      return `<label><input type="checkbox" name="outcome" value="${outcome}" checked> ${outcome}</label>`;
    });
  return `<form class="filters" id="filters" role="search" hidden>
<label class="field">Search <input type="search" name="words" placeholder="rule or words of its sentence"></label>
<label class="field">Family <select name="family"><option value="">all</option>${options.join("")}</select></label>
<fieldset><legend class="unseen">Outcomes</legend>${boxes.join("")}</fieldset>
<output name="shown" aria-live="polite"></output>
</form>`;
}
