// 100,000 bent frames through every machine that takes bytes, reference and actors alike: nothing may
// throw, nothing may spin, and what a machine holds may not grow with what it was sent.
//   npm run hostile -- --frames 100000 --seed 1
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Draws } from "./hostile/draws.ts";
import { type Stand, stands } from "./hostile/stands.ts";
import type { Counts } from "./hostile/tally.ts";
import { gateCount, gateOptions } from "./gate-options.ts";

const heapGrowthBytesMax = 8_000_000;
/** Memory is looked at this often in the run of one machine. */
const looks = 10;

const help = `
Bent frames through every machine that takes bytes: nothing may throw, spin or grow.

  --frames N   frames for each machine (100000)
  --seed N     what they are drawn from (1)

  npm run hostile
  npm run hostile -- --frames 20000 --seed 3
`;
const values = gateOptions(help, {
  frames: { type: "string", default: "100000" },
  seed: { type: "string", default: "1" },
});
const frames = gateCount("--frames", 1, values.frames);
const seed = gateCount("--seed", 1, values.seed);

const collectGarbage = exposedCollector();
const lookEvery = Math.ceil(frames / looks);

for (const stand of stands) besiege(stand);

function besiege(stand: Stand): void {
  const started = performance.now();
  const siege: Siege = { counts: { accepted: 0, refused: 0 }, heapBytes: [], given: 0 };
  let lives = 0;
  for (; siege.given < frames; lives += 1) liveOnce(stand, siege);
  const { counts, heapBytes } = siege;
  // The first look is after compilers and caches have had their share.
  const growth = Math.max(...heapBytes) - (heapBytes[0] ?? 0);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${stand.name.padEnd(15)}  ${frames} frames  ${lives} lives  ${counts.accepted} accepted  ` +
      `${counts.refused} refused  heap +${(growth / 1e6).toFixed(2)} MB  ${seconds} s\n`,
  );
  if (counts.accepted === 0) fail(`${stand.name} accepted nothing: nothing was tried`);
  if (growth > heapGrowthBytesMax) fail(`what ${stand.name} holds grows with what it is sent`);
}

interface Siege {
  readonly counts: Counts;
  readonly heapBytes: number[];
  given: number;
}

function liveOnce(stand: Stand, siege: Siege): void {
  const first = siege.given;
  try {
    const station = stand.open(siege.counts, drawsOf(stand, first));
    const last = Math.min(frames, first + stand.framesPerLife);
    while (siege.given < last && !station.life.isOver) {
      const draws = drawsOf(stand, siege.given);
      station.life.host.draws = draws;
      station.give(draws);
      siege.given += 1;
      if (siege.given % lookEvery === 0) siege.heapBytes.push(heapAfterCollection());
    }
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    fail(`${stand.name} at frame ${siege.given} of a life since ${first}, seed ${seed}: ${why}`);
  }
}

function drawsOf(stand: Stand, frame: number): Draws {
  return new Draws(`${seed} ${stand.name}`, frame);
}

function heapAfterCollection(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** The collector of this process, which hides it unless it was started with --expose-gc. */
function exposedCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collector: unknown = runInNewContext("gc");
  if (typeof collector !== "function") return fail("this Node has no collector to call");
  return () => {
    Reflect.apply(collector, undefined, []);
  };
}

function fail(message: string): never {
  process.stderr.write(`hostile: ${message}\n`);
  process.exit(1);
}
