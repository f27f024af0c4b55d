// A virtual week of ten renewers, judged all the while: what the world, the reference and the checkers
// hold on day 7 is what they held on day 1.
//   npm run soak
import { defaultLeaseConstants } from "../model/constants.ts";
import { Observer } from "../observe/observer.ts";
import { judgeFor } from "../runner/run-case.ts";
import { referenceTarget } from "../targets/reference.ts";
import { play, type Scenario } from "../../sim/index.ts";

const dayMicros = 86_400_000_000;
const heapGrowthBytesMax = 2_000_000;
const renewers = 10;

/**
 * The floor is the least and one renewer asks for more than the others: were its lease to lapse
 * between two renewals, the level would show it.
 */
const floor = "process";
const scenario: Scenario = {
  format: 1,
  id: "soak-ten-renewers",
  title: "Ten renewers hold their leases for a week.",
  rules: ["LEASE-RENEWER-HOLDS"],
  cells: [],
  tags: ["soak"],
  source: "no memory grows with time",
  world: { detail: floor },
  actors: Object.fromEntries(
    Array.from({ length: renewers }, (_, ordinal) => [
      `renewer-${ordinal}`,
      {
        kind: "renewer",
        clientId: `soak-${ordinal}`,
        detail: ordinal === 0 ? "backend" : "cluster",
        ttlSeconds: 60 + 10 * ordinal,
        startMicros: 1_000_000 * ordinal,
      },
    ]),
  ),
  steps: [],
  expect: [],
  endMicros: 7 * dayMicros + 1_000_000,
};

const judge = judgeFor(scenario, defaultLeaseConstants, { sampling: false });
const heapBytes: number[] = [];
const counted = { observations: 0 };
const observer = new Observer({
  scripted: new Set(),
  showsBytes: judge.wants("client-bytes"),
  showsLegs: judge.wantsLegs,
  frameBytesMax: 2_000_000,
  emit: (observation) => {
    counted.observations++;
    judge.observe(observation);
  },
});

const started = performance.now();
play(scenario, referenceTarget().testee, {
  seed: 1,
  probing: true,
  choicesRecordedMax: 0,
  keepJournals: false,
  eventsMax: Number.MAX_SAFE_INTEGER,
  observe: (event) => {
    observer.observe(event);
    const day = Math.floor(event.at / dayMicros);
    if (day > heapBytes.length) {
      heapBytes.push(heapAfterCollection());
      process.stdout.write(`day ${day}: ${megabytes(heapBytes.at(-1) ?? 0)}\n`);
    }
  },
});
const seconds = (performance.now() - started) / 1000;

const growth = (heapBytes[6] ?? 0) - (heapBytes[0] ?? 0);
process.stdout.write(
  `${counted.observations} observations in ${seconds.toFixed(1)} s, growth from day 1 to day 7: ${megabytes(growth)}\n`,
);
const [violation] = judge.verdicts.violations;
if (violation !== undefined) fail(`${violation.rule}: ${violation.message}`);
const holds = judge.verdicts.evaluations.get("LEASE-RENEWER-HOLDS") ?? 0;
process.stdout.write(`LEASE-RENEWER-HOLDS was judged ${holds} times\n`);
if (holds === 0) fail("nothing was judged");
if (heapBytes.length < 7) fail("the week ended early");
if (growth >= heapGrowthBytesMax)
  fail(`the heap grew by more than ${megabytes(heapGrowthBytesMax)}`);

function heapAfterCollection(): number {
  if (globalThis.gc === undefined) return fail("run it as `npm run soak`: it needs --expose-gc");
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

function fail(message: string): never {
  process.stderr.write(`soak: ${message}\n`);
  process.exit(1);
}
