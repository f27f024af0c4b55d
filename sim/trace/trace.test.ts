import { expect, test } from "vitest";
import type { WorldOptions } from "../options.ts";
import { bytesOf, testMachine, textOf } from "../test-machine.ts";
import { World } from "../world.ts";
import type { TraceEvent } from "./event.ts";
import { Recorder } from "./recorder.ts";

const socket = { kind: "unix", path: "/s" } as const;

function pingPong(options: WorldOptions, rounds = 3): World {
  const world = new World(options);
  world.addNode(
    "server",
    testMachine({
      start: (host) => {
        host.listen(1, socket, {});
      },
      data: (host, conn, bytes) => {
        host.write(conn, bytes.slice(0, 2));
        host.probe({ kind: "echo" });
        return 2;
      },
    }),
  );
  let left = rounds;
  world.addNode(
    "client",
    testMachine({
      start: (host) => {
        host.connect(2, socket);
      },
      connect: (host, conn) => {
        host.write(conn, bytesOf("abc"));
      },
      data: (host, conn, bytes) => {
        left -= 1;
        host.reset(left === 0 ? conn : 0);
        return bytes.length;
      },
      turnEnd: (host) => {
        host.append("log", "turn");
      },
    }),
  );
  world.run(1000);
  return world;
}

function brief(event: TraceEvent): string {
  const bytes = "bytes" in event ? ` ${textOf(event.bytes)}` : "";
  return `${event.node} ${event.kind}${bytes}`;
}

test("an observer sees causes before effects, what was taken, and nothing of it changes later", () => {
  const recorder = new Recorder();
  pingPong({ observe: recorder.observe, probing: true, overwriteOffered: true }, 1);
  const lines = recorder.events.filter((event) => event.kind !== "append").map(brief);
  expect(lines).toEqual([
    "server start",
    "server listen",
    "server turn",
    "client start",
    "client connect",
    "client turn",
    "server accept",
    "server turn",
    "client connected",
    "client write abc",
    "client turn",
    "server data ab",
    "server write ab",
    "server probe",
    "server turn",
    "client data ab",
    "client reset",
    "client turn",
    "server was-reset",
    "server turn",
  ]);
  const data = recorder.events.find((event) => event.kind === "data");
  expect(data).toMatchObject({ at: 0, node: "server", conn: 1, link: 1, opener: false });
  const accept = recorder.events.find((event) => event.kind === "accept");
  expect(accept).toMatchObject({ opener: "client", link: 1, facts: { listener: 1 } });
});

test("a recorder keeps as many as it may and counts the rest", () => {
  const all = new Recorder();
  pingPong({ observe: all.observe });
  const few = new Recorder(5);
  pingPong({ observe: few.observe });
  expect(few.events).toEqual(all.events.slice(0, 5));
  expect(few.dropped).toBe(all.events.length - 5);
});

test("the ring has the hashed events in order, without turns and probes", () => {
  const recorder = new Recorder();
  const world = pingPong({ observe: recorder.observe, probing: true });
  const hashed = recorder.events.filter((event) => event.kind !== "turn" && event.kind !== "probe");
  const ring = world.recent();
  expect(ring.map((event) => event.kind)).toEqual(hashed.map((event) => event.kind));
  expect(ring.map((event) => event.at)).toEqual(hashed.map((event) => event.at));
  expect(ring.length).toBe(world.events);
  expect(world.hash.slice(8)).toBe(ring.at(-1)!.hash.toString(16).padStart(8, "0"));
});

/** A node that appends a line a microsecond; one line may differ. */
function logging(lines: number, differentAt = -1): World {
  const world = new World();
  let count = 0;
  world.addNode(
    "node",
    testMachine({
      start: (host) => {
        host.setDeadline(1);
      },
      deadline: (host, now) => {
        host.append("log", count === differentAt ? "other" : "line");
        count += 1;
        host.setDeadline(count < lines ? now + 1 : undefined);
      },
    }),
  );
  world.run(1_000_000);
  return world;
}

test("the ring remembers the last 64 Ki events", () => {
  const world = logging(50_000);
  const ring = world.recent();
  expect(world.events).toBeGreaterThan(100_000);
  expect(ring).toHaveLength(65_536);
  expect(ring.at(-1)!.index).toBe(world.events - 1);
  expect(ring[0]!.index).toBe(world.events - 65_536);
});

test("checkpoints find the window of the first difference", () => {
  const plain = logging(5000);
  expect(plain.checkpoints.firstDifference(logging(5000).checkpoints)).toBeUndefined();
  const other = logging(5000, 3000);
  // Each line is a deadline and an append behind start: event 6001 or so differs.
  expect(plain.checkpoints.firstDifference(other.checkpoints)).toBe(5 * 1024);
  const longer = logging(9000);
  expect(plain.checkpoints.firstDifference(longer.checkpoints)).toBe(9 * 1024);
});

test("the hash depends on every byte, the time, the link and the kind", () => {
  const hashes = new Set(
    [0, 1, 2, 3].map(
      (latency) => pingPong({ network: { latencyMicros: [latency, latency] } }).hash,
    ),
  );
  for (const differentAt of [0, 1, 7]) hashes.add(logging(10, differentAt).hash);
  hashes.add(logging(10).hash);
  expect(hashes.size).toBe(8);
});

test("an event kept back until its cause is known keeps the bytes it was shown with", () => {
  const recorder = new Recorder();
  const world = new World({ observe: recorder.observe });
  const message = bytesOf("reply");
  world.addNode(
    "server",
    testMachine({
      data: (host, conn, bytes) => {
        host.write(conn, message);
        message.fill(0);
        return bytes.length;
      },
    }),
  );
  world.addNode(
    "client",
    testMachine({
      start: (host) => {
        host.connect(2, { kind: "node", node: "server" });
      },
      connect: (host, conn) => {
        host.write(conn, bytesOf("hello"));
      },
    }),
  );
  world.run(1);
  const writes = recorder.events.filter((event) => event.kind === "write").map(brief);
  expect(writes).toEqual(["client write hello", "server write reply"]);
});

test("how much of an offer was taken is part of the hash", () => {
  const hashOf = (took: number): string => {
    const world = new World();
    world.addNode("server", testMachine({ data: () => took }));
    world.addNode(
      "client",
      testMachine({
        start: (host) => {
          host.connect(2, { kind: "node", node: "server" });
        },
        connect: (host, conn) => {
          host.write(conn, bytesOf("abc"));
        },
      }),
    );
    return world.run(1).hash;
  };
  expect(new Set([0, 1, 2, 3].map(hashOf)).size).toBe(4);
});
