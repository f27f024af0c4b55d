// What the suite asks of its runner and its reports: that nothing which did not hold looks as if it did.
import { parseReport, renderReport } from "../../../reports/index.ts";
import { runCampaign } from "../../defects/campaign.ts";
import { patched } from "../../defects/patch.ts";
import { rules } from "../../rules/registry.ts";
import { type ReferenceModule, referenceTarget } from "../../targets/reference.ts";
import type { Target } from "../../targets/target.ts";
import type { Probe } from "./probe.ts";
import { one, suite } from "./suite.ts";

const target = referenceTarget();

const broken: ReferenceModule = {
  createMaster: () => {
    throw new Error("a master that never comes to life");
  },
  createWorker: () => {
    throw new Error("a worker that never comes to life");
  },
};

const crash: Probe = {
  id: "crash",
  promise: "A machine that throws fails the case; it has refused nothing.",
  ask: async (scenarios) => {
    const refusals = one(scenarios, "lease-ttl-301");
    const { cases, footer } = await suite(refusals, ["LEASE-TTL-MAX"], referenceTarget(broken));
    const ok = cases[0]?.outcome === "fail" && footer.exitCode === 1;
    return ok ? undefined : `a crash is ${cases[0]?.outcome ?? "nothing"}, exit ${footer.exitCode}`;
  },
};

const failing: Probe = {
  id: "failing",
  promise:
    "A case whose expectation does not hold fails, its rule with it, and the run ends with 1.",
  ask: async (scenarios) => {
    const [scenario] = one(scenarios, "lease-cap-65th");
    if (scenario === undefined) return "no case";
    const expect = [{ rule: "LEASE-CAP", step: "sixty-fifth", status: "ok" }] as const;
    const {
      cases,
      rules: records,
      footer,
    } = await suite([{ ...scenario, expect }], ["LEASE-CAP"], target);
    const shown = [cases[0]?.outcome, records[0]?.outcome, footer.exitCode].join();
    return shown === "fail,fail,1" ? undefined : `case, rule and exit code are ${shown}`;
  },
};

const unjudged: Probe = {
  id: "unjudged",
  promise: "A rule that was never judged is uncovered, and a run that judged nothing ends with 5.",
  ask: async (scenarios) => {
    const open = await suite(
      one(scenarios, "lease-cap-65th"),
      ["LEASE-CAP", "BIND-ULID-FORMS"],
      target,
    );
    const outcomes = open.rules.map(({ outcome }) => outcome).join();
    if (outcomes !== "pass,uncovered") return `judged and not judged are ${outcomes}`;
    const empty = await suite([], ["BIND-ULID-FORMS"], target);
    return empty.footer.exitCode === 5
      ? undefined
      : `nothing judged, exit ${empty.footer.exitCode}`;
  },
};

const whole: Probe = {
  id: "whole",
  promise: "A report that lost a line or its end is no report.",
  ask: async (scenarios) => {
    const ids = rules.slice(0, 5).map(({ id }) => id);
    const run = await suite(one(scenarios, "lease-cap-65th"), ids, target);
    const lines = renderReport("ndjson", run).trimEnd().split("\n");
    if (!parseReport(lines.join("\n")).ok) return "a whole report is refused";
    const accepted = lines.findIndex((_, gone) => {
      return parseReport(lines.filter((_line, at) => at !== gone).join("\n")).ok;
    });
    return accepted < 0 ? undefined : `a report without its line ${accepted + 1} is accepted`;
  },
};

const kill: Probe = {
  id: "kill",
  promise: "A defect is killed by a rule that was expected to notice it, and by no other.",
  ask: (scenarios) => {
    const cases = one(scenarios, "lease-cap-65th").map((scenario) => ({ scenario, file: "" }));
    const defect = { id: "d", title: "", source: "", edits: [], expectedRules: ["LEASE-CAP"] };
    const campaign = (of: Target) =>
      runCampaign(defect, of, cases, { seeds: 1, reaching: undefined });
    const crashed = campaign(referenceTarget(broken));
    if (crashed.first !== undefined) return `${crashed.first.rule} counts as LEASE-CAP`;
    if (crashed.killers.length === 0) return "a crash is noticed by nobody";
    return campaign(target).killers.length === 0 ? undefined : "the reference is called defective";
  },
};

const planted: Probe = {
  id: "planted",
  promise: "An edit that fits nowhere, or twice, is refused, and one that fits is made.",
  ask: () => {
    const text = "one();\ntwo();\none();";
    const edit = (find: string) => [{ file: "a.ts", find: [find], replace: ["three();"] }];
    const refused = ["one();", "four();"].filter((find) => {
      try {
        patched("a.ts", text, edit(find));
        return false;
      } catch {
        return true;
      }
    });
    if (refused.length < 2) return "an edit that does not fit exactly once was made";
    return patched("a.ts", text, edit("two();")) === "one();\nthree();\none();"
      ? undefined
      : "an edit that fits was not made";
  },
};

export const runnerProbes: readonly Probe[] = [crash, failing, unjudged, whole, kill, planted];
