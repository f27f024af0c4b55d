// What a request costs while other streams are open: clients of HTTP/2 hold them at an origin that never
// answers, a hundred on each connection, and sixteen at a time ask another origin meanwhile. The cost is
// CPU time, taken from two runs that differ in nothing but how often is asked.

import { referenceTarget } from "../conformance/targets/reference.ts";
import { play, type Scenario } from "../sim/index.ts";

const heldPerConnection = 100;
const streams = 16;
const everyMicros = 2_000;
const holdMicros = 1_000_000;
const askMicros = 2_000_000;
const settleMicros = 1_000_000;
const bodyBytes = 100;
/** Enough for every stream of the largest run. */
const buffersMax = 50_000;

export const heldCounts = [10, 100, 1000, 10_000] as const;

const place = (port: number): { readonly host: string; readonly port: number } => ({
  host: "127.0.0.1",
  port,
});

function scenario(held: number, rounds: number): Scenario {
  return {
    format: 1,
    id: "bench-held-streams",
    title: "Clients ask while others wait.",
    rules: [],
    cells: [],
    tags: [],
    source: "bench",
    world: {
      workers: 1,
      buffersMax,
      latencyMicros: [20, 200],
      proxy: {
        clusters: [
          { id: "quick", path: "/quick", backends: [{ id: "b", port: 9000 }] },
          { id: "never", path: "/never", backends: [{ id: "b", port: 9001 }] },
        ],
      },
    },
    actors: {
      asking: { kind: "http-client", protocol: "h2", to: place(8080) },
      holding: { kind: "http-client", protocol: "h2", to: place(8080) },
      quick: {
        kind: "http-origin",
        protocol: "h1",
        at: { host: "127.0.0.1", port: 9000 },
        answers: [{ body: { bytes: bodyBytes } }],
      },
      never: { kind: "http-origin", protocol: "h1", at: place(9001), answers: [], reads: false },
    },
    steps: [
      ...Array.from({ length: held }, (_none, index) => ({
        at: holdMicros,
        actor: "holding",
        do: "fetch" as const,
        connection: `h${Math.floor(index / heldPerConnection)}`,
        label: `held-${index}`,
        path: "/never",
      })),
      ...Array.from({ length: streams }, (_none, index) => ({
        at: askMicros,
        actor: "asking",
        do: "fetch" as const,
        connection: "a",
        label: `${index}-{n}`,
        path: "/quick",
        times: rounds,
        everyMicros,
      })),
    ],
    expect: [],
    endMicros: askMicros + rounds * everyMicros + settleMicros,
  };
}

/** CPU microseconds of a run; throws unless all were answered that could be. */
function costOf(held: number, rounds: number): number {
  const started = process.cpuUsage();
  const { journals } = play(scenario(held, rounds), referenceTarget().testee, {
    seed: 1,
    keepJournals: true,
    choicesRecordedMax: 0,
  });
  const { user, system } = process.cpuUsage(started);
  const clients = journals.flatMap(({ exchanges }) =>
    exchanges.filter(({ role }) => role === "client"),
  );
  const answered = clients.filter(({ response }) => response.status === 200).length;
  const open = clients.filter(({ end }) => end === undefined).length;
  if (answered !== rounds * streams || open !== held) {
    throw new Error(`${answered} answered and ${open} open of ${rounds * streams} and ${held}`);
  }
  return user + system;
}

/** CPU microseconds of one request while so many streams are held: the least of several tries. */
export function costWhileHeld(
  held: number,
  [few, many]: readonly [number, number] = [20, 320],
  tries = 3,
): number {
  let least = Infinity;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const difference = costOf(held, many) - costOf(held, few);
    least = Math.min(least, difference / ((many - few) * streams));
  }
  return least;
}
