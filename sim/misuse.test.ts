import { expect, test } from "vitest";
import type { Host } from "./machine.ts";
import { bytesOf, testMachine, textOf } from "./test-machine.ts";
import { World } from "./world.ts";

const socket = { kind: "unix", path: "/s" } as const;

/** Lines nobody reads. */
class Forgetful extends Array<string> {
  override push(): number {
    return 0;
  }
}

/** Runs one machine whose start does something. */
function starting(act: (host: Host) => void): World {
  const world = new World();
  world.addNode("node", testMachine({ start: act }));
  world.run(1);
  return world;
}

test("bytes a machine kept are 0xDD after the call, and worth something before", () => {
  for (const size of [1, 64, 65, 4096, 5000]) {
    const kept: Uint8Array[] = [];
    const world = new World({ overwriteOffered: true });
    world.addNode(
      "server",
      testMachine({
        start: (host) => {
          host.listen(1, socket, {});
        },
        data: (_host, _conn, bytes) => {
          kept.push(bytes, bytes.slice());
          return bytes.length;
        },
      }),
    );
    world.addNode(
      "client",
      testMachine({
        start: (host) => {
          host.connect(2, socket);
        },
        connect: (host, conn) => {
          host.write(conn, new Uint8Array(size).fill(65));
        },
      }),
    );
    world.run(1);
    expect(kept[0]).toEqual(new Uint8Array(size).fill(0xdd));
    expect(textOf(kept[1]!)).toBe("A".repeat(size));
  }
});

test("calls on connections that are not, not yet, or no longer there do nothing", () => {
  const results: unknown[] = [];
  const world = starting((host) => {
    host.connect(2, socket);
    results.push(host.write(2, bytesOf("early")), host.write(99, bytesOf("x")));
    for (const conn of [98, 2, 2]) {
      host.resume(conn);
      host.end(conn);
      host.reset(conn);
    }
    results.push(host.write(2, bytesOf("late")), host.roundTrip(2));
    host.unlisten(5);
  });
  expect(results).toEqual([0, 0, 0, undefined]);
  expect(world.connections).toBe(0);
});

test("writing nothing writes nothing", () => {
  const seen: number[] = [];
  const lines: string[] = [];
  const world = new World();
  const echo = testMachine(
    { accept: (host, conn) => seen.push(host.write(conn, new Uint8Array(0))) },
    lines,
  );
  world.addNode("a", echo);
  world.addNode(
    "b",
    testMachine({
      start: (host) => {
        host.connect(2, { kind: "node", node: "a" });
      },
    }),
  );
  world.run(1);
  expect(seen).toEqual([0]);
  expect(lines.filter((line) => line.includes("writable"))).toEqual([]);
});

const misuses: readonly (readonly [string, (host: Host) => void])[] = [
  [
    "conn-id",
    (host) => {
      host.connect(3, socket);
    },
  ],
  [
    "conn-id",
    (host) => {
      host.connect(2, socket);
      host.connect(2, socket);
    },
  ],
  [
    "conn-id",
    (host) => {
      host.connect(0, socket);
    },
  ],
  [
    "listener-in-use",
    (host) => {
      host.listen(1, socket, {});
      host.listen(1, { kind: "unix", path: "/t" }, {});
    },
  ],
  [
    "time-not-integer",
    (host) => {
      host.setDeadline(1.5);
    },
  ],
  [
    "time-not-integer",
    (host) => {
      host.setDeadline(Number.NaN);
    },
  ],
  [
    "no-spawner",
    (host) => {
      host.spawn("child", new Uint8Array(0));
    },
  ],
];

test.each(misuses)("a machine that breaks the rules of its host is told: %s", (code, act) => {
  expect(() => starting(act)).toThrow(code);
});

