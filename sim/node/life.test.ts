// How processes crash, restart, spawn, exit, and what they leave behind.
import { expect, test } from "vitest";
import { bytesOf, testMachine, textOf } from "../test-machine.ts";
import { World } from "../world.ts";
import { actions, busyWorld, listens, socket } from "./testing/busy-world.ts";

test("a crash resets the peers and forgets; a restart is a new process on the same disk", () => {
  const server: string[] = [];
  const client: string[] = [];
  const world = new World();
  world.addNode(
    "server",
    testMachine(
      {
        start: (host) => {
          listens(host);
          host.load("state");
          host.store("state", bytesOf("kept"));
        },
      },
      server,
    ),
  );
  world.addNode(
    "client",
    testMachine(
      {
        start: (host) => {
          host.connect(2, socket);
        },
        reset: (host) => {
          host.connect(4, socket);
          host.setDeadline(60);
        },
        deadline: (host) => {
          host.connect(6, socket);
        },
      },
      client,
    ),
  );
  actions(world, [40, { do: "crash", node: "server" }], [50, { do: "restart", node: "server" }]);
  world.run(45);
  expect(world.alive("server")).toBe(false);
  world.run(100);
  expect(world.alive("server")).toBe(true);
  expect(client.filter((line) => !line.endsWith("turn"))).toEqual([
    "0 start client",
    "0 connect 2 connected",
    "40 reset 2",
    "40 connect 4 refused",
    "60 deadline",
    "60 connect 6 connected",
  ]);
  expect(server.filter((line) => !line.endsWith("turn"))).toEqual([
    "0 start server",
    "0 listen 1 listening",
    "0 loaded state nothing",
    "0 stored state well",
    "0 accept 1 listener 1",
    "50 start server",
    "50 listen 1 listening",
    "50 loaded state kept",
    "50 stored state well",
    "60 accept 1 listener 1",
  ]);
});

test("a silent crash tells the peers nothing, not even when they write", () => {
  const client: string[] = [];
  const world = new World({ network: { sendWindowBytes: 4, receiveWindowBytes: 4 } });
  world.addNode("server", testMachine({ start: listens }));
  world.addNode(
    "client",
    testMachine(
      {
        start: (host) => {
          host.connect(2, socket);
          host.setDeadline(50);
        },
        deadline: (host, now) => {
          host.write(2, bytesOf("abc"));
          host.setDeadline(now < 100 ? now + 10 : undefined);
        },
      },
      client,
    ),
  );
  world.at(40, { do: "crash", node: "server", silent: true });
  world.run(1000);
  expect(client.filter((line) => line.includes(" 2"))).toEqual(["0 connect 2 connected"]);
});

test("a store that was not done when the process crashed is lost", () => {
  const lines: string[] = [];
  const world = new World({ diskMicros: [10, 10] });
  world.addNode(
    "node",
    testMachine(
      {
        start: (host) => {
          host.load("a");
        },
        loaded: (host) => {
          host.store("a", bytesOf("1"));
          host.store("a", bytesOf("2"));
        },
      },
      lines,
    ),
  );
  actions(world, [15, { do: "crash", node: "node" }], [16, { do: "restart", node: "node" }]);
  world.run(37);
  expect(lines.filter((line) => /loaded|stored/.test(line))).toEqual([
    "10 loaded a nothing",
    "26 loaded a nothing",
    "36 stored a well",
    "36 stored a well",
  ]);
});

test("children are spawned, reached at once, killed, and their exits told", () => {
  const parent: string[] = [];
  const children: string[] = [];
  const world = new World({
    spawnMachine: (child, config) =>
      testMachine(
        {
          accept: (host, conn) => {
            host.write(conn, bytesOf(`${child} ${textOf(config)}`));
          },
          data: (host, _conn, bytes) => {
            host.exit(bytes[0] ?? 0);
            host.append("log", "never written");
            return bytes.length;
          },
        },
        children,
      ),
  });
  world.addNode(
    "master",
    testMachine(
      {
        start: (host) => {
          for (const [index, conn] of [2, 4].entries()) {
            host.spawn(`worker-${index}`, bytesOf(`c${index}`));
            host.connect(conn, { kind: "node", node: `worker-${index}` });
          }
          host.setDeadline(10);
        },
        deadline: (host) => {
          host.write(2, Uint8Array.of(3));
          host.kill("worker-1");
          host.kill("worker-1");
          host.kill("nobody");
        },
      },
      parent,
    ),
  );
  world.run(20);
  expect(parent.filter((line) => !line.endsWith("turn"))).toEqual([
    "0 start master",
    "0 connect 2 connected",
    "0 connect 4 connected",
    "0 data 2 worker-0 c0",
    "0 data 4 worker-1 c1",
    "10 deadline",
    "10 reset 4",
    "10 child-exit worker-1 killed",
    "10 end 2",
    "10 child-exit worker-0 exited",
  ]);
  expect(children.filter((line) => line.includes("start"))).toEqual([
    "0 start worker-0",
    "0 start worker-1",
  ]);
  expect(world.alive("worker-0") || world.alive("worker-1")).toBe(false);
});

test("an exit ends the turn at once: no later input, no onTurnEnd, no effect of later calls", () => {
  const lines: string[] = [];
  const sent: number[] = [];
  const world = new World();
  world.addNode(
    "node",
    testMachine(
      {
        start: (host) => {
          host.setDeadline(5);
        },
        deadline: (host) => {
          host.exit(0);
          host.listen(1, socket, {});
          host.setDeadline(7);
          host.connect(2, socket);
          sent.push(host.write(2, bytesOf("x")), Number(host.append("log", "x")));
        },
      },
      lines,
    ),
  );
  expect(world.run(10).stopped).toBe("idle");
  expect(lines).toEqual(["0 start node", "0 turn", "5 deadline"]);
  expect(sent).toEqual([0, 0]);
});

test("what waited for a process that crashed leaves nothing behind", () => {
  const { world } = busyWorld({});
  actions(world, [5, { do: "pause", node: "server" }], [20, { do: "crash", node: "server" }]);
  world.run(15);
  expect(world.connections).toBe(3);
  world.run(100);
  expect(world.connections).toBe(0);
  expect(world.waitingEvents).toBe(0);
});

test("only a parent kills", () => {
  const world = new World({ spawnMachine: () => testMachine({}) });
  world.addNode(
    "master",
    testMachine({
      start: (host) => {
        host.spawn("worker-0", new Uint8Array(0));
      },
    }),
  );
  world.addNode(
    "stranger",
    testMachine({
      start: (host) => {
        host.kill("worker-0");
        host.kill("master");
      },
    }),
    { startAt: 5 },
  );
  world.run(10);
  expect([world.alive("worker-0"), world.alive("master")]).toEqual([true, true]);
});

test("the cost a crashed process still owed is not paid by the next one", () => {
  const lines: string[] = [];
  const world = new World();
  world.addNode(
    "node",
    testMachine(
      {
        start: (host, _boot, now) => {
          host.setDeadline(now + 2);
        },
      },
      lines,
    ),
    { costMicros: 10 },
  );
  actions(world, [2, { do: "crash", node: "node" }], [3, { do: "restart", node: "node" }]);
  world.run(100);
  expect(lines).toEqual([
    "0 start node",
    "0 turn",
    "3 start node",
    "3 turn",
    "13 deadline",
    "13 turn",
  ]);
});
