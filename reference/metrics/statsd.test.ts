// The StatsD drain, read back as a StatsD server would read it.

import { getTextEncoding } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Level } from "../lease/level.ts";
import { Aggregator } from "./aggregator.ts";
import { datagramBytesMax, timingsHeldMax } from "./bounds.ts";
import { seriesName, StatsdDrain } from "./statsd.ts";

function linesOf(datagrams: readonly Uint8Array[]): string[] {
  return datagrams.flatMap((bytes) => getTextEncoding().decodeUtf8(bytes).split("\n"));
}

class Server {
  readonly counters = new Map<string, number>();
  readonly gauges = new Map<string, number>();
  readonly timings: string[] = [];

  take(datagrams: readonly Uint8Array[]): void {
    for (const line of linesOf(datagrams)) {
      const [, name, value, kind] = /^([^:]+):(\d+)\|(c|g|ms)$/u.exec(line)!;
      const number = Number(value);
      const takers: Record<string, () => unknown> = {
        c: () => this.counters.set(name!, (this.counters.get(name!) ?? 0) + number),
        g: () => this.gauges.set(name!, number),
        ms: () => this.timings.push(line),
      };
      takers[kind!]!();
    }
  }
}

type Step = (metrics: Aggregator, server: Server) => void;
const labels = { cluster: "c1", backend: "b1" } as const;
const countStep: Step = (metrics) => {
  metrics.count("requests", labels, 3);
};
const emission = fc.constantFrom<Step>(
  countStep,
  (metrics) => {
    metrics.increase("live", labels);
  },
  (metrics) => {
    metrics.set("capacity", 7);
  },
  (metrics) => {
    metrics.set("available", 1, labels);
  },
  (metrics) => {
    metrics.configure("clear");
  },
  (metrics, server) => {
    server.take(metrics.flush());
  },
);
const move = fc.constantFrom<Level>(0, 1, 2, 3).map((level): Step => (metrics) => {
  metrics.level = level;
});

test("METRICS-SINK: every increment arrives once and every gauge stands at its last value", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(emission, move), { maxLength: 40 }), (steps) => {
      const metrics = new Aggregator(2, new StatsdDrain({ prefix: "", tagged: false }));
      metrics.addCluster("c1");
      metrics.addBackend("c1", "b1");
      const server = new Server();
      const emitted = steps.filter((step) => step === countStep).length;
      for (const step of steps) step(metrics, server);
      server.take(metrics.flush());
      const total = [...server.counters.values()].reduce((sum, value) => sum + value, 0);
      expect(total).toBe(3 * emitted);
      const answer = metrics.query({
        list: false,
        noClusters: false,
        clusterIds: [],
        backendIds: [],
        metricNames: ["live", "capacity", "available"],
      });
      const { proxy, clusters } = (answer as Extract<typeof answer, { kind: "metrics" }>).metrics;
      const c1 = clusters.get("c1");
      const expected = [
        ...[...proxy].map(([name, value]) => [name, value] as const),
        ...[...(c1?.cluster ?? [])].map(([name, value]) => [`cluster.c1.${name}`, value] as const),
        ...[...(c1?.backends.get("b1") ?? [])].map(
          ([name, value]) => [`cluster.c1.backend.b1.${name}`, value] as const,
        ),
      ].map(([name, value]) => [name, (value as { value: number }).value] as const);
      for (const [name, value] of expected) expect(server.gauges.get(name)).toBe(value);
      const nonZero = [...server.gauges].filter(([, value]) => value !== 0);
      expect(nonZero.length).toBe(expected.filter(([, value]) => value !== 0).length);
    }),
    { numRuns: 300 },
  );
});

test("METRICS-SINK: idle gauges are in every flush, counters only when they moved", () => {
  const metrics = new Aggregator(2, new StatsdDrain({ prefix: "kakehi", tagged: false }));
  metrics.increase("live");
  metrics.count("requests");
  metrics.record("time", 12);
  expect(linesOf(metrics.flush())).toEqual([
    "kakehi.requests:1|c",
    "kakehi.time:12|ms",
    "kakehi.live:1|g",
  ]);
  expect(linesOf(metrics.flush())).toEqual(["kakehi.live:1|g"]);
});

test("METRICS-SINK: a gauge that goes reads 0 once", () => {
  const metrics = new Aggregator(3, new StatsdDrain({ prefix: "", tagged: true }));
  metrics.addCluster("c");
  const hold = metrics.increase("live", { cluster: "c" });
  metrics.removeCluster("c");
  expect(linesOf(metrics.flush())).toEqual(["live,cluster_id=c:1|g"]);
  hold.release();
  expect(linesOf(metrics.flush())).toEqual(["live,cluster_id=c:0|g"]);
  expect(metrics.flush()).toEqual([]);
});

const names = [
  [{}, "p.n", "p.n"],
  [{ cluster: "c" }, "p.cluster.c.n", "p.n,cluster_id=c"],
  [{ cluster: "c", backend: "b" }, "p.cluster.c.backend.b.n", "p.n,cluster_id=c,backend_id=b"],
  [{ cluster: "a.b:1|c\n" }, "p.cluster.a%2Eb%3A1%7Cc%0A.n", "p.n,cluster_id=a%2Eb%3A1%7Cc%0A"],
] as const;

test.each(names)("names follow the labels %o", (of, plain, tagged) => {
  expect(seriesName({ prefix: "p", tagged: false }, of, "n")).toBe(plain);
  expect(seriesName({ prefix: "p", tagged: true }, of, "n")).toBe(tagged);
});

test("datagrams are filled and never too long, and hold every line in order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(900), { maxLength: 30 }), (lengths) => {
      const drain = new StatsdDrain({ prefix: "", tagged: false });
      const ids = lengths.map((length, index) => `${index}-`.padEnd(length, "x"));
      for (const name of ids) drain.count({}, name, 1);
      const datagrams = drain.flush([]);
      const lines = datagrams.length === 0 ? [] : linesOf(datagrams);
      expect(lines).toEqual(ids.map((name) => `${name}:1|c`));
      for (const bytes of datagrams) expect(bytes.length).toBeLessThanOrEqual(datagramBytesMax);
      for (const [index, bytes] of datagrams.slice(1).entries()) {
        const [first = ""] = linesOf([bytes]);
        const before = datagrams[index]!.length;
        expect(before + 1 + first.length).toBeGreaterThan(datagramBytesMax);
      }
    }),
  );
});

test("a line longer than a datagram travels alone", () => {
  const drain = new StatsdDrain({ prefix: "", tagged: false });
  for (const name of ["a", "l".repeat(2000), "b"]) drain.count({}, name, 1);
  expect(linesOf(drain.flush([])).map((line) => line.length)).toEqual([5, 2004, 5]);
});

test("timings beyond the bound are counted", () => {
  const drain = new StatsdDrain({ prefix: "", tagged: false });
  for (let index = 0; index < timingsHeldMax + 2; index++) drain.time({}, "t", index);
  const lines = linesOf(drain.flush([]));
  expect(lines.filter((line) => line.startsWith("t:")).length).toBe(timingsHeldMax);
  expect(lines).toContain("metrics.timings_dropped:2|c");
});
