// Requests of HTTP/2 clients that go through a worker to an origin of HTTP/1.1 and back, every byte of
// them real: sixteen streams at a time on each connection. Measured with the checkers of all families
// watching and without.

import { bench } from "mitata";
import { judgeCase } from "../conformance/runner/run-case.ts";
import { referenceTarget } from "../conformance/targets/reference.ts";
import { play, type Scenario } from "../sim/index.ts";

const connections = 4;
const streamsEach = 16;
const rounds = 50;
const everyMicros = 2_000;
const startMicros = 1_000_000;
const bodyBytes = 100;
const secondMicros = 1_000_000;

export const requestsPerIteration: number = connections * streamsEach * rounds;

function scenario(): Scenario {
  return {
    format: 1,
    id: "bench-proxied-requests",
    title: "Clients of HTTP/2 ask an origin of HTTP/1.1.",
    rules: [],
    cells: [],
    tags: [],
    source: "bench",
    world: {
      workers: 1,
      latencyMicros: [20, 200],
      proxy: { clusters: [{ id: "c", backends: [{ id: "b", port: 9000 }] }] },
    },
    actors: {
      client: { kind: "http-client", protocol: "h2", to: { host: "127.0.0.1", port: 8080 } },
      origin: {
        kind: "http-origin",
        protocol: "h1",
        at: { host: "127.0.0.1", port: 9000 },
        answers: [{ body: { bytes: bodyBytes } }],
      },
    },
    steps: Array.from({ length: connections * streamsEach }, (_none, index) => ({
      at: startMicros,
      actor: "client",
      do: "fetch",
      connection: `c${index % connections}`,
      label: `${index}-{n}`,
      times: rounds,
      everyMicros,
    })),
    expect: [],
    endMicros: startMicros + rounds * everyMicros + secondMicros,
  };
}

/** Plays the scenario; throws unless every request was answered. */
export function proxyRequests(): number {
  const { journals } = play(scenario(), referenceTarget().testee, {
    seed: 1,
    keepJournals: true,
    choicesRecordedMax: 0,
  });
  const exchanges = journals.flatMap(({ exchanges: all }) => all);
  const answered = exchanges.filter(
    ({ role, end, response }) =>
      role === "client" && end === "complete" && response.body.bytes === bodyBytes,
  ).length;
  if (answered !== requestsPerIteration) {
    throw new Error(`${answered} of ${requestsPerIteration} requests were answered`);
  }
  return answered;
}

/** The same as a case of the suite, with all checkers; throws unless every request was judged and right. */
export function proxyJudgedRequests(): number {
  const { evaluations, violations } = judgeCase(scenario(), referenceTarget(), { seed: 1 });
  const judged = evaluations.get("BODY-CONSERVED") ?? 0;
  const [wrong] = violations;
  if (wrong !== undefined) throw new Error(`${wrong.rule}: ${wrong.message}`);
  if (judged !== 2 * requestsPerIteration) {
    throw new Error(`${judged} of ${2 * requestsPerIteration} bodies were judged`);
  }
  return judged;
}

export function benchProxiedRequests(): void {
  bench(`http: ${requestsPerIteration} requests, H2 to H1`, () => proxyRequests());
  bench(`http: ${requestsPerIteration} requests, H2 to H1, all checkers`, () =>
    proxyJudgedRequests(),
  );
}
