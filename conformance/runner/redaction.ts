// A report is passed on, so it says nothing of the machine it was made on: no host name, no home or
// checkout path, no process id of that machine. What the simulation says of its own processes is data
// and stays; only what came from outside (arguments, notes, what a machine threw) is looked through.
import { homedir, hostname } from "node:os";
import type { BaselineRecord, CaseRecord, Failure, Run, Wavering } from "../../reports/index.ts";
import { packageRoot } from "../package-root.ts";

export interface Surroundings {
  readonly host: string;
  readonly home: string;
  /** Where the package lies. */
  readonly root: string;
}

export function ownSurroundings(): Surroundings {
  return { host: hostname(), home: homedir(), root: packageRoot };
}

export function redacted(run: Run, around: Surroundings): Run {
  const clean = redactor(around);
  const { header, footer } = run;
  const { selection } = header;
  return {
    ...run,
    header: {
      ...header,
      target: clean(header.target),
      selection: {
        ...selection,
        rules: selection.rules.map(clean),
        families: selection.families.map(clean),
        cases: selection.cases.map(clean),
        tags: selection.tags.map(clean),
      },
      ...(header.baseline === undefined
        ? {}
        : { baseline: { ...header.baseline, file: clean(header.baseline.file) } }),
    },
    cases: run.cases.map((record) => cleanCase(record, clean)),
    baseline: run.baseline.map((entry) => cleanEntry(entry, clean)),
    notes: run.notes.map((note) => ({ ...note, text: clean(note.text) })),
    footer: { ...footer, exitReason: clean(footer.exitReason) },
  };
}

type Clean = (text: string) => string;

function cleanEntry(entry: BaselineRecord, clean: Clean): BaselineRecord {
  const { reason, fault } = entry;
  return {
    ...entry,
    reason: clean(reason),
    ...(fault === undefined ? {} : { fault: clean(fault) }),
  };
}

function cleanCase(record: CaseRecord, clean: Clean): CaseRecord {
  const { failures, wavering } = record;
  return {
    ...record,
    failures: failures.map((failure) => cleanFailure(failure, clean)),
    ...(wavering === undefined
      ? {}
      : { wavering: wavering.map((one) => cleanWavering(one, clean)) }),
  };
}

/** Only what was thrown carries words that no machine of the simulation wrote. */
function isThrown({ rule }: Failure): boolean {
  return rule.startsWith("LIVE-");
}

function cleanFailure(failure: Failure, clean: Clean): Failure {
  return isThrown(failure) ? { ...failure, actual: clean(failure.actual) } : failure;
}

function cleanWavering(one: Wavering, clean: Clean): Wavering {
  return { ...one, failures: one.failures.map((failure) => cleanFailure(failure, clean)) };
}

/** Longer texts first: the checkout mostly lies below the home. */
function redactor({ host, home, root }: Surroundings): Clean {
  const places: readonly (readonly [string, string])[] = [
    [root, "<kakehi>"],
    [home, "~"],
  ];
  const hostName = new RegExp(`(?<![\\w.-])${escaped(host)}(?![\\w-])`, "gi");
  return (text) => {
    let clean = text;
    for (const [place, name] of places) {
      if (place.length > 1) clean = clean.replaceAll(place, name);
    }
    clean = clean.replaceAll(/\/(?:home|Users)\/[^/\s:"']+/g, "~");
    if (host !== "") clean = clean.replaceAll(hostName, "<host>");
    return clean.replaceAll(/\b(pid|process)([ =:]+)\d+/gi, "$1$2<pid>");
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
