// `kakehi run --generated N`: worlds that nobody wrote, judged by every checker; what breaks a rule is cut
// down and kept as a scenario.
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { exitCodes, printable } from "../../reports/index.ts";
import { playInLanes, threadsFor } from "../runner/lanes.ts";
import { targetOf } from "../targets/by-name.ts";
import type { Target } from "../targets/target.ts";
import { type Cut, cutDown } from "../worlds/cut.ts";
import { WorldTally } from "../worlds/world-tally.ts";
import { areOutcomes, playWorlds, worldBatches } from "../worlds/world-run.ts";
import { Progress } from "./progress.ts";
import { abortOnSignal, type Stop } from "./signals.ts";

export interface GeneratedFlags {
  readonly target: string;
  readonly generated: number;
  readonly seed: number;
  readonly from: number;
  readonly jobs: number | undefined;
  readonly cutRuns: number;
  readonly out: string;
}

/** A world takes about as long as so many runs of cases. */
const runsPerWorld = 10;

/** In so many worlds everything that is counted has to be met; in fewer a zero is only told. */
const worldsForEveryRow = 2_000;

/** A fault that breaks many rules is not made small for each of them. */
const cutsMax = 8;

export async function runGenerated(flags: GeneratedFlags): Promise<number> {
  const stop = abortOnSignal();
  const target = await targetOf(flags.target);
  const progress = new Progress();
  const started = process.hrtime.bigint();
  const tally = await played(flags, target, { stop, progress });
  progress.clear();
  const seconds = Number((process.hrtime.bigint() - started) / 1_000_000n) / 1000;
  process.stdout.write(tally.countsText());
  process.stdout.write(tally.text({ ...flags, seconds }));
  const isThin = flags.generated >= worldsForEveryRow && tally.missed().length > 0;
  if (isThin) process.stdout.write(`✗ never met: ${tally.missed().join("; ")}\n`);
  for (const { rule, index } of tally.firstBreaks().slice(0, cutsMax)) {
    if (stop.signal.aborted) break;
    await cut({ rule, index }, flags, { target, stop, progress });
  }
  return stop.exitCode() ?? (tally.isBroken || isThin ? exitCodes.nonConformance : exitCodes.ok);
}

interface Watching {
  readonly stop: Stop;
  readonly progress: Progress;
}

async function played(
  { generated, seed, from, jobs = availableParallelism() }: GeneratedFlags,
  target: Target,
  { stop, progress }: Watching,
): Promise<WorldTally> {
  const tally = new WorldTally();
  const isStopped = (): boolean => stop.signal.aborted;
  await playInLanes(worldBatches(seed, from, generated), {
    threads: threadsFor(generated * runsPerWorld, jobs),
    thread: { module: "../worlds/world-thread", beside: import.meta.url, data: target.name },
    isAnswer: areOutcomes,
    play: (batch) => playWorlds(batch, target, isStopped),
    begun: () => undefined,
    played: (_batch, outcomes) => {
      for (const outcome of outcomes) tally.add(outcome);
      progress.show(tally.worlds, generated, `worlds, ${tally.broken} broke a rule`);
    },
    isStopped,
  });
  return tally;
}

async function cut(
  { rule, index }: { readonly rule: string; readonly index: number },
  flags: GeneratedFlags,
  { target, stop, progress }: Watching & { readonly target: Target },
): Promise<void> {
  const { seed, cutRuns } = flags;
  const found = await cutDown({ seed, index }, rule, target, {
    runsMax: cutRuns,
    isStopped: () => stop.signal.aborted,
    tried: (runs, steps) => {
      progress.show(runs, cutRuns, `tries to cut world ${index} down, ${steps} steps left`);
    },
  });
  progress.clear();
  if (found !== undefined) process.stdout.write(cutText(found, flags));
}

/** Keeps the scenario, so that it is there even if nobody reads the lines. */
function cutText({ world, violation }: Cut, { out, target, seed }: GeneratedFlags): string {
  const { scenario, playSeed, number } = world;
  mkdirSync(out, { recursive: true });
  const id = `${scenario.id}-${violation.rule.toLowerCase()}`;
  const path = join(out, `${id}.json`);
  writeFileSync(path, `${JSON.stringify({ ...scenario, id }, null, 2)}\n`);
  const against = target === "reference" ? "" : ` --target ${target}`;
  return [
    `✗ ${violation.rule} in world ${number.index}, at ${violation.at} us: ${printable(violation.message)}`,
    `  expected  ${printable(violation.expected)}`,
    `  actual    ${printable(violation.actual)}`,
    `  ${scenario.steps.length} steps: kakehi replay ${path} --seed ${playSeed}${against}`,
    `  the whole world: kakehi run --generated 1 --seed ${seed} --from ${number.index}${against}`,
    "",
  ].join("\n");
}
