// What of a run against a release may be published: rules, cases, counts and our own words. The words of
// the release (its replies, rows and log lines) are left out, and of findings that endanger its users
// everything is left out but the rule and the case.
import type { CaseRecord, Failure, Run, Wavering } from "../../reports/index.ts";
import type { Dangers } from "./dangers.ts";

const withheld = "withheld until the maintainers of the release have answered";
const itsWords = '"…"';

export function published(run: Run, dangers: Dangers): Run {
  return {
    ...run,
    cases: run.cases.map((record) => publishedCase(record, dangers)),
    traces: [],
    notes: run.notes.filter(({ severity }) => severity === "info"),
  };
}

function publishedCase(record: CaseRecord, dangers: Dangers): CaseRecord {
  const { reason, wavering } = record;
  const failures = record.failures.map((failure) =>
    publishedFailure(failure, record.case, dangers),
  );
  const said = reason?.split("\n")[0];
  return {
    ...record,
    failures,
    ...(said === undefined ? {} : { reason: said }),
    ...(wavering === undefined
      ? {}
      : { wavering: wavering.map((one) => publishedWavering(one, record.case, dangers)) }),
  };
}

function publishedWavering(one: Wavering, caseId: string, dangers: Dangers): Wavering {
  const failures = one.failures.map((failure) => publishedFailure(failure, caseId, dangers));
  return { ...one, failures };
}

function publishedFailure(failure: Failure, caseId: string, dangers: Dangers): Failure {
  const { rule, message, expected, actual, at, step, seed } = failure;
  const known = {
    rule,
    at,
    ...(step === undefined ? {} : { step }),
    ...(seed === undefined ? {} : { seed }),
  };
  if (dangers.isAbout(rule, caseId))
    return { rule, at, message: withheld, expected: "", actual: "" };
  return { ...known, message, expected, actual: withoutItsWords(actual) };
}

/** A row of an audit trail, or anything between quotes, is the release's own. */
function withoutItsWords(text: string): string {
  if (/\tAUDIT\t|^\s*[[{]|, verb=/.test(text)) return "a row of its audit trail";
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/g, itsWords);
}
