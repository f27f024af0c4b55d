import { expect, test } from "vitest";
import { unknownBinding, type Binding } from "./binding.ts";
import { leasesMax, microsPerSecond } from "./bounds.ts";
import { isLevel, type Level } from "./level.ts";
import type { LeaseOrder } from "./request.ts";
import { LeaseTable, type LeaseOutcome } from "./table.ts";

// The model: the list of orders that were accepted, folded anew for every question. It shares
// nothing with the table but the types.

interface Entry {
  readonly at: number;
  readonly order: LeaseOrder;
}
interface Held {
  readonly level: Level;
  readonly until: number;
  readonly pid: number | undefined;
  readonly session: bigint | undefined;
}

function heldAt(history: readonly Entry[], clientId: string, now: number): Held | undefined {
  const last = history.reduce<Held | undefined>((held, { at, order }) => {
    const alive = held !== undefined && held.until > at ? held : undefined;
    return order.clientId !== clientId ? held : after(alive, at, order);
  }, undefined);
  return last !== undefined && last.until > now ? last : undefined;
}

function after(alive: Held | undefined, at: number, order: LeaseOrder): Held | undefined {
  return order.kind === "clear"
    ? undefined
    : {
        level: order.level,
        until: at + order.ttlSeconds * 1_000_000,
        pid: alive === undefined ? order.binding.pid : alive.pid,
        session: alive === undefined ? order.binding.session : alive.session,
      };
}

function maximum(history: readonly Entry[], now: number): Level {
  const levels = ids.map((id) => heldAt(history, id, now)?.level ?? floor);
  const highest = Math.max(floor, ...levels);
  return isLevel(highest) ? highest : floor;
}

function isStranger(held: Held | undefined, { pid, session }: Binding): boolean {
  return (
    held?.pid !== undefined &&
    held.session !== undefined &&
    (held.pid !== pid || held.session !== session)
  );
}

const floor: Level = 1;
const ids = ["a", "b"];
const owner: Binding = { pid: 1, session: 1n };
const bindings: readonly Binding[] = [
  owner,
  { pid: 1, session: 2n },
  { pid: 2, session: 1n },
  { pid: undefined, session: 1n },
];

const orders: readonly LeaseOrder[] = ids.flatMap((clientId) =>
  bindings.flatMap((binding): LeaseOrder[] => [
    { kind: "apply", clientId, level: 3, ttlSeconds: 2, binding },
    { kind: "apply", clientId, level: 2, ttlSeconds: 1, binding },
    { kind: "apply", clientId, level: 0, ttlSeconds: 1, binding },
    { kind: "clear", clientId, binding },
  ]),
);
const pauses = [0, 999_999, 1_000_000];

interface Move {
  readonly pause: number;
  readonly order: LeaseOrder;
}
const moves: readonly Move[] = pauses.flatMap((pause) => orders.map((order) => ({ pause, order })));

function play(sequence: readonly Move[]): void {
  const table = new LeaseTable(floor);
  let history: Entry[] = [];
  let now = 0;
  for (const { pause, order } of sequence) {
    const before = maximum(history, now);
    now += pause;
    const between = maximum(history, now);
    const accepted = !isStranger(heldAt(history, order.clientId, now), order.binding);
    history = accepted ? [...history, { at: now, order }] : history;
    const outcome = table.obey(now, order);
    const expired = outcome.expired ?? { previous: before, effective: before };
    const seen = {
      ok: outcome.ok,
      expiry: [expired.previous, expired.effective],
      change: outcome.ok ? [outcome.transition.previous, outcome.transition.effective] : [],
      leases: ids.map((id) => table.find(id)).map((lease) => lease && shape(lease)),
      count: table.count,
      effective: table.effective,
    };
    const held = ids.map((id) => heldAt(history, id, now));
    const wanted = {
      ok: accepted,
      expiry: [before, between],
      change: accepted ? [between, maximum(history, now)] : [],
      leases: held,
      count: held.filter((lease) => lease !== undefined).length,
      effective: maximum(history, now),
    };
    const agree = JSON.stringify(seen, plain) === JSON.stringify(wanted, plain);
    expect(agree ? wanted : { sequence, ...seen }).toEqual(wanted);
  }
}

