// `npm run bench`: each workload with its rate. `-- --json FILE` writes the same for machines.

import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { run } from "mitata";
import { costWhileHeld, heldCounts } from "./held-streams.ts";
import { benchHttp2, blocksPerIteration, framesPerIteration } from "./http2.ts";
import { benchHttp1, chunksPerIteration, headsPerIteration } from "./http1.ts";
import { benchLeaseVerbs, verbsPerIteration } from "./lease-verbs.ts";
import { benchProxiedRequests, requestsPerIteration } from "./proxied-requests.ts";
import { benchQueue, holdsPerIteration } from "./queue.ts";
import { benchTokenPassing, passTokens, sliceMicros, tokenWorld } from "./token-passing.ts";

const { values } = parseArgs({ options: { json: { type: "string" } } });

benchQueue();
benchTokenPassing();
benchLeaseVerbs();
benchHttp2();
benchHttp1();
benchProxiedRequests();

/** What one iteration of each workload counts, in the order in which they were registered. */
const units: readonly { readonly unit: string; readonly perIteration: number }[] = [
  { unit: "pop and push", perIteration: holdsPerIteration },
  // The length of a slice is fixed, so each one delivers about as much as the first.
  { unit: "event", perIteration: passTokens(tokenWorld(), sliceMicros).deliveries },
  { unit: "lease verb", perIteration: verbsPerIteration },
  { unit: "lease verb", perIteration: verbsPerIteration },
  { unit: "frame", perIteration: framesPerIteration },
  { unit: "header block", perIteration: blocksPerIteration },
  { unit: "header block", perIteration: blocksPerIteration },
  { unit: "head", perIteration: blocksPerIteration },
  { unit: "head", perIteration: blocksPerIteration },
  { unit: "head", perIteration: blocksPerIteration },
  { unit: "head", perIteration: headsPerIteration },
  { unit: "chunk", perIteration: chunksPerIteration },
  { unit: "request", perIteration: requestsPerIteration },
  { unit: "request", perIteration: requestsPerIteration },
];

const { benchmarks } = await run({ format: "quiet" });
const results = benchmarks.flatMap((trial, position) => {
  const stats = trial.runs[0]?.stats;
  const counted = units[position];
  if (stats === undefined || counted === undefined) return [];
  const perSecond = (nanos: number): number => Math.round((counted.perIteration * 1e9) / nanos);
  return [
    {
      name: trial.alias,
      unit: counted.unit,
      perSecond: {
        median: perSecond(stats.p50),
        best: perSecond(stats.min),
        mean: perSecond(stats.avg),
      },
    },
  ];
});

const machine = { cpu: cpus()[0]?.model ?? "unknown", node: process.versions.node };
process.stdout.write(`${machine.cpu}, Node ${machine.node}\n`);
for (const { name, unit, perSecond } of results) {
  const figures = `${grouped(perSecond.median)}/s median, ${grouped(perSecond.best)}/s best`;
  process.stdout.write(`${name.padEnd(50)} ${figures}  (${unit})\n`);
}
const held = heldCounts.map((streams) => ({ streams, cpuMicros: costWhileHeld(streams) }));
for (const { streams, cpuMicros } of held) {
  const name = `http: a request while ${grouped(streams)} streams are open`;
  process.stdout.write(`${name.padEnd(50)} ${cpuMicros.toFixed(1)} µs of CPU\n`);
}
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ machine, results, held }, null, 2)}\n`);
}

function grouped(value: number): string {
  return value.toLocaleString("en");
}