test.each([-1, 4, 1.5, Number.NaN])("taking %d of three bytes is misuse", (took) => {
  const world = new World();
  world.addNode("a", testMachine({ data: () => took }));
  world.addNode(
    "b",
    testMachine({
      start: (host) => {
        host.connect(2, { kind: "node", node: "a" });
      },
      connect: (host, conn) => {
        host.write(conn, bytesOf("abc"));
      },
    }),
  );
  expect(() => world.run(1)).toThrow("took-out-of-range");
});

test("a world refuses what it cannot mean", () => {
  const world = new World();
  world.addNode("a", testMachine({}));
  expect(() => {
    world.addNode("a", testMachine({}));
  }).toThrow("node-exists");
  expect(() => {
    world.at(0.5, { do: "heal" });
  }).toThrow("time-not-integer");
  expect(() => new World({ network: { latencyMicros: [5, 4] } })).toThrow("option-out-of-range");
  expect(() => new World({ network: { sendWindowBytes: 0 } })).toThrow("option-out-of-range");
  expect(() => new World({ seed: 0.5 })).toThrow("option-out-of-range");
  expect(() => world.choose("a", "b", 0, 0)).toThrow("option-out-of-range");
  expect(() => world.run(Number.NaN)).toThrow("time-not-integer");
  world.at(0, { do: "crash", node: "nobody" });
  expect(() => world.run(1)).toThrow("unknown-node");
});

test("a world must not be driven from inside a machine", () => {
  const world = new World();
  world.addNode(
    "a",
    testMachine({
      start: () => {
        world.run(5);
      },
    }),
  );
  expect(() => world.run(1)).toThrow("re-entered");
});

test("a run ends at its bound, between turns, and can go on", () => {
  const world = new World({ eventsMax: 10 });
  world.addNode(
    "a",
    testMachine({
      start: (host) => {
        host.setDeadline(1);
      },
      deadline: (host, now) => {
        host.setDeadline(now);
      },
    }),
  );
  expect(world.run(100)).toMatchObject({ stopped: "bound", now: 1 });
  const { events } = world;
  expect(world.run(100)).toMatchObject({ stopped: "bound", now: 1 });
  expect(world.events).toBeGreaterThan(events);
});

test("machines that keep each other busy without time going on are a livelock", () => {
  const world = new World();
  const spin = (host: Host): void => {
    host.setDeadline(1);
  };
  world.addNode("a", testMachine({ start: spin, deadline: spin }, new Forgetful()));
  expect(world.run(100)).toMatchObject({ stopped: "livelock", now: 1 });
});

test("a world stands at the instant it was run to and goes on from there", () => {
  const lines: string[] = [];
  const world = new World();
  world.addNode(
    "a",
    testMachine(
      {
        start: (host) => {
          host.setDeadline(70);
        },
      },
      lines,
    ),
  );
  expect(world.run(50)).toMatchObject({ stopped: "until", now: 50 });
  world.addNode("b", testMachine({}, lines));
  expect(world.run(70)).toMatchObject({ stopped: "idle", now: 70 });
  expect(world.run(Infinity)).toMatchObject({ stopped: "idle", now: 70 });
  expect(lines.filter((line) => !line.endsWith("turn"))).toEqual([
    "0 start a",
    "50 start b",
    "70 deadline",
  ]);
});

test("the digest tells states apart and does not see the time", () => {
  const world = (startAt: number, text: string): World => {
    const made = new World({ network: { latencyMicros: [100, 100] } });
    made.addNode("a", testMachine({}), { startAt });
    made.addNode(
      "b",
      testMachine({
        start: (host) => {
          host.connect(2, { kind: "node", node: "a" });
        },
        connect: (host, conn) => {
          host.write(conn, bytesOf(text));
        },
      }),
      { startAt },
    );
    made.run(startAt + 250);
    return made;
  };
  expect(world(0, "x").digest()).toBe(world(5000, "x").digest());
  expect(world(0, "x").digest()).not.toBe(world(0, "y").digest());
});
