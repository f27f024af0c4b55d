// The page of one rule: what it says, who says so, how it looks when it is kept, what exercises it, and
// which faults it is known to notice.
import { reportBounds, stepText, type TraceRecord } from "../../reports/index.ts";
import { familyOf } from "../rules/registry.ts";
import type { Rule, Vantage } from "../rules/rule.ts";
import { sourceText } from "../rules/source.ts";
import type { Facts, Kill } from "./facts.ts";
import { fenced, prose } from "./markdown.ts";

/** Cases and defects that are listed one by one. */
const listedMax = 40;

/** Steps shown before and after the one that was judged. */
const stepsBefore = 8;
const stepsAfter = 2;

/** Characters of one line of an example. */
const lineCharacters = 150;

const vantages: Readonly<Record<Vantage, string>> = {
  outside: "from outside",
  channel: "on the channel between master and worker",
  probe: "by a probe",
};

export function rulePage(rule: Rule, facts: Facts): string {
  const sections = [
    `# ${rule.id}`,
    `> ${prose(rule.statement)}`,
    aboutTable(rule, facts),
    ...paragraph("Contested", rule.contested),
    ...paragraph("Excluded", rule.excluded),
    ...exampleSection(facts.examples.get(rule.id)),
    ...caseSection(rule, facts),
    ...killSection(facts.kills.get(rule.id) ?? []),
    ...paragraph("No defect of its own", facts.withoutOwnDefect.get(rule.id)),
    `[All rules](README.md#${familyOf(rule.id).toLowerCase()})`,
  ];
  return `${sections.join("\n\n")}\n`;
}

function aboutTable(rule: Rule, facts: Facts): string {
  const rows = [
    ["Level", rule.level],
    ["Source", prose(sourceText(rule.source))],
    ["Shows", rule.where.map((where) => vantages[where]).join(", ")],
    ["Judged", stateOf(rule, facts)],
  ];
  return ["| | |", "| --- | --- |", ...rows.map((cells) => `| ${cells.join(" | ")} |`)].join("\n");
}

export function stateOf(rule: Rule, { judged, uncovered }: Facts): string {
  if (rule.excluded !== undefined) return "no, excluded";
  const reason = uncovered.get(rule.id);
  if (judged.has(rule.id)) return reason === undefined ? "yes" : prose(reason);
  return reason === undefined ? "not yet" : `not yet: ${prose(reason)}`;
}

function paragraph(title: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`**${title}.** ${prose(text)}`];
}

function exampleSection(trace: TraceRecord | undefined): readonly string[] {
  const [mark] = trace?.marks ?? [];
  if (trace === undefined || mark === undefined) return [];
  const first = Math.max(0, mark.step - stepsBefore);
  const lines = trace.steps.slice(first, mark.step + stepsAfter + 1).map((step, index) => {
    const line = `${first + index === mark.step ? ">" : " "} ${stepText(step)}`;
    return line.length <= lineCharacters ? line : `${line.slice(0, lineCharacters)}…`;
  });
  return [
    "## How it looks when it is kept",
    `In \`${trace.case}\`, judged at the step with the arrow head; \`npx kakehi replay ${trace.case}\` shows all of it.`,
    fenced(lines),
    `What a fault would have shown there: ${prose(cut(mark.expected.replace(/^anything but /, "")))}`,
  ];
}

function cut(text: string): string {
  const most = reportBounds.exampleCharacters;
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

function caseSection({ id }: Rule, { cases }: Facts): readonly string[] {
  const items = cases
    .filter(({ scenario }) => scenario.rules.includes(id))
    .map(({ scenario, file }) => `- [${scenario.id}](../../${file}): ${prose(scenario.title)}`);
  return items.length === 0 ? [] : [`## Cases (${items.length})`, listed(items)];
}

function killSection(kills: readonly Kill[]): readonly string[] {
  if (kills.length === 0) return [];
  const items = kills.map(({ defect, cases }) => {
    const such = cases.length === 1 ? `in ${cases[0] ?? ""}` : `in ${cases.length} cases`;
    return `- [${defect.id}](../../fixtures/defects/${defect.id}.json): ${prose(defect.title)} Noticed ${such}.`;
  });
  return [`## Planted defects that it notices (${items.length})`, listed(items)];
}

function listed(items: readonly string[]): string {
  const left = items.length - listedMax;
  const shown = items.slice(0, listedMax);
  return [...shown, ...(left > 0 ? [`- and ${left} more`] : [])].join("\n");
}
