// The recorded exchanges with real releases, where a checkout has them beside it: derives every
// capture anew and holds it against the committed one, then plays them all and prints the counts.
//   npm run captures                  verify, play, count
//   npm run captures -- --write       write the captures that derivation gives
//   npm run captures -- --propose     print entries for what is not listed; rule and reason are yours
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Capture } from "../captures/capture.ts";
import { deriveFolder } from "../captures/derive-folder.ts";
import { judgeHttpCaptures } from "../captures/http/judge.ts";
import {
  derivedText,
  httpCaptureFile,
  httpFronts,
  loadHttpCaptures,
  loadHttpListing,
} from "../captures/http/store.ts";
import { judgeCaptures } from "../captures/judge-captures.ts";
import type { Tally } from "../captures/tally.ts";
import {
  captureFile,
  formatCapture,
  loadCaptures,
  loadExpectedDifferences,
  loadNotReplayable,
} from "../captures/store.ts";
import { listAt } from "../grouped.ts";
import { packageRoot } from "../package-root.ts";
import { referenceTarget } from "../targets/reference.ts";
import { UsageError } from "../usage-error.ts";
import { gateOptions } from "./gate-options.ts";

const shownMax = 40;

const help = `
The recorded exchanges with real releases: derived anew, compared, played and counted.

  --data FOLDER   where the recordings are
  --write         write the captures that derivation gives
  --propose       print entries for what is not listed; rule and reason are yours

  npm run captures
  npm run captures -- --write
`;
const values = gateOptions(help, {
  data: { type: "string", default: join(packageRoot, "..", "shared", "data", "captures") },
  write: { type: "boolean", default: false },
  propose: { type: "boolean", default: false },
});

try {
  run();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

function run(): void {
  runHttp(resolve(values.data));
  const folder = resolve(values.data, "control");
  const notReplayable = loadNotReplayable();
  if (existsSync(folder)) renew(deriveFolder(folder, notReplayable));
  else process.stdout.write(`not derived anew: there are no recordings in ${values.data}\n`);
  const captures = loadCaptures();
  const verdict = judgeCaptures(captures, loadExpectedDifferences(), referenceTarget().testee);
  if (values.propose) {
    propose(verdict);
    return;
  }
  const whole = notReplayable.filter(({ part }) => part === undefined).length;
  const parts = notReplayable.length - whole;
  process.stdout.write(
    `${captures.length} captures: ${verdict.equal} answers equal, ${verdict.listed} differences ` +
      `listed with their rule, ${verdict.excluded} about what is excluded\n` +
      `${whole} captures not replayable, ${parts} without the content of metrics\n`,
  );
  complain(verdict);
}

/** The exchanges of HTTP; their list has several places an entry, so that nothing is proposed for it. */
function runHttp(data: string): void {
  const listing = loadHttpListing();
  for (const front of httpFronts) {
    const file = httpCaptureFile(front);
    const text = derivedText(data, front, listing);
    if (text === undefined || (existsSync(file) && readFileSync(file, "utf8") === text)) continue;
    if (values.write) writeFileSync(file, text);
    else fail(`the captures of ${front} are not what derivation gives: use --write`);
  }
  const captures = loadHttpCaptures();
  const verdict = judgeHttpCaptures(captures, listing.differences, referenceTarget().testee);
  const left = listing.notReplayable.reduce((sum, entry) => sum + entry.captures.length, 0);
  process.stdout.write(
    `${captures.length} exchanges of HTTP: ${verdict.equal} connections equal, ${verdict.listed} ` +
      `differences listed with their rule, ${verdict.excluded} about what is left to a proxy or not ` +
      `offered\n${left} exchanges of HTTP not replayable\n`,
  );
  complain({
    unlisted: verdict.unlisted,
    vanished: verdict.vanished.map(({ address }) => ({ capture: address, at: "" })),
  });
}

/** Writes what derivation gives, or says where the committed captures are something else. */
function renew(derived: readonly Capture[]): void {
  const names = new Set(derived.map(({ name }) => name));
  const stray = loadCaptures().filter(({ name }) => !names.has(name));
  const changed = derived.filter((capture) => !isCommitted(capture));
  if (values.write) {
    for (const { name } of stray) rmSync(captureFile(name));
    for (const capture of changed) writeFileSync(captureFile(capture.name), formatCapture(capture));
  } else {
    for (const { name } of stray) fail(`${name} has no recording, or is listed as not replayable`);
    for (const { name } of changed) fail(`${name} is not what derivation gives: use --write`);
  }
}

function isCommitted(capture: Capture): boolean {
  const file = captureFile(capture.name);
  return existsSync(file) && readFileSync(file, "utf8") === formatCapture(capture);
}

interface Wrong {
  readonly unlisted: Tally<unknown>["unlisted"];
  readonly vanished: readonly { readonly capture: string; readonly at: string }[];
}

function complain({ unlisted, vanished }: Wrong): void {
  for (const { capture, at, expected, actual } of unlisted.slice(0, shownMax)) {
    fail(`${capture} ${at} is not listed: ${expected} became ${actual}`);
  }
  if (unlisted.length > shownMax) fail(`and ${unlisted.length - shownMax} more differences`);
  for (const { capture, at } of vanished.slice(0, shownMax)) {
    fail(`${capture} ${at} is listed and there is no such difference any more`);
  }
  if (vanished.length > shownMax) fail(`and ${vanished.length - shownMax} more entries`);
}

/** Grouped by what differs, so that one thought serves a group; the entries are one each. */
function propose({ unlisted }: Tally<unknown>): void {
  const groups = new Map<string, string[]>();
  for (const { capture, at, check, expected, actual } of unlisted) {
    const title = `# ${check}: ${expected} became ${actual}`;
    listAt(groups, title).push(
      `- capture: ${capture}\n  at: ${JSON.stringify(at)}\n  rule:\n  because:`,
    );
  }
  for (const [title, entries] of groups) {
    process.stdout.write(`${title}\n${entries.join("\n")}\n`);
  }
}

function fail(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}
