// The slots against the contract's own words: which moves there are, and what each does to the gauge, to
// the log and to the buffers. The expectations are written down here and read from nowhere else.

import fc from "fast-check";
import { expect, test } from "vitest";
import { RecordingHost } from "../recording-host.ts";
import { Aggregator } from "../metrics/aggregator.ts";
import { Accounts } from "./accounts.ts";
import { BufferPool } from "./buffer-pool.ts";
import { Gauges } from "./gauges.ts";
import { slotDigest } from "./slot-digest.ts";
import type { Slot } from "./slot.ts";
import { slotInputs, slotStates, type SlotInput, type SlotState } from "./slot-state.ts";
import { SlotTable } from "./slot-table.ts";

const address = { kind: "inet", host: "10.0.0.1", port: 1 } as const;
const client = {
  conn: 1,
  listener: "127.0.0.1:80",
  scheme: "http",
  local: address,
  remote: address,
  tls: undefined,
} as const;

function stage(buffersMax = 1000): {
  readonly host: RecordingHost;
  readonly table: SlotTable;
  readonly pool: BufferPool;
  readonly gauge: () => number;
  readonly records: () => number;
} {
  const host = new RecordingHost();
  const metrics = new Aggregator(2);
  const gauges = new Gauges(host, metrics);
  const access = { client, sessionId: "s", clientRoundTrip: undefined };
  const pool = new BufferPool(buffersMax);
  const table = new SlotTable(pool, new Accounts({ host, metrics, gauges, access }));
  const gauge = (): number => {
    const found = metrics.proxyMetrics().get("http.active_requests");
    return found?.kind === "gauge" ? found.value : 0;
  };
  return { host, table, pool, gauge, records: () => host.linesOf("access").length };
}

const token = 2;

/** What an input does in a situation; absent is what may not happen. */
type Row = Readonly<
  Partial<Record<SlotInput, readonly [to: SlotState, gauge: number, log: number]>>
>;

interface Situation {
  readonly state: SlotState;
  readonly inputs: readonly (SlotInput | "settle")[];
  readonly row: Row;
}

// "G = +1 when a request head is accepted; −1 exactly once per counted request, with that request's
// final access log; never for an uncounted slot. A head that was never admitted but was answered yields
// exactly one record, which releases nothing. A slot that was neither yields none."
const situations: Readonly<Record<string, Situation>> = {
  "a new slot": {
    state: "Idle",
    inputs: [],
    row: {
      /** T1, T2, T3 */ admit: ["Link", 1, 0],
      /** T4, T5, T6 */ refuse: ["Unlinked", 0, 0],
      /** T7 as amended, T8 */ forget: ["Recycle", 0, 0],
    },
  },
  "an admitted request without a back end": {
    state: "Link",
    inputs: ["admit"],
    row: {
      /** T9 */ link: ["Linked", 0, 0],
      /** T10, T11 */ unlink: ["Unlinked", 0, 0],
      /** T12, T13 */ abort: ["Recycle", -1, 1],
    },
  },
  "a request at a back end": {
    state: "Linked",
    inputs: ["admit", "link"],
    row: {
      /** T14, T15 */ retry: ["Link", 0, 0],
      /** T16 to T20 */ unlink: ["Unlinked", 0, 0],
      /** T23 */ finish: ["Recycle", -1, 1],
      /** T21 as amended, T24 */ abort: ["Recycle", -1, 1],
    },
  },
  "a tunnel": {
    state: "Linked",
    inputs: ["admit", "link", "settle"],
    row: {
      retry: ["Link", 0, 0],
      unlink: ["Unlinked", 0, 0],
      finish: ["Recycle", 0, 0],
      abort: ["Recycle", 0, 0],
    },
  },
  "an answer that is being written": {
    state: "Unlinked",
    inputs: ["admit", "link", "unlink"],
    row: {
      /** T22 */ renew: ["Idle", -1, 1],
      /** T23 */ finish: ["Recycle", -1, 1],
      /** T24 */ abort: ["Recycle", -1, 1],
    },
  },
  "a refusal that is being written": {
    state: "Unlinked",
    inputs: ["refuse"],
    row: {
      renew: ["Idle", 0, 1],
      finish: ["Recycle", 0, 1],
      abort: ["Recycle", 0, 1],
    },
  },
  "the last answer of a connection": {
    state: "Unlinked",
    inputs: ["admit", "unlink", "settle"],
    row: {
      renew: ["Idle", 0, 0],
      finish: ["Recycle", 0, 0],
      abort: ["Recycle", 0, 0],
    },
  },
  "a recycled slot": {
    state: "Recycle",
    inputs: ["admit", "link", "abort"],
    row: { /** T26 */ take: ["Idle", 0, 0] },
  },
  "a recycled slot that nothing was asked of": {
    state: "Recycle",
    inputs: ["forget"],
    row: { take: ["Idle", 0, 0] },
  },
};

