// Releases of Sōzu on this machine, judged on real sockets by every case that can be played, each beside
// the prediction of its profile.
//   npm run live:sozu                                   the one of KAKEHI_SOZU_BIN, or of the PATH
//   npm run live:sozu -- --bin P --bin Q                these
//   npm run live:sozu -- --bin P --publish reports/published
// Exit code 0 when everything could be told, whatever a release breaks; 1 where it differs from the
// prediction and the profile gives no reason; 4 when a release could not be judged.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { exitCodes, type Run, renderReport, writeReport } from "../../reports/index.ts";
import { judgedRules } from "../checkers/families.ts";
import { electing, loadProfiles, type Profile } from "../defects/profile.ts";
import { besides, besideText, type Beside } from "../live/beside.ts";
import { type Dangers, loadDangers } from "../live/dangers.ts";
import { runLiveSuite } from "../live/live-suite.ts";
import { publishedBaseline } from "../live/published-baseline.ts";
import { published } from "../live/publication.ts";
import { type LiveDescription, readLiveDescription } from "../live/target-file.ts";
import { fixturePath } from "../package-root.ts";
import { loadUncovered } from "../rules/uncovered.ts";
import { loadCases } from "../runner/cases.ts";
import { ownSurroundings, redacted } from "../runner/redaction.ts";
import { select } from "../runner/selection.ts";
import { UsageError } from "../usage-error.ts";
import { gateOptions } from "./gate-options.ts";

const help = `
Releases of Sōzu on this machine, judged on real sockets and set beside the prediction of their profile.

  --bin PATH         a release; may be given several times (else that of KAKEHI_SOZU_BIN, or of the PATH)
  --case GLOB        only these cases; may be given several times
  --jobs N           how many instances run at a time
  --publish FOLDER   write what may be published of each release there

  npm run live:sozu -- --bin /opt/sozu/2.3.3/bin/sozu
  npm run live:sozu -- --bin P --bin Q --publish reports/published
  npm run live:sozu -- --bin P --case "lease-*" --jobs 4

Exit code 0 when every difference between prediction and release has its reason in the profile, 1 when
one has none or a reason is not needed any more, 4 when a release could not be judged.
`;
const values = gateOptions(help, {
  bin: { type: "string", multiple: true },
  jobs: { type: "string" },
  case: { type: "string", multiple: true, default: [] },
  publish: { type: "string" },
});

const stop = watchSignals();

try {
  for (const bin of values.bin ?? [process.env["KAKEHI_SOZU_BIN"] ?? "sozu"]) {
    if (!stop.signal.aborted) await judgeRelease(bin);
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = exitCodes.usage;
}

interface Stopped {
  by: "SIGINT" | "SIGTERM" | undefined;
  readonly signal: AbortSignal;
}

/** The first signal ends the run in good order; a second one ends the process. */
function watchSignals(): Stopped {
  const controller = new AbortController();
  const stopped: Stopped = { by: undefined, signal: controller.signal };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stopped.by = signal;
      controller.abort();
    });
  }
  return stopped;
}

async function judgeRelease(bin: string): Promise<void> {
  const version = versionOf(bin);
  const profile = profileFor(version);
  const name = `sozu-${version}`;
  process.stdout.write(`${name}, predicted by the profile ${profile.id}\n`);
  const run = redacted(await played(describedAs(name, bin, profile)), ownSurroundings());
  const beside = besides(run, profile);
  process.stdout.write(
    `${besideText(beside, `${name} beside ${profile.id}`)}\n${summaryOf(run)}\n`,
  );
  const isWhole = run.cases.every(({ outcome }) => outcome !== "not-run");
  if (values.publish !== undefined && isWhole) publish(values.publish, { name, run, beside });
  else if (values.publish !== undefined) process.stdout.write("not published: it is not whole\n");
  const { exitCode } = run.footer;
  const isTold =
    exitCode === exitCodes.ok ||
    exitCode === exitCodes.nonConformance ||
    exitCode === exitCodes.inconclusive;
  if (!isTold) process.exitCode = exitCode;
  else if (unexplained(beside) && exitCode !== exitCodes.inconclusive)
    process.exitCode ??= exitCodes.nonConformance;
}

