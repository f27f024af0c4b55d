import fc from "fast-check";
import { ScalarType } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { EventKind, RequestSchema, ResponseStatus, type Response } from "../../wire/index.ts";
import {
  joined,
  RecordingFleet,
  request,
  requestFrame,
  type RequestType,
} from "../recording-fleet.ts";
import { masterVerbs } from "./verbs.ts";

const { OK, PROCESSING, FAILURE } = ResponseStatus;
/** Of a recording fleet. */
const frameBytesMax = 4_096;
const status = request("status");
const list = request("listWorkers");

function apply(clientId: string, detail = 3, ttlSeconds = 60): RequestType {
  return request("setMetricDetail", { clientId, detail, ttlSeconds });
}

function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}

function statuses(replies: readonly Response[]): readonly ResponseStatus[] {
  return replies.map((reply) => reply.status);
}

const done = Object.entries(masterVerbs).filter(([, row]) => typeof row === "function");
const verbsDone = new Set<string>(done.map(([verb]) => verb));

const verbs = RequestSchema.oneofs[0]!.fields.map(({ localName, message, scalar }) => ({
  verb: localName,
  value: message === undefined ? [0, ""][Number(scalar === ScalarType.STRING)]! : {},
}));

test.each(verbs)("$verb gets exactly one terminal reply and exactly one audit row", (row) => {
  const fleet = new RecordingFleet();
  const conn = fleet.accept(0);
  const replies = statuses(fleet.send(0, conn, request(row.verb, row.value)));
  expect(replies.filter((one) => one !== PROCESSING).length).toBe(1);
  expect(fleet.host.linesOf("audit").length).toBe(1);
  expect(fleet.host.linesOf("audit-json").length).toBe(1);
  expect([verbsDone.has(row.verb), replies.at(-1)].join()).not.toBe([false, OK].join());
});

test("an empty frame and an unknown verb get FAILURE and a row", () => {
  const fleet = new RecordingFleet();
  const conn = fleet.accept(0);
  const replies = fleet.feed(0, conn, hex("0800000000000000" + "0a000000000000001a00"));
  expect(statuses(replies)).toEqual([FAILURE, FAILURE]);
  expect(fleet.host.linesOf("audit").length).toBe(2);
});

test("what is no frame and what is no request are answered, and the next frame is understood", () => {
  const fleet = new RecordingFleet();
  const conn = fleet.accept(0);
  const bad = [hex("0700000000000000"), hex("0a00000000000000ffff"), requestFrame(list)];
  expect(statuses(fleet.feed(0, conn, joined(bad)))).toEqual([FAILURE, FAILURE, OK]);
});

test("a frame of the limit is read; above it the connection ends within a second", () => {
  const fleet = new RecordingFleet();
  const [fits, exceeds] = [fleet.accept(0), fleet.accept(0)];
  const padding = 4_096 - 8 - 4;
  const largest = requestFrame(request("logging", "x".repeat(padding)));
  expect(largest.length).toBe(4_096);
  expect(statuses(fleet.feed(0, fits, largest))).toEqual([FAILURE]);
  expect(statuses(fleet.feed(0, exceeds, hex("0110000000000000ffff")))).toEqual([FAILURE]);
  expect([fleet.host.ended.has(fits), fleet.host.ended.has(exceeds)]).toEqual([false, true]);
  fleet.wake(fleet.host.deadline ?? 0);
  expect(fleet.host.wasReset.has(exceeds)).toBe(true);
});

test("pipelined requests are answered in order, each frame of one before the next", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0"]);
  const conn = fleet.accept(0);
  fleet.feed(0, conn, joined([status, list, status].map(requestFrame)));
  const [first, third] = fleet.asked("worker-0");
  fleet.answer(0, "worker-0", { id: third!.id });
  expect(fleet.heard(conn)).toEqual([]);
  fleet.answer(0, "worker-0", { id: first!.id });
  expect(statuses(fleet.heard(conn))).toEqual([OK, OK, PROCESSING, OK]);
});