function enter({ table }: ReturnType<typeof stage>, { inputs }: Situation): Slot {
  const slot = table.take(0)!;
  const act = (input: SlotInput | "settle"): void => {
    const moves = input === "settle" ? [] : [input];
    for (const move of moves) table.move(0, slot, move, token);
    for (let left = 1 - moves.length; left > 0; left -= 1) table.settle(0, slot);
  };
  for (const input of inputs) act(input);
  return slot;
}

const cells = Object.entries(situations).flatMap(([name, situation]) =>
  slotInputs.map((input) => ({ name, situation, input })),
);

test("every state is looked at", () => {
  const seen = new Set(Object.values(situations).map(({ state }) => state));
  expect([...seen].sort()).toEqual([...slotStates].sort());
});

const legal = cells.filter(({ situation, input }) => situation.row[input] !== undefined);
const illegal = cells.filter(({ situation, input }) => situation.row[input] === undefined);

test.each(legal)("$name: $input", ({ situation, input }) => {
  const on = stage();
  const slot = enter(on, situation);
  expect(slot.state).toBe(situation.state);
  const [gauge, records] = [on.gauge(), on.records()];
  const [to, delta, logged] = situation.row[input]!;
  on.table.move(0, slot, input, token);
  expect(slot.state).toBe(to);
  expect(on.gauge() - gauge).toBe(delta);
  expect(on.records() - records).toBe(logged);
  // STREAM-BUFFERS: in use == 2 × slots; a recycled one keeps its own.
  expect([on.table.size, on.pool.inUse]).toEqual([1, 2]);
  // STREAM-LINKED-TOKEN, STREAM-RECYCLE-UNCOUNTED, STREAM-OPEN, GAUGE-CONSERVED
  const linked = [slot].filter(() => to === "Linked");
  expect(slot.token).toBe(linked.map(() => token)[0]);
  expect([...on.table.links.of(token)]).toEqual(linked);
  expect(slot.counted).toBe(on.gauge() === 1);
  expect(["Idle", "Recycle"].includes(to) && slot.counted).toBe(false);
  expect(slot.isOpen).toBe(to !== "Idle" && to !== "Recycle");
});

test.each(illegal)("$name: $input cannot happen, and changes nothing", ({ situation, input }) => {
  const on = stage();
  const slot = enter(on, situation);
  const before = [slotDigest(slot), on.gauge(), on.records(), on.pool.inUse, on.host.probes.length];
  expect(() => {
    on.table.move(0, slot, input, token);
  }).toThrow(`cannot ${input}`);
  const after = [slotDigest(slot), on.gauge(), on.records(), on.pool.inUse, on.host.probes.length];
  expect(after).toEqual(before);
});

// GAUGE-REENTRY
test("a second record of one slot is none, and moves no gauge", () => {
  const on = stage();
  const slot = enter(on, situations["a request at a back end"]!);
  on.table.settle(0, slot);
  on.table.settle(0, slot);
  on.table.move(0, slot, "abort");
  expect([on.gauge(), on.records()]).toEqual([0, 1]);
});

function dirty(slot: Slot): void {
  for (const flow of [slot.request, slot.response]) {
    flow.buffer.write(Uint8Array.of(1, 2, 3));
    Object.assign(flow, {
      head: { kind: "any" },
      trailers: [],
      received: 3,
      ended: true,
      failure: "reset",
      window: 7,
      forwardedHead: true,
      forwarded: 1,
      finished: true,
      tunnel: { ended: true, finished: true },
    });
    flow.interims.push({} as never);
  }
  Object.assign(slot, { attempts: 3, decision: {}, frontStream: 5, backStream: 7 });
  Object.assign(slot.record, { cluster: "c", backend: "b", status: 200, requestId: "r" });
}

