// Random lives of an aggregator against a plain ledger: which thing lives, and where its increment
// was filed. Then the rules one by one.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Level } from "../lease/level.ts";
import { Aggregator, type MetricsOrder } from "./aggregator.ts";
import type { GaugeHold } from "./hold.ts";
import type { Labels } from "./labels.ts";
import { StatsdDrain } from "./statsd.ts";
import type { MetricMap, WorkerSnapshot } from "./value.ts";

const everything = {
  list: false,
  noClusters: false,
  clusterIds: [],
  backendIds: [],
  metricNames: [],
  workers: false,
};

function read(metrics: Aggregator): WorkerSnapshot {
  const answer = metrics.query(everything);
  expect(answer.kind).toBe("metrics");
  return (answer as Extract<typeof answer, { kind: "metrics" }>).metrics;
}

/** Every value of one name, by where it stands. */
function series(metrics: Aggregator, name: string): Map<string, number> {
  const { proxy, clusters } = read(metrics);
  const rows: [string, MetricMap][] = [["", proxy]];
  for (const [id, { cluster, backends }] of clusters) {
    rows.push([id, cluster]);
    for (const [backend, row] of backends) rows.push([`${id}/${backend}`, row]);
  }
  const found = new Map<string, number>();
  for (const [place, row] of rows) {
    const value = row.get(name) as { value: number } | undefined;
    found.set(place, value?.value ?? 0);
  }
  return new Map([...found].filter(([, value]) => value !== 0));
}

function placeOf({ cluster, backend }: Labels): string {
  return [cluster, backend].filter((part) => part !== undefined).join("/");
}

interface Thing {
  readonly hold: GaugeHold;
  readonly place: string;
}

class Life {
  readonly metrics = new Aggregator(2);
  things: Thing[] = [];
  emitted = 0;

  ledger(): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { hold, place } of this.things) {
      sums.set(place, (sums.get(place) ?? 0) + hold.amount);
    }
    return new Map([...sums].filter(([, value]) => value !== 0));
  }
}

type Step = (life: Life) => void;

const labels: fc.Arbitrary<Labels> = fc.constantFrom(
  {},
  { cluster: "c1" },
  { cluster: "c1", backend: "b1" },
  { cluster: "c1", backend: "b2" },
  { cluster: "c2", backend: "b1" },
);
const level = fc.constantFrom<Level>(0, 1, 2, 3);

const open = fc
  .tuple(labels, fc.integer({ min: 1, max: 5 }))
  .map(([of, amount]): Step => (life) => {
    const hold = life.metrics.increase("live", of, amount);
    life.things.push({ hold, place: placeOf(hold.adjust(amount).labels) });
  });
const close = fc.nat().map((index): Step => (life) => {
  const chosen = life.things[index % Math.max(1, life.things.length)];
  life.things = life.things.filter((thing) => thing !== chosen);
  chosen?.hold.release();
  expect(chosen?.hold.release()).toBeUndefined();
});
const adjust = fc
  .tuple(fc.nat(), fc.integer({ min: -3, max: 9 }))
  .map(([index, amount]): Step => (life) => {
    life.things[index % Math.max(1, life.things.length)]?.hold.adjust(amount);
  });
const move = level.map((to): Step => (life) => {
  life.metrics.level = to;
});
const configure = fc
  .constantFrom<MetricsOrder>("enable", "disable", "clear")
  .map((order): Step => (life) => {
    life.metrics.configure(order);
  });
const churn = fc.constantFrom<Step>(
  ({ metrics }) => metrics.addCluster("c1"),
  ({ metrics }) => metrics.addCluster("c2"),
  ({ metrics }) => metrics.addBackend("c1", "b1"),
  ({ metrics }) => metrics.addBackend("c1", "b2"),
  ({ metrics }) => metrics.addBackend("c2", "b1"),
  ({ metrics }) => {
    metrics.removeCluster("c1");
  },
  ({ metrics }) => {
    metrics.removeBackend("c1", "b1");
  },
);
const count = labels.map((of): Step => (life) => {
  life.metrics.count("requests", of);
  life.emitted += 1;
});

test("GAUGE-LABEL-STABLE, GAUGE-CLEAR, GAUGE-NO-UNDERFLOW, GAUGE-SUM: every series is what lives there", () => {
  const step = fc.oneof(open, open, close, adjust, move, configure, churn, count);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const life = new Life();
      for (const each of steps) {
        each(life);
        const live = series(life.metrics, "live");
        expect(live).toEqual(life.ledger());
        expect([...live.values()].every((value) => value > 0)).toBe(true);
      }
      for (const { hold } of life.things) hold.release();
      expect(series(life.metrics, "live")).toEqual(new Map());
    }),
    { numRuns: 500 },
  );
});

test("LABEL-TOTALS: level changes and additions move counters between rows, never their total", () => {
  const added = fc.constantFrom<Step>(
    ({ metrics }) => metrics.addCluster("c1"),
    ({ metrics }) => metrics.addBackend("c1", "b1"),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(count, count, move, added), { maxLength: 40 }), (steps) => {
      const life = new Life();
      for (const step of steps) step(life);
      const total = [...series(life.metrics, "requests").values()].reduce((sum, n) => sum + n, 0);
      expect(total).toBe(life.emitted);
    }),
  );
});

function configured(level: Level): Aggregator {
  const metrics = new Aggregator(level);
  metrics.addCluster("c");
  metrics.addBackend("c", "b1");
  metrics.addBackend("c", "b2");
  return metrics;
}

const b1 = { cluster: "c", backend: "b1" } as const;
const b2 = { cluster: "c", backend: "b2" } as const;

