import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultLeaseConstants, type LeaseConstants } from "../../model/constants.ts";
import type { AnswerWritten, Observation, OrderTaken } from "../../observe/observation.ts";
import { canonicalSession } from "../../model/session-id.ts";
import { Verdicts } from "../verdicts.ts";
import { LeasesChecker } from "./leases-checker.ts";

const floor = 2;
const second = 1_000_000;

interface Row {
  readonly level: number;
  readonly until: number;
  readonly pid: number;
}

interface Verb {
  /** Microseconds since the verb before. */
  readonly after: number;
  readonly id: string;
  readonly pid: number;
  readonly level: number;
  readonly ttlSeconds: number;
  readonly clear: boolean;
  /** How far behind the clock this worker prunes, as a share of its period. */
  readonly lag: number;
}

const verb: fc.Arbitrary<Verb> = fc.record({
  after: fc.constantFrom(0, 1, second - 1, second, second + 1, 3 * second),
  id: fc.constantFrom("alpha", "bravo", "charlie"),
  pid: fc.constantFrom(1, 2),
  level: fc.integer({ min: 0, max: 3 }),
  ttlSeconds: fc.integer({ min: 1, max: 4 }),
  clear: fc.boolean(),
  lag: fc.integer({ min: 0, max: 100 }),
});

/** A worker as it should be, in twenty lines, that forgets what expired up to some prune instant. */
class PlainWorker {
  readonly rows = new Map<string, Row>();
  pruned = 0;

  effective(): number {
    return Math.max(floor, ...[...this.rows.values()].map((row) => row.level));
  }

  prune(to: number): void {
    this.pruned = Math.max(this.pruned, to);
    for (const [id, row] of [...this.rows].filter(([, { until }]) => until <= this.pruned)) {
      this.rows.delete(id);
      expect(row.until).toBeLessThanOrEqual(this.pruned);
    }
  }

  obey(at: number, { id, pid, level, ttlSeconds, clear }: Verb): boolean {
    const held = this.rows.get(id);
    const mayTouch = held === undefined || held.pid === pid;
    const removed = mayTouch && clear && this.rows.delete(id);
    const row = { level, until: at + ttlSeconds * second, pid };
    const stored = mayTouch && !clear && this.rows.set(id, row).has(id);
    return mayTouch || removed || stored;
  }
}

function play(verbs: readonly Verb[], periodMicros: number): Observation[] {
  const worker = new PlainWorker();
  const seen: Observation[] = [
    { kind: "worker-started", at: 0, worker: 0, judged: true, unknownVerbs: [] },
  ];
  let at = 0;
  verbs.forEach((one, ordinal) => {
    at += one.after;
    worker.prune(at - Math.floor((periodMicros * one.lag) / 100));
    const previous = worker.effective();
    const accepted = worker.obey(at, one);
    const detail = {
      configured: floor,
      effective: worker.effective(),
      previous,
      count: worker.rows.size,
    };
    seen.push(orderOf(at, String(ordinal), one), {
      ...answerOf(at, String(ordinal), accepted),
      detail: accepted ? detail : undefined,
    });
  });
  return seen;
}

function orderOf(
  at: number,
  id: string,
  { id: clientId, pid, level, ttlSeconds, clear }: Verb,
): OrderTaken {
  return {
    kind: "order",
    at,
    worker: 0,
    id,
    session: undefined,
    ordinal: undefined,
    asked: undefined,
    lease: {
      clientId,
      detail: level,
      ttlSeconds,
      clear,
      reason: undefined,
      peerPid: pid,
      peerSession: String(pid).repeat(26),
    },
  };
}

function answerOf(at: number, id: string, accepted: boolean): AnswerWritten {
  return {
    kind: "answer",
    at,
    worker: 0,
    id,
    status: accepted ? "ok" : "failure",
    message: "",
    detail: undefined,
    bytes: 0,
  };
}

function judge(observations: readonly Observation[], constants: LeaseConstants): Verdicts {
  const verdicts = new Verdicts(false);
  const checker = new LeasesChecker(floor, constants, verdicts);
  observations.forEach((observation, index) => {
    checker.observe(observation, index);
  });
  return verdicts;
}

const janitor: LeaseConstants = {
  ...defaultLeaseConstants,
  expiry: { kind: "janitor", periodMicros: 5 * second },
};

