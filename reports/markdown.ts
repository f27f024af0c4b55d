// The summary of a CI step. Failures come first, because a summary is opened when something is red, and
// the whole stays below a budget of bytes: what does not fit is counted in a last sentence.

import { type BaselineRecord, isFaulty, reasonText, verdictsText } from "./baseline.ts";
import { bounds } from "./bounds.ts";
import { elapsedText, grouped, instantText, seedsText, totalsText } from "./figures.ts";
import type { Finding } from "./finding.ts";
import { findingsOf } from "./finding.ts";
import { lookOf } from "./outcome-mark.ts";
import { printable, printableField } from "./printable.ts";
import type { Run, RuleRecord } from "./run.ts";
import { waveringCount, waveringLines } from "./wavering.ts";

/** At most `bytesMax` bytes of UTF-8 (900 KiB unless told otherwise). Ends with a line break. */
export function markdownReport(run: Run, bytesMax: number = bounds.markdownBytes): string {
  const findings = findingsOf(run);
  const shown = findings.slice(0, bounds.markdownFailures);
  const blocks = shown.map(findingDetails);
  const head = headText(run);
  const fitting = fitted(blocks, bytesMax - bytesOf(head) - closingBytes);
  const left = findings.length - fitting.length;
  let room = bytesMax - bytesOf(head) - closingBytes - bytesOf(fitting.join(""));
  const tables = [
    { text: waveringTable(run), missing: waveringLeftOut },
    { text: baselineText(run), missing: baselineLeftOut },
    { text: tableText(run), missing: tableLeftOut },
  ].map(({ text, missing }) => {
    if (bytesOf(text) > room) return missing;
    room -= bytesOf(text);
    return text;
  });
  return [head, ...fitting, left > 0 ? leftOut(left) : "", ...tables].join("");
}

const tableLeftOut = "\nThe table of rules does not fit here; it is in the NDJSON report.\n";
const waveringLeftOut = "\nWhat wavered does not fit here; it is in the NDJSON report.\n";
const baselineLeftOut = "\nThe baseline does not fit here; it is in the NDJSON report.\n";
// The closing sentences, with room for any count.
const closingBytes =
  bytesOf(leftOut(Number.MAX_SAFE_INTEGER)) +
  bytesOf(waveringLeftOut + baselineLeftOut + tableLeftOut);

function leftOut(count: number): string {
  return `\nAnd ${grouped(count)} more; the NDJSON report has every failure.\n`;
}

function headText(run: Run): string {
  const { header, footer } = run;
  const mark = footer.exitCode === 0 ? lookOf.pass.mark : lookOf.fail.mark;
  return [
    `## ${mark} Kakehi: exit ${footer.exitCode}, ${escaped(footer.exitReason)}`,
    "",
    `- rules: ${totalsText(footer.totals.rules)}`,
    `- cases: ${totalsText(footer.totals.cases)}`,
    `- target ${escaped(header.target)}, ${seedsText(header.seeds)}, suite ${escaped(header.suiteVersion)}, Node ${escaped(header.node)}, ${escaped(header.platform)}, ${elapsedText(footer.elapsedMicros)}`,
    ...run.notes
      .slice(0, bounds.eventLines)
      .map((note) => `- ${note.severity}: ${escapedField(note.text)}`),
    "",
  ].join("\n");
}

function findingDetails(finding: Finding): string {
  const { failure } = finding;
  const title = `<b>${escaped(failure?.rule ?? finding.case)}</b> in ${escaped(finding.case)}, seed ${finding.seed}`;
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["rule", finding.statement],
    ["source", finding.source],
    ["failure", failure?.message ?? finding.reason ?? "no rule was named"],
    ["at", failure === undefined ? undefined : instantText(failure.at)],
    ["step", failure?.step],
    ["expected", failure?.expected],
    ["actual", failure?.actual],
  ];
  return [
    `\n<details><summary>${title}</summary>\n`,
    ...fields.flatMap(([label, text]) =>
      text === undefined ? [] : [`- ${label}: ${escapedField(text)}`],
    ),
    `- replay: <code>${escaped(finding.replay)}</code>`,
    ...eventLines(failure?.events ?? []),
    "\n</details>\n",
  ].join("\n");
}

function eventLines(events: readonly string[]): readonly string[] {
  if (events.length === 0) return [];
  const lines = events.slice(-bounds.eventLines).map(escapedField);
  return ["", `<pre>${lines.join("\n")}</pre>`];
}

function waveringTable(run: Run): string {
  const count = waveringCount(run);
  if (count === undefined) return "";
  const lines = waveringLines(run);
  const left = lines.length - bounds.listedEntries;
  return [
    "",
    `### ${count}`,
    "",
    "What came in some attempts and not in others fails nobody.",
    "",
    ...lines.slice(0, bounds.listedEntries).map((line) => `- ${escapedField(line)}`),
    ...(left > 0 ? ["", `And ${grouped(left)} more; the NDJSON report has them all.`] : []),
    "",
  ].join("\n");
}

/** What does not fit any more comes first. */
function baselineText({ header, baseline }: Run): string {
  if (header.baseline === undefined) return "";
  const ordered = [
    ...baseline.filter(({ verdict }) => isFaulty[verdict]),
    ...baseline.filter(({ verdict }) => !isFaulty[verdict]),
  ];
  const left = ordered.length - bounds.listedEntries;
  return [
    "",
    `### Baseline ${escaped(header.baseline.file)}: ${verdictsText(baseline)}`,
    "",
    "| verdict | rule | cases | failures | reason |",
    "|---|---|---|--:|---|",
    ...ordered.slice(0, bounds.listedEntries).map(entryRow),
    ...(left > 0 ? ["", `And ${grouped(left)} more; the NDJSON report has every entry.`] : []),
    "",
  ].join("\n");
}

function entryRow(entry: BaselineRecord): string {
  const { verdict, rule, cases, failures, fault } = entry;
  const mark = isFaulty[verdict] ? lookOf["unexpected-pass"].mark : lookOf["expected-fail"].mark;
  const cells = [
    `${mark} ${verdict}`,
    escaped(rule),
    escapedField(cases.join(", ")),
    grouped(failures),
    escapedField([...(fault === undefined ? [] : [fault]), reasonText(entry)].join("; ")),
  ];
  return `| ${cells.join(" | ")} |`;
}

function tableText(run: Run): string {
  return [
    "",
    "| outcome | rule | level | evaluations | scenarios | defects killed |",
    "|---|---|---|--:|--:|--:|",
    ...run.rules.map(tableRow),
    "",
  ].join("\n");
}

function tableRow(rule: RuleRecord): string {
  const cells = [
    `${lookOf[rule.outcome].mark} ${rule.outcome}`,
    escaped(rule.rule),
    rule.level ?? "",
    grouped(rule.evaluations),
    grouped(rule.scenarios),
    rule.defectsKilled === undefined ? "-" : grouped(rule.defectsKilled),
  ];
  return `| ${cells.join(" | ")} |`;
}

function fitted(blocks: readonly string[], bytesMax: number): readonly string[] {
  let used = 0;
  const firstOver = blocks.findIndex((block) => (used += bytesOf(block)) > bytesMax);
  return firstOver === -1 ? blocks : blocks.slice(0, firstOver);
}

// Everything Markdown or HTML could read as its own is written as a character reference.
function escaped(text: string): string {
  return referenced(printable(text));
}

function escapedField(text: string): string {
  return referenced(printableField(text));
}

function referenced(text: string): string {
  return text.replace(/[&<>"'`|*_[\]()#~\\$:@!]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
