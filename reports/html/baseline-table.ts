// The baseline on the page: every failure that is known, with the reason that somebody wrote down for it.

import { isFaulty, reasonText, verdictsText, type BaselineRecord } from "../baseline.ts";
import { bounds } from "../bounds.ts";
import { grouped } from "../figures.ts";
import { lookOf } from "../outcome-mark.ts";
import type { Run } from "../run.ts";
import { escaped } from "./markup.ts";

/** What does not fit any more comes first. */
export function baselineTable({ header, baseline }: Run): string {
  if (header.baseline === undefined) return "";
  const ordered = [
    ...baseline.filter(({ verdict }) => isFaulty[verdict]),
    ...baseline.filter(({ verdict }) => !isFaulty[verdict]),
  ];
  const left = ordered.length - bounds.listedEntries;
  const more =
    left > 0 ? `<p class="about">and ${grouped(left)} more in the NDJSON report</p>` : "";
  const open = baseline.some(({ verdict }) => isFaulty[verdict]) ? " open" : "";
  return `<details${open}>
<summary>Baseline ${escaped(header.baseline.file)}: ${verdictsText(baseline)}</summary>
<table class="entries"><thead><tr><th scope="col">Verdict</th><th scope="col">Rule and cases</th>
<th scope="col" class="number">Failures</th><th scope="col">Reason</th></tr></thead>
<tbody>${ordered.slice(0, bounds.listedEntries).map(entryRow).join("\n")}</tbody></table>${more}</details>`;
}

function entryRow(entry: BaselineRecord): string {
  const { verdict, rule, cases, failures, fault } = entry;
  const { mark, paint } = lookOf[isFaulty[verdict] ? "unexpected-pass" : "expected-fail"];
  const wrong = fault === undefined ? "" : `<p class="bad">${escaped(fault)}</p>`;
  return `<tr><td><span class="outcome ${paint}"><span aria-hidden="true">${mark}</span> ${verdict}</span></td>
<td class="sentence"><a href="#/rule/${escaped(rule)}">${escaped(rule)}</a><p>${escaped(cases.join(", "))}</p></td>
<td class="number">${grouped(failures)}</td>
<td>${escaped(reasonText(entry))}${wrong}</td></tr>`;
}