test("LABEL-LEVEL-NOW: a counter is filed by the level at its emission, in exactly one row", () => {
  const metrics = configured(0);
  const filed = ([0, 1, 2, 3] as const).map((now) => {
    const before = series(metrics, "requests");
    metrics.level = now;
    metrics.count("requests", b1);
    const after = series(metrics, "requests");
    return [...after].filter(([place, value]) => value !== before.get(place)).map(([at]) => at);
  });
  expect(filed).toEqual([[""], [""], ["c"], ["c/b1"]]);
});

test("GAUGE-SUM: a set gauge is the sum of its writers at every level, and moves when set anew", () => {
  const metrics = configured(2);
  metrics.set("available", 1, b1);
  metrics.set("available", 1, b2);
  expect(series(metrics, "available")).toEqual(new Map([["c", 2]]));
  metrics.set("available", 0, b1);
  expect(series(metrics, "available")).toEqual(new Map([["c", 1]]));
  metrics.level = 3;
  metrics.set("available", 1, b2);
  expect(series(metrics, "available")).toEqual(new Map([["c/b2", 1]]));
  metrics.set("available", 1, b1);
  metrics.removeBackend("c", "b2");
  expect(series(metrics, "available")).toEqual(new Map([["c/b1", 1]]));
});

test("a removed back end takes its share of a coarser set gauge along", () => {
  const metrics = configured(2);
  metrics.set("available", 1, b1);
  metrics.set("available", 1, b2);
  metrics.removeBackend("c", "b2");
  expect(series(metrics, "available")).toEqual(new Map([["c", 1]]));
});

test("LABEL-ROW-LIFETIME: rows stay for what is in flight, then go, and come back when re-added", () => {
  const metrics = configured(3);
  const inFlight = metrics.retain(b1);
  metrics.count("requests", b1);
  metrics.removeCluster("c");
  metrics.count("requests", b1);
  expect(series(metrics, "requests")).toEqual(new Map([["c/b1", 2]]));
  expect(inFlight.release()).toBe(true);
  expect(inFlight.release()).toBe(false);
  metrics.count("requests", b1);
  expect(series(metrics, "requests")).toEqual(new Map([["", 1]]));
  expect(metrics.addBackend("c", "b1")).toBe(false);
  expect(metrics.addCluster("c")).toBe(true);
  expect(metrics.addBackend("c", "b1")).toBe(true);
  metrics.count("requests", b1);
  expect(series(metrics, "requests")).toEqual(
    new Map([
      ["", 1],
      ["c/b1", 1],
    ]),
  );
});

test("re-adding under something in flight keeps its rows and its gauges", () => {
  const metrics = configured(3);
  const connection = metrics.increase("connections", b1);
  metrics.removeCluster("c");
  metrics.addCluster("c");
  metrics.addBackend("c", "b1");
  expect(series(metrics, "connections")).toEqual(new Map([["c/b1", 1]]));
  expect(connection.release()).toMatchObject({ labels: b1, delta: -1, before: 1, after: 0 });
  metrics.increase("connections", b1);
  expect(series(metrics, "connections")).toEqual(new Map([["c/b1", 1]]));
});

test("disabled, labelled rows stop and the process goes on; clear drops what accumulates", () => {
  const metrics = configured(3);
  metrics.configure("disable");
  metrics.count("requests", b1);
  metrics.record("time", 5, b1);
  metrics.count("requests");
  expect(series(metrics, "requests")).toEqual(new Map([["", 1]]));
  metrics.configure("enable");
  metrics.count("requests", b1);
  metrics.increase("connections", b1);
  metrics.configure("clear");
  expect(series(metrics, "requests")).toEqual(new Map());
  expect(series(metrics, "connections")).toEqual(new Map([["c/b1", 1]]));
});

test("METRICS-MERGE: a gauge that is idle reads 0, it is not absent", () => {
  const metrics = new Aggregator(2);
  metrics.increase("live").release();
  metrics.set("set", 0);
  expect(metrics.proxyMetrics()).toEqual(
    new Map([
      ["live", { kind: "gauge", value: 0 }],
      ["set", { kind: "gauge", value: 0 }],
    ]),
  );
});

test("an aggregator without a drain has nothing to send", () => {
  expect(new Aggregator(2).flush()).toEqual([]);
});

function digested(metrics: Aggregator): (number | string)[] {
  const taken: (number | string)[] = [];
  metrics.digest({
    int: (value) => taken.push(value),
    text: (value) => taken.push(value),
    bytes: (value) => taken.push(value.join()),
    duration: (value) => taken.push(value),
  });
  return taken;
}

const differences: readonly ((metrics: Aggregator) => unknown)[] = [
  (metrics) => (metrics.level = 1),
  (metrics) => {
    metrics.configure("disable");
  },
  (metrics) => {
    metrics.count("requests", b1);
  },
  (metrics) => {
    metrics.record("time", 3);
  },
  (metrics) => {
    metrics.set("capacity", 1);
  },
  (metrics) => metrics.retain(b1),
  (metrics) => metrics.addCluster("d"),
  (metrics) => {
    metrics.flush();
  },
];

test("equal lives have equal digests, and each difference shows", () => {
  const lived = differences.map((step) => {
    const metrics = new Aggregator(3, new StatsdDrain({ prefix: "", tagged: false }));
    metrics.addCluster("c");
    metrics.addBackend("c", "b1");
    metrics.set("uptime", 1);
    step(metrics);
    return digested(metrics).join(" ");
  });
  expect(new Set(lived).size).toBe(differences.length);
  expect(digested(configured(2))).toEqual(digested(configured(2)));
});