test("a client that ends its side is still answered, and then the connection ends", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0"]);
  const conn = fleet.accept(0);
  fleet.feed(0, conn, requestFrame(status));
  fleet.master.onEnd(0, conn);
  fleet.settle(0);
  expect(fleet.host.ended.has(conn)).toBe(false);
  fleet.answer(1, "worker-0", { id: fleet.asked("worker-0")[0]!.id });
  expect(statuses(fleet.heard(conn))).toEqual([OK]);
  expect(fleet.host.ended.has(conn)).toBe(true);
});

test("a client that is gone leaves its lease and its row behind", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0"]);
  const conn = fleet.accept(0);
  fleet.send(0, conn, apply("a"));
  fleet.master.onReset(0, conn);
  fleet.answer(1, "worker-0", { id: fleet.asked("worker-0")[0]!.id });
  expect(fleet.heard(conn)).toEqual([]);
  expect(fleet.host.linesOf("audit")).toEqual([expect.stringContaining("outcome=ok")]);
});

test("every split of two requests is answered alike", () => {
  const bytes = joined([apply("a"), list].map(requestFrame));
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const fleet = new RecordingFleet();
    const conn = fleet.accept(0);
    const replies = [
      ...fleet.feed(0, conn, bytes.subarray(0, cut)),
      ...fleet.feed(0, conn, bytes.subarray(cut)),
    ];
    expect(statuses(replies)).toEqual([PROCESSING, OK, OK]);
  }
});

test("a client that does not read is not read on, and what is kept for it stays bounded", () => {
  const fleet = new RecordingFleet();
  const [slow, other] = [fleet.accept(0), fleet.accept(0)];
  fleet.host.room.set(slow, 0);
  const bytes = joined(Array.from({ length: 20_000 }, () => requestFrame(list)));
  let taken = 0;
  for (let round = 0; round < 50; round += 1) {
    taken += fleet.master.onData(0, slow, bytes.subarray(taken));
    fleet.settle(0);
  }
  expect(taken).toBeLessThan(bytes.length);
  expect(statuses(fleet.send(0, other, list))).toEqual([OK]);
  fleet.host.room.delete(slow);
  fleet.master.onWritable(0, slow);
  fleet.settle(0);
  let replies = fleet.heard(slow).length;
  while (taken < bytes.length) {
    taken += fleet.master.onData(0, slow, bytes.subarray(taken));
    fleet.settle(0);
    replies += fleet.heard(slow).length;
  }
  expect(replies).toBe(20_000);
});

test("requests beyond what may be pending wait with the client", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0"]);
  const conn = fleet.accept(0);
  fleet.feed(0, conn, joined(Array.from({ length: 100 }, () => requestFrame(status))));
  const asked = fleet.asked("worker-0");
  expect(asked.length).toBe(64);
  for (const { id } of asked) fleet.answer(0, "worker-0", { id });
  expect(fleet.asked("worker-0").length).toBe(36);
});

test("a reply too large for the client becomes an error and the connection lives", () => {
  const fleet = new RecordingFleet({ workerCount: 100, commandBufferBytesMax: 512 });
  const conn = fleet.accept(0);
  const replies = fleet.send(0, conn, list, request("countRequests"));
  expect(statuses(replies)).toEqual([FAILURE, OK]);
  expect(replies[0]?.message).toContain("does not fit");
});

test("only the users that are named may give orders, and a refusal leaves a row", () => {
  const fleet = new RecordingFleet({ allowedUids: [1000] });
  const replies = [
    ...fleet.send(0, fleet.accept(0, { pid: 1, uid: 1000, gid: 1 }), list),
    ...fleet.send(0, fleet.accept(0, { pid: 1, uid: 0, gid: 0 }), list),
    ...fleet.send(0, fleet.accept(0, "nobody"), list),
  ];
  expect(statuses(replies)).toEqual([OK, FAILURE, FAILURE]);
  expect(fleet.host.linesOf("audit").length).toBe(3);
});