describe("a worker that does everything right", () => {
  test("breaks nothing when it expires exactly", () => {
    fc.assert(
      fc.property(fc.array(verb, { maxLength: 40 }), (verbs) => {
        const observations = play(verbs, 0);
        expect(judge(observations, defaultLeaseConstants).violations).toEqual([]);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("breaks nothing when its janitor is at most a period late", () => {
    fc.assert(
      fc.property(fc.array(verb, { maxLength: 40 }), (verbs) => {
        const observations = play(verbs, 5 * second);
        expect(judge(observations, janitor).violations).toEqual([]);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

const apply: Verb = {
  after: 0,
  id: "alpha",
  pid: 1,
  level: 3,
  ttlSeconds: 1,
  clear: false,
  lag: 100,
};
const look: Verb = { ...apply, id: "nobody", clear: true };

test("a lease that is still there at its expiry breaks exact expiry, not a janitor", () => {
  const observations = play([apply, { ...look, after: second }], 5 * second);
  const exact = judge(observations, defaultLeaseConstants);
  expect(exact.violations.map(({ rule }) => rule)).toEqual(["LEASE-EXPIRY-TIE"]);
  expect(judge(observations, janitor).violations).toEqual([]);
});

test("a lease that is still there a period after its expiry breaks both", () => {
  const observations = play([apply, { ...look, after: 6 * second }], 20 * second);
  expect(judge(observations, janitor).violations.map(({ rule }) => rule)).toEqual([
    "LEASE-EXPIRES",
  ]);
});

test("an expired lease that was gone once may not come back", () => {
  const gone = play([apply, { ...look, after: 2 * second, lag: 0 }], 5 * second);
  const back = play([apply, { ...look, after: 3 * second, lag: 100 }], 5 * second).slice(-2);
  const verdicts = judge(
    [...gone, ...back.map((seen) => ({ ...seen, id: "again" }) as Observation)],
    janitor,
  );
  expect(verdicts.violations.map(({ rule }) => rule)).toEqual(["LEASE-EXPIRES"]);
});

/** What a worker that nobody talks to announces `at`, of a lease that ended at 1 s. */
function announced(at: number): Observation[] {
  return [
    ...play([apply], 0),
    {
      kind: "level-event",
      at,
      worker: 0,
      change: {
        previous: 3,
        effective: floor,
        transition: "lease_tick_expired",
        clientId: undefined,
      },
    },
  ];
}

test("an idle worker that looks once in a period announces the end within it", () => {
  const verdicts = judge(announced(6 * second), janitor);
  expect(verdicts.violations).toEqual([]);
  expect(verdicts.evaluations.get("LEASE-EXPIRES")).toBe(1);
});

test("an idle worker that wakes only when it is talked to kept the level too long", () => {
  const { violations } = judge(announced(6 * second + 1), janitor);
  expect(violations.map(({ rule }) => rule)).toEqual(["LEASE-EXPIRES"]);
});

test("what an idle worker kept of a client that is gone is not safe from its crash", () => {
  const [started, order, answer, event] = announced(20 * second);
  const session = { at: 0, session: 7 } as const;
  const observations = [
    started,
    { ...order, session: 7 },
    answer,
    { ...session, kind: "session-closed" },
    event,
  ] as Observation[];
  const { violations } = judge(observations, janitor);
  expect(violations.map(({ rule }) => rule)).toEqual(["LEASE-CRASH-SAFE"]);
});

const nobodys = { pid: undefined, session: undefined };
const renewers = { pid: 1, session: canonicalSession("1".repeat(26)) };

test.each([
  ["installs", renewers, []],
  ["installs", nobodys, ["BIND-STICKS"]],
  ["keeps", nobodys, []],
  ["keeps", renewers, ["BIND-TAKEOVER"]],
] as const)(
  "a target that %s shows %j as owner of what a known client renewed",
  (takeover, owner, broken) => {
    const [started, order, ...renewal] = play([apply, apply], 0);
    const unbound = order?.kind === "order" && {
      ...order.lease,
      peerPid: undefined,
      peerSession: undefined,
    };
    const table = {
      kind: "table",
      at: 0,
      worker: 0,
      configured: floor,
      effective: 3,
      leases: [{ clientId: "alpha", level: 3, expiresAt: second, ...owner }],
    };
    const observations = [
      started,
      { ...order, lease: unbound },
      ...renewal,
      table,
    ] as Observation[];
    const { violations } = judge(observations, { ...defaultLeaseConstants, takeover });
    expect(violations.map(({ rule }) => rule)).toEqual(broken);
  },
);