function shape(lease: { level: Level; expiresAt: number; binding: Binding }): Held {
  const { pid, session } = lease.binding;
  return { level: lease.level, until: lease.expiresAt, pid, session };
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

test("every sequence of two orders agrees with a fold over the accepted ones", () => {
  for (const first of moves) for (const second of moves) play([first, second]);
});

test("every sequence of three orders on one id agrees with a fold over the accepted ones", () => {
  const onOneId = moves.filter(({ order }) => order.clientId === "a");
  for (const first of onOneId.filter(({ pause }) => pause === 0)) {
    for (const second of onOneId) for (const third of onOneId) play([first, second, third]);
  }
});

test("a lease is there one microsecond before its expiry and gone at it", () => {
  const table = new LeaseTable(0);
  table.obey(7, apply("a", 3, 1));
  expect(table.nextExpiry()).toBe(1_000_007);
  expect(table.expire(1_000_006)).toBeUndefined();
  expect(table.effective).toBe(3);
  expect(table.expire(1_000_007)).toEqual({
    kind: "lease_tick_expired",
    previous: 3,
    effective: 0,
  });
  expect(table.count).toBe(0);
  expect(table.nextExpiry()).toBeUndefined();
});

test("any number of leases that expire together make one transition", () => {
  const table = new LeaseTable(1);
  table.obey(0, apply("a", 2, 1));
  table.obey(0, apply("b", 3, 1));
  table.obey(0, apply("c", 2, 2));
  expect(table.expire(1_000_000)).toEqual({
    kind: "lease_tick_expired",
    previous: 3,
    effective: 2,
  });
  expect(table.leases().map(({ clientId }) => clientId)).toEqual(["c"]);
});

test("the cap counts only leases that are there, and never a renewal", () => {
  const table = new LeaseTable(0);
  const accepted = (outcome: LeaseOutcome): boolean => outcome.ok;
  for (let n = 0; n < leasesMax; n += 1) {
    expect(accepted(table.obey(0, apply(`id-${n}`, 2, n === 0 ? 1 : 2)))).toBe(true);
  }
  expect(accepted(table.obey(999_999, apply("one-more", 2, 2)))).toBe(false);
  expect(accepted(table.obey(999_999, apply("id-7", 2, 2)))).toBe(true);
  expect(table.count).toBe(leasesMax);
  expect(accepted(table.obey(microsPerSecond, apply("one-more", 2, 2)))).toBe(true);
  expect(table.count).toBe(leasesMax);
});

test("a stranger at a full table is refused as a stranger", () => {
  const table = new LeaseTable(0);
  for (let n = 0; n < leasesMax; n += 1) table.obey(0, apply(`id-${n}`, 2, 60));
  const outcome = table.obey(0, { ...apply("id-0", 3, 60), binding: { pid: 9, session: 9n } });
  expect(outcome).toMatchObject({ ok: false, refusal: /another client/u });
});

test("no refusal of the table repeats the client_id", () => {
  const table = new LeaseTable(0);
  table.obey(0, apply("secret-id", 3, 60));
  for (const order of [apply("secret-id", 3, 60), clear("secret-id")]) {
    const outcome = table.obey(0, { ...order, binding: unknownBinding });
    expect(JSON.stringify(outcome)).not.toContain("secret-id");
    expect(outcome.ok).toBe(false);
  }
});

test("the revision moves with the table and only with it", () => {
  const table = new LeaseTable(0);
  const revisions = [table.revision];
  const orderThenNote = (now: number, order: LeaseOrder): void => {
    table.obey(now, order);
    revisions.push(table.revision);
  };
  orderThenNote(0, apply("a", 3, 1));
  orderThenNote(0, clear("nobody"));
  orderThenNote(0, { ...clear("a"), binding: unknownBinding });
  orderThenNote(0, apply("a", 3, 1));
  orderThenNote(1_000_000, clear("a"));
  expect(revisions).toEqual([0, 1, 1, 1, 2, 3]);
});

function apply(clientId: string, level: Level, ttlSeconds: number): LeaseOrder {
  return { kind: "apply", clientId, level, ttlSeconds, binding: owner };
}

function clear(clientId: string): LeaseOrder {
  return { kind: "clear", clientId, binding: owner };
}
