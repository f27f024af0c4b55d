// The page of a rule and the page of a case.

import { lookOf } from "../../outcome-mark.ts";
import type { Finding } from "../../finding.ts";
import type { Outcome } from "../../outcome.ts";
import type { RuleRecord } from "../../run.ts";
import type { PageData, PageTrace } from "../page-data.ts";
import { copyButton } from "./copy-button.ts";
import { element, type Child } from "./element.ts";
import { scrubber } from "./scrubber.ts";

/** Cases of a rule that are listed one by one. */
const casesMax = 60;

export function ruleView(data: PageData, rule: RuleRecord, room: number): readonly Child[] {
  const findings = data.findings.filter(({ failure }) => failure?.rule === rule.rule);
  const traces = data.traces.filter(({ marks }) => marks.some((mark) => mark.rule === rule.rule));
  const broken = traces.filter(({ purpose }) => purpose === "failure").slice(0, 1);
  const kept = traces.filter(
    ({ purpose, marks }) => purpose === "example" && marks[0]?.rule === rule.rule,
  );
  const cases = data.cases.filter(({ rules }) => rules.includes(rule.rule));
  return [
    crumbs("Rule"),
    element("h2", {}, rule.rule, " ", outcome(rule.outcome)),
    element("blockquote", {}, rule.statement ?? ""),
    facts([
      ["level", rule.level],
      ["source", rule.source],
      ["evaluations", String(rule.evaluations)],
      ["cases that evaluate it", String(rule.scenarios)],
      [
        "defects it kills",
        rule.defectsKilled === undefined ? undefined : String(rule.defectsKilled),
      ],
      ["reason", rule.reason],
    ]),
    ...findings.slice(0, 1).map((finding) => findingBox(finding, data)),
    ...broken.map((trace) => titled(`Broken in ${trace.case}`, trace, room)),
    findings.length > 1 ? furtherFindings(findings.slice(1), data) : undefined,
    ...kept.map((trace) => titled(`Kept in ${trace.case}`, trace, room)),
    caseList("Cases written for it", cases),
  ];
}

export function caseView(data: PageData, id: string, room: number): readonly Child[] {
  const record = data.cases.find((candidate) => candidate.case === id);
  const findings = data.findings.filter((finding) => finding.case === id);
  const traces = data.traces.filter((trace) => trace.case === id);
  const failing = traces.filter(({ purpose }) => purpose === "failure");
  const shown = failing.length > 0 ? failing : traces.slice(0, 1);
  return [
    crumbs("Case"),
    element("h2", {}, id, " ", record === undefined ? undefined : outcome(record.outcome)),
    facts([
      ["for the rules", record?.rules.join(", ")],
      ["file", record?.file],
      ["reason", record?.reason],
    ]),
    ...findings.map((finding) => findingBox(finding, data)),
    ...shown.map((trace) => titled(`Seed ${trace.seed}`, trace, room)),
    shown.length === 0
      ? element(
          "p",
          { class: "about" },
          "No steps of this case are kept in this report; its replay prints them.",
        )
      : undefined,
  ];
}

function crumbs(what: string): HTMLElement {
  return element(
    "p",
    { class: "crumbs" },
    element("a", { href: "#/" }, "← all rules"),
    ` · ${what}`,
  );
}

function outcome(of: Outcome): HTMLElement {
  const { mark, paint } = lookOf[of];
  return element("span", { class: `outcome ${paint}` }, `${mark} ${of}`);
}

function facts(pairs: readonly (readonly [string, string | undefined])[]): HTMLElement {
  const told = pairs.filter(([, value]) => value !== undefined && value !== "");
  return element(
    "dl",
    { class: "facts" },
    ...told.map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, value)),
    ),
  );
}

function findingBox(
  { case: id, failure, seed, more, reason, replay }: Finding,
  data: PageData,
): HTMLElement {
  const known = data.rules.some(({ rule }) => rule === failure?.rule);
  const rule = failure?.rule ?? "no rule was named";
  return element(
    "article",
    { class: "finding" },
    element(
      "h3",
      {},
      known ? element("a", { href: `#/rule/${rule}` }, rule) : rule,
      " in ",
      element("a", { href: `#/case/${id}` }, id),
      `, seed ${seed}`,
    ),
    element("p", {}, failure?.message ?? reason ?? ""),
    facts([
      ["expected", failure?.expected],
      ["actual", failure?.actual],
      ["also", more === 0 ? undefined : `${more} more of this rule in this case`],
    ]),
    copyButton(replay),
  );
}

function furtherFindings(findings: readonly Finding[], data: PageData): HTMLElement {
  const count = findings.length === 1 ? "1 more case" : `${findings.length} more cases`;
  const boxes = findings.map((finding) => findingBox(finding, data));
  return element("details", {}, element("summary", {}, `${count} where it is broken`), ...boxes);
}

function titled(title: string, trace: PageTrace, room: number): HTMLElement {
  return element("section", {}, element("h3", {}, title), scrubber(trace, room));
}

function caseList(title: string, cases: PageData["cases"]): HTMLElement | undefined {
  if (cases.length === 0) return undefined;
  const items = cases.slice(0, casesMax).map((record) => {
    const link = element("a", { href: `#/case/${record.case}` }, record.case);
    return element("li", {}, outcome(record.outcome), " ", link);
  });
  const left = cases.length - items.length;
  return element(
    "section",
    {},
    element("h3", {}, `${title} (${cases.length})`),
    element("ul", { class: "cases" }, ...items),
    left > 0 ? element("p", { class: "about" }, `and ${left} more`) : undefined,
  );
}
