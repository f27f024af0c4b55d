// Turns, the cost of a node, pauses and deadlines.
import { expect, test } from "vitest";
import type { Host } from "../machine.ts";
import { bytesOf, testMachine } from "../test-machine.ts";
import { World } from "../world.ts";
import { actions, busyWorld, listens, socket } from "./testing/busy-world.ts";

test("inputs adjacent at one instant form one turn", () => {
  const { world, lines } = busyWorld({});
  world.run(100);
  expect(lines).toEqual([
    "0 start server",
    "0 listen 1 listening",
    "0 turn",
    "1 accept 1 listener 1",
    "1 accept 3 listener 1",
    "1 accept 5 listener 1",
    "1 turn",
    "10 data 1 x",
    "10 data 3 x",
    "10 data 5 x",
    "10 turn",
  ]);
});

test("another node's input in between ends the turn", () => {
  const lines: string[] = [];
  const world = new World();
  const twice = (host: Host): void => {
    host.setDeadline(5);
  };
  world.addNode("a", testMachine({ start: twice }, lines));
  world.addNode("b", testMachine({ start: twice }, lines));
  world.run(10);
  expect(lines).toEqual([
    "0 start a",
    "0 turn",
    "0 start b",
    "0 turn",
    "5 deadline",
    "5 turn",
    "5 deadline",
    "5 turn",
  ]);
});

test("a node is busy for its cost; what came meanwhile is one turn when it has time again", () => {
  const { world, lines } = busyWorld({}, 7);
  world.run(100);
  expect(lines.slice(3)).toEqual([
    "7 accept 1 listener 1",
    "7 accept 3 listener 1",
    "7 accept 5 listener 1",
    "7 turn",
    "14 data 1 x",
    "14 data 3 x",
    "14 data 5 x",
    "14 turn",
  ]);
});

test("clock reads now and part of the cost, more with each reading of a turn", () => {
  const seen: number[] = [];
  const world = new World();
  world.addNode(
    "slow",
    testMachine({
      start: (host) => {
        seen.push(host.clock(), host.clock(), host.clock());
        host.setDeadline(1000);
      },
      deadline: (host) => {
        seen.push(host.clock());
      },
    }),
    { costMicros: 12 },
  );
  world.run(2000);
  expect(seen).toEqual([6, 8, 9, 1006]);
});

test("a paused node keeps its inputs until it goes on, and a slow one becomes slow", () => {
  const { world, lines } = busyWorld({});
  actions(
    world,
    [5, { do: "pause", node: "server" }],
    [6, { do: "slow", node: "server", costMicros: 3 }],
    [50, { do: "resume", node: "server" }],
  );
  world.run(100);
  expect(lines.slice(7)).toEqual(["50 data 1 x", "50 data 3 x", "50 data 5 x", "50 turn"]);
});

test("a node paused before its start starts when it goes on, first of all", () => {
  const lines: string[] = [];
  const world = new World();
  world.addNode("late", testMachine({}, lines), { startAt: 10 });
  world.addNode(
    "peer",
    testMachine({
      start: (host) => {
        host.connect(2, { kind: "node", node: "late" });
      },
    }),
  );
  actions(world, [5, { do: "pause", node: "late" }], [30, { do: "resume", node: "late" }]);
  world.run(100);
  expect(lines).toEqual(["30 start late", "30 accept 1 listener 0", "30 turn"]);
});

test("a deadline comes at its instant, after the deliveries of that instant, and only the last one", () => {
  const lines: string[] = [];
  const world = new World();
  world.addNode(
    "server",
    testMachine(
      {
        start: (host) => {
          listens(host);
          host.setDeadline(5);
          host.setDeadline(20);
          host.setDeadline(10);
        },
        deadline: (host, now) => {
          host.setDeadline(now < 30 ? now + 10 : undefined);
        },
      },
      lines,
    ),
  );
  world.addNode(
    "client",
    testMachine({
      start: (host) => {
        host.connect(2, socket);
        host.setDeadline(10);
      },
      deadline: (host) => {
        host.write(2, bytesOf("x"));
      },
    }),
    { startAt: 1 },
  );
  world.run(100);
  const timed = lines.filter((line) => /deadline|data/.test(line));
  expect(timed).toEqual(["10 deadline", "10 data 1 x", "20 deadline", "30 deadline"]);
});

test("a deadline in the past comes at once, in a later turn", () => {
  const lines: string[] = [];
  const world = new World();
  world.addNode(
    "node",
    testMachine(
      {
        start: (host) => {
          host.setDeadline(-5);
        },
      },
      lines,
    ),
    { startAt: 3 },
  );
  world.run(10);
  expect(lines).toEqual(["3 start node", "3 turn", "3 deadline", "3 turn"]);
});

test("re-arming far and near for ever keeps the queue small", () => {
  const world = new World();
  let near = 0;
  world.addNode(
    "node",
    testMachine({
      start: (host) => {
        host.setDeadline(1);
      },
      deadline: (host, now) => {
        near += 1;
        host.setDeadline(now + (near % 2 === 0 ? 1 : 1000));
      },
    }),
  );
  world.run(1_000_000);
  expect(near).toBeGreaterThan(1900);
  expect(world.waitingEvents).toBeLessThan(4);
});

test("inputs of one turn share the readings of the clock", () => {
  const seen: number[] = [];
  const world = new World();
  world.addNode(
    "server",
    testMachine({
      start: listens,
      accept: (host) => {
        seen.push(host.clock());
      },
    }),
    { costMicros: 12 },
  );
  world.addNode(
    "client",
    testMachine({
      start: (host) => {
        for (const conn of [2, 4, 6]) host.connect(conn, socket);
      },
    }),
    { startAt: 100 },
  );
  world.run(200);
  expect(seen).toEqual([106, 108, 109]);
});