// STREAM-NEW-CLEAN, STREAM-REUSE-CLEAN
test.each(["abort", "finish", "renew"] as const)("after %s a slot reads like a new one", (end) => {
  const on = stage();
  const slot = on.table.take(0)!;
  const fresh = slotDigest(slot);
  expect(slot).toMatchObject({ state: "Idle", counted: false, attempts: 0 });
  on.table.move(0, slot, "admit");
  on.table.move(0, slot, "unlink");
  dirty(slot);
  on.table.move(0, slot, end);
  const again = end === "renew" ? slot : on.table.take(0);
  expect(again).toBe(slot);
  expect(slotDigest(slot)).toBe(fresh);
  const digests = on.host.probes.flatMap((probe) => ("digest" in probe ? [probe.digest] : []));
  expect(digests).toEqual([fresh, fresh]);
});

// STREAM-REUSE-ONLY-RECYCLED
test("the lowest recycled slot is used first, and the last ones are given back", () => {
  const on = stage();
  const slots = Array.from({ length: 6 }, () => on.table.take(0)!);
  for (const index of [4, 1, 3]) on.table.move(0, slots[index]!, "forget");
  expect(on.table.take(0)).toBe(slots[1]);
  expect(on.table.take(0)).toBe(slots[3]);
  for (const index of [5, 3, 2]) on.table.move(0, slots[index]!, "forget");
  expect([on.table.size, on.pool.inUse]).toEqual([4, 8]);
  on.table.move(0, slots[1]!, "forget");
  expect([on.table.size, on.table.active, on.pool.inUse]).toEqual([2, 1, 4]);
  const more = [on.table.take(0)!, on.table.take(0)!];
  expect(more.map(({ index }) => index)).toEqual([1, 2]);
});

test("an exhausted pool refuses a slot and leaks nothing", () => {
  const on = stage(3);
  expect(on.table.take(0)).toBeDefined();
  expect(on.table.take(0)).toBeUndefined();
  expect([on.table.size, on.pool.inUse]).toEqual([1, 2]);
  on.table.close(0);
  expect([on.table.size, on.pool.inUse]).toEqual([0, 0]);
});

const steps = fc.array(
  fc.record({ slot: fc.nat({ max: 7 }), input: fc.constantFrom("open", ...slotInputs) }),
  { maxLength: 80 },
);

/** Legal moves of a slot that is there; everything else asks for a slot. */
function play({ table }: ReturnType<typeof stage>, index: number, input: SlotInput): number {
  const slot = table.slots()[index];
  const isLegal = legal.some(
    (cell) => cell.situation.state === slot?.state && cell.input === input,
  );
  const moved = slot === undefined || input === "take" || !isLegal ? [] : [slot];
  for (let left = 1 - moved.length; left > 0; left -= 1) table.take(0);
  const ended = moved.filter(({ isOpen }) => isOpen && endings.has(input));
  for (const known of moved) table.move(0, known, input, token);
  return ended.length;
}

const endings: ReadonlySet<string> = new Set(["renew", "finish", "abort"]);

test("whatever happens to many slots, gauge, links, buffers and records agree with what is there", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const on = stage();
      let ended = 0;
      for (const { slot: index, input } of all) {
        ended += play(on, index, input === "open" ? "take" : input);
        const slots = on.table.slots();
        expect(on.gauge()).toBe(slots.filter(({ counted }) => counted).length);
        expect(on.pool.inUse).toBe(2 * slots.length);
        expect(on.table.links.of(token).size).toBe(
          slots.filter(({ state }) => state === "Linked").length,
        );
        expect(on.records()).toBe(ended);
        expect(on.table.active).toBe(slots.filter(({ state }) => state !== "Recycle").length);
      }
      on.table.close(0);
      expect([on.gauge(), on.pool.inUse, on.table.links.size]).toEqual([0, 0, 0]);
    }),
  );
});

test("what would be our own fault is one", () => {
  const on = stage();
  const slot = on.table.take(0)!;
  on.table.move(0, slot, "admit");
  expect(() => {
    on.table.move(0, slot, "link");
  }).toThrow("linked to nothing");
  const other = on.table.take(0)!;
  on.table.move(0, other, "forget");
  other.counted = true;
  expect(() => on.table.take(0)).toThrow("a unit that is not its own");
});

test("a status that is none is counted apart", () => {
  const on = stage();
  const slot = on.table.take(0)!;
  on.table.move(0, slot, "admit");
  slot.record.status = 999;
  on.table.move(0, slot, "abort");
  expect(on.records()).toBe(1);
});