/** A difference without a reason, or a reason without a difference. */
function unexplained({ rows }: Beside): boolean {
  return rows.some(({ predicted, really, why }) => {
    const isTold = really === "fails" || really === "holds";
    return isTold && (really !== predicted) !== (why !== undefined);
  });
}

/** What the binary says of itself in its first line. */
function versionOf(bin: string): string {
  const { stdout, error } = spawnSync(bin, ["--version"], { encoding: "utf8" });
  const version = error === undefined ? /\d+\.\d+\.\d+/.exec(stdout)?.[0] : undefined;
  if (version !== undefined) return version;
  throw new UsageError(
    `${bin} is no release of Sōzu that runs here; name one with --bin, KAKEHI_SOZU_BIN or the PATH`,
  );
}

/** The profile of the same minor, or else the last one before it. */
function profileFor(version: string): Profile {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const known = loadProfiles().flatMap((profile) => {
    const [, ofMajor, ofMinor] = /^sozu-(\d+)\.(\d+)$/.exec(profile.id) ?? [];
    return Number(ofMajor) === major ? [{ profile, minor: Number(ofMinor) }] : [];
  });
  const found = known.toSorted((a, b) => a.minor - b.minor).findLast((one) => one.minor <= minor);
  if (found !== undefined) return found.profile;
  throw new UsageError(`there is no profile for Sōzu ${version} in fixtures/profiles`);
}

/** What a release elects stands in its profile. */
function describedAs(name: string, bin: string, { elects }: Profile): LiveDescription {
  const description = readLiveDescription(fixturePath("targets", "sozu.toml"));
  const { by, constants } = description;
  if (by.kind !== "launch") throw new Error("fixtures/targets/sozu.toml launches a release");
  const program = bin.includes("/") ? resolve(bin) : bin;
  const command = [program, ...by.launch.command.slice(1)];
  return {
    ...description,
    target: `live:${name}`,
    name,
    constants: electing(elects, constants),
    by: { ...by, launch: { ...by.launch, command } },
  };
}

async function played(description: LiveDescription): Promise<Run> {
  const selection = { rules: [], families: [], cases: values.case, tags: [] };
  return await runLiveSuite({
    selected: select(loadCases(), selection),
    selection,
    enforce: [],
    kills: undefined,
    uncovered: loadUncovered(judgedRules),
    notes: [],
    progress: (done, of, id) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${done}/${of} ${id}`);
    },
    stopped: () => stop.by,
    description,
    jobs: values.jobs === undefined ? undefined : Number(values.jobs),
    stop: stop.signal,
  });
}

function summaryOf({ cases, rules, notes, footer }: Run): string {
  const count = (all: readonly { readonly outcome: string }[]): string => {
    const counts = new Map<string, number>();
    for (const { outcome } of all) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    return [...counts].map(([outcome, number]) => `${number} ${outcome}`).join(", ");
  };
  const open = cases.filter(({ outcome }) => outcome === "inconclusive");
  return [
    `rules: ${count(rules)}`,
    `cases: ${count(cases)}`,
    `time: ${(footer.elapsedMicros / 1e6).toFixed(1)} s`,
    ...notes.map(({ text }) => text),
    ...open.map((one) => `inconclusive: ${one.case}: ${one.reason ?? ""}`),
    "",
  ].join("\n");
}

interface Judged {
  readonly name: string;
  readonly run: Run;
  readonly beside: Beside;
}

function publish(folder: string, { name, run, beside }: Judged): void {
  mkdirSync(folder, { recursive: true });
  const dangers: Dangers = loadDangers();
  const report = published(run, dangers);
  for (const [kind, ending] of [
    ["ndjson", "ndjson"],
    ["html", "html"],
    ["markdown", "md"],
  ] as const) {
    writeReport(join(folder, `${name}.${ending}`), renderReport(kind, report));
  }
  writeFileSync(join(folder, `${name}.baseline.yaml`), publishedBaseline(name, run));
  writeFileSync(
    join(folder, `${name}.beside.txt`),
    besideText(beside, `${name}: prediction beside reality`),
  );
}
