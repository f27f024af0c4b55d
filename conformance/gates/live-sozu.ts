// Releases of Sōzu on this machine, judged on real sockets by every case that can be played, each beside
// the prediction of its profile.
//   npm run live:sozu                                   the one of KAKEHI_SOZU_BIN, or of the PATH
//   npm run live:sozu -- --bin P --bin Q                these
//   npm run live:sozu -- --bin P --publish reports/published
// Exit code 0 when everything could be told, whatever a release breaks; 1 where it differs from the
// prediction and the profile gives no reason; 4 when a release could not be judged; 6 when a rule stayed open.
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { exitCodes } from "../../reports/index.ts";
import { electing, loadProfiles, type Profile } from "../defects/profile.ts";
import { type Beside, besides, besideText, isExplained } from "../live/beside.ts";
import { lastOf, playedAgainst, publishRuns, summaryOf, watchSignals } from "../live/gate-run.ts";
import { type LiveDescription, readLiveDescription } from "../live/target-file.ts";
import { fixturePath } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import { gateOptions } from "./gate-options.ts";
import { askedIn, liveOptions } from "./live-options.ts";

const help = `
Releases of Sōzu on this machine, judged on real sockets and set beside the prediction of their profile.

  --bin PATH         a release; may be given several times (else that of KAKEHI_SOZU_BIN, or of the PATH)
  --case GLOB        only these cases; may be given several times
  --jobs N           how many instances run at a time
  --publish FOLDER   write what may be published of each release there
  --times N          play everything so often: what is not the same in every run is flaky in the baseline

  npm run live:sozu -- --bin /opt/sozu/2.3.3/bin/sozu
  npm run live:sozu -- --bin P --bin Q --publish reports/published --times 3
  npm run live:sozu -- --bin P --case "lease-*" --jobs 4

Exit code 0 when every difference between prediction and release has its reason in the profile, 1 when
one has none or a reason is not needed any more, 4 when a release could not be judged, 6 when
everything that was told agrees and a rule stayed open.
`;
const values = gateOptions(help, {
  bin: { type: "string", multiple: true },
  ...liveOptions,
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

async function judgeRelease(bin: string): Promise<void> {
  const version = versionOf(bin);
  const profile = profileFor(version);
  const name = `sozu-${version}`;
  process.stdout.write(`${name}, predicted by the profile ${profile.id}\n`);
  const runs = await playedAgainst(describedAs(name, bin, profile), askedIn(values), stop);
  const run = lastOf(runs);
  const beside = besides(run, profile);
  process.stdout.write(
    `${besideText(beside, `${name} beside ${profile.id}`)}\n${summaryOf(run)}\n`,
  );
  const { publish: folder } = values;
  if (publishRuns(folder, name, runs)) publishBeside(folder, name, beside);
  const { exitCode } = run.footer;
  const isTold =
    exitCode === exitCodes.ok ||
    exitCode === exitCodes.nonConformance ||
    exitCode === exitCodes.inconclusive;
  const isOpen = beside.rows.some(({ really }) => really === "inconclusive");
  if (!isTold) process.exitCode = exitCode;
  // What was told stands, whatever could not be told beside it.
  else if (!beside.rows.every(isExplained)) process.exitCode = exitCodes.nonConformance;
  else if (isOpen) process.exitCode ??= exitCodes.inconclusive;
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

/** What a release elects stands in its profile, and in a description of its own where it has one. */
function describedAs(name: string, bin: string, { id, elects }: Profile): LiveDescription {
  const own = fixturePath("targets", `${id}.toml`);
  const file = existsSync(own) ? own : fixturePath("targets", "sozu.toml");
  const description = readLiveDescription(file);
  const { by, constants } = description;
  if (by.kind !== "launch") throw new Error(`${file} launches a release`);
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

function publishBeside(folder: string, name: string, beside: Beside): void {
  writeFileSync(
    join(folder, `${name}.beside.txt`),
    besideText(beside, `${name}: prediction beside reality`),
  );
}