test("a subscriber is told OK first, then of itself and every change once, and nobody else is told", () => {
  const fleet = new RecordingFleet();
  const [subscriber, operator] = [fleet.accept(0), fleet.accept(0)];
  const [first, second] = fleet.send(0, subscriber, request("subscribeEvents"));
  expect([first?.status, second?.status]).toEqual([OK, PROCESSING]);
  expect(second?.content?.contentType.value).toMatchObject({ kind: EventKind.EVENTS_SUBSCRIBED });
  expect(statuses(fleet.send(1, operator, apply("a"), apply("a")))).toEqual([
    PROCESSING,
    OK,
    PROCESSING,
    OK,
  ]);
  const events = fleet.heard(subscriber).map(({ message, status: one, content }) => {
    const type = content?.contentType;
    const value = type?.case === "event" ? type.value.metricDetail : undefined;
    return [message, one, value?.previousEffective, value?.effective, value?.clientId];
  });
  expect(events).toEqual([
    ["0", PROCESSING, 2, 3, "a"],
    ["1", PROCESSING, 2, 3, "a"],
  ]);
});

test("a subscriber that does not read is cut off, and nobody else waits", () => {
  const fleet = new RecordingFleet();
  const [slow, subscriber, operator] = [fleet.accept(0), fleet.accept(0), fleet.accept(0)];
  fleet.send(0, slow, request("subscribeEvents"));
  fleet.send(0, subscriber, request("subscribeEvents"));
  fleet.host.room.set(slow, 0);
  let events = 0;
  for (let n = 0; n < 100; n += 1) {
    fleet.send(n, operator, apply("a", n % 2 === 0 ? 3 : 0));
    events += fleet.heard(subscriber).length;
  }
  expect(events).toBe(200);
  expect(fleet.host.wasReset.has(slow)).toBe(true);
  expect(fleet.host.wasReset.has(subscriber)).toBe(false);
});

test("a subscriber that asks and does not read is cut off by its own replies", () => {
  const fleet = new RecordingFleet();
  const slow = fleet.accept(0);
  fleet.send(0, slow, request("subscribeEvents"));
  fleet.host.room.set(slow, 0);
  let highestBytes = 0;
  for (let n = 0; n < 200; n += 1) {
    fleet.send(n, slow, list);
    const held = fleet.host.probes.flatMap((probe) => (probe.kind === "held" ? [probe.bytes] : []));
    highestBytes = Math.max(highestBytes, ...held);
  }
  expect(fleet.host.wasReset.has(slow)).toBe(true);
  expect(highestBytes).toBeGreaterThan(frameBytesMax / 2);
  expect(highestBytes).toBeLessThanOrEqual(frameBytesMax);
});

test("20,000 mutated frames throw nothing, and a request behind them is answered", () => {
  const seeds = [apply("a"), status, list, request("queryMetrics"), request("subscribeEvents")];
  const frames = seeds.map((type) => [...requestFrame(type)]);
  let played = 0;
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          frame: fc.constantFrom(...frames),
          at: fc.nat(30),
          byte: fc.nat(255),
          drop: fc.boolean(),
        }),
        { minLength: 20, maxLength: 20 },
      ),
      (mutations) => {
        const fleet = new RecordingFleet();
        for (const { frame, at, byte, drop } of mutations) {
          const conn = fleet.accept(played);
          fleet.feed(played, conn, Uint8Array.from(frame.toSpliced(at, Number(drop), byte)));
          played += 1;
        }
        expect(statuses(fleet.send(played, fleet.accept(played), list)).length).toBe(1);
      },
    ),
    { numRuns: 1_000, seed: 7 },
  );
  expect(played).toBe(20_000);
});
