// Workflow commands for GitHub Actions: a line that the runner turns into an annotation on a file. It
// shows ten of a kind in a step and drops the others, so the tenth says how many there were.

import { faultyEntries } from "./baseline.ts";
import { bounds } from "./bounds.ts";
import { findingsOf, type Finding } from "./finding.ts";
import { printableField } from "./printable.ts";
import type { Run } from "./run.ts";
import { waveringCases, waveringText } from "./wavering.ts";

/** At most ten lines; empty when nothing failed or wavered and every baseline entry fits. */
export function annotations(run: Run): string {
  const failed = [...findingsOf(run).map(annotation), ...entryAnnotations(run)];
  const all = [...failed, ...waveringAnnotations(run)];
  const left = all.length - bounds.annotations;
  const lines = all.slice(0, left > 0 ? bounds.annotations - 1 : bounds.annotations);
  const kind = failed.length >= bounds.annotations ? "error" : "warning";
  if (left > 0) lines.push(`::${kind}::${left + 1} more; the report has every failure`);
  return lines.map((line) => `${line}\n`).join("");
}

function annotation({ case: id, failure, file, reason, replay, seed, statement }: Finding): string {
  const where = [
    ...(file === undefined ? [] : [`file=${property(file)}`]),
    `title=${property(`${failure?.rule ?? id} in ${id}, seed ${seed}`)}`,
  ];
  const told = [
    ...(statement === undefined ? [] : [statement]),
    failure?.message ?? reason ?? "no rule was named",
    ...(failure === undefined ? [] : [`expected ${failure.expected}`, `actual ${failure.actual}`]),
    replay,
  ];
  return `::error ${where.join(",")}::${told.map((line) => data(printableField(line))).join("%0A")}`;
}

function entryAnnotations(run: Run): readonly string[] {
  const file = property(run.header.baseline?.file ?? "");
  return faultyEntries(run).map(({ line, rule, verdict, fault }) => {
    const title = property(`${rule}: ${verdict}`);
    return `::error file=${file},line=${line},title=${title}::${data(printableField(fault ?? verdict))}`;
  });
}

function waveringAnnotations(run: Run): readonly string[] {
  return waveringCases(run).map(({ case: id, file, wavering }) => {
    const where = [
      ...(file === undefined ? [] : [`file=${property(file)}`]),
      `title=${property(`${id} wavered`)}`,
    ];
    const told = wavering.map((one) => data(printableField(waveringText(one))));
    return `::warning ${where.join(",")}::${told.join("%0A")}`;
  });
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** Inside a property a colon and a comma would end it. */
function property(text: string): string {
  return data(printableField(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
