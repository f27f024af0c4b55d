import { expect, test } from "vitest";
import type { Action } from "../action.ts";
import type { Host } from "../machine.ts";
import type { WorldOptions } from "../options.ts";
import { bytesOf, testMachine, textOf } from "../test-machine.ts";
import { Recorder } from "../trace/recorder.ts";
import { World } from "../world.ts";

const socket = { kind: "unix", path: "/s" } as const;

const listens = (host: Host): void => {
  host.listen(1, socket, {});
};

/** A world with a listener and a client of three connections that each send one letter at 10. */
function busyWorld(options: WorldOptions, costMicros = 0): { world: World; lines: string[] } {
  const lines: string[] = [];
  const world = new World(options);
  world.addNode("server", testMachine({ start: listens }, lines), { costMicros });
  world.addNode(
    "client",
    testMachine({
      start: (host) => {
        for (const conn of [2, 4, 6]) host.connect(conn, socket);
        host.setDeadline(10);
      },
      deadline: (host) => {
        for (const conn of [2, 4, 6]) host.write(conn, bytesOf("x"));
      },
    }),
    { startAt: 1 },
  );
  return { world, lines };
}

function actions(world: World, ...list: readonly (readonly [number, Action])[]): void {
  for (const [at, action] of list) world.at(at, action);
}

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

test("the wall clock steps by node, the monotonic one never", () => {
  const seen: number[] = [];
  const read = (host: Host): void => {
    seen.push(host.wall());
  };
  const world = new World({ wallStartMicros: 1000 });
  world.addNode(
    "a",
    testMachine({
      start: (host) => {
        read(host);
        host.setDeadline(50);
      },
      deadline: read,
    }),
  );
  world.at(20, { do: "step-wall", node: "a", byMicros: -500 });
  world.run(60);
  expect(seen).toEqual([1000, 550]);
});

test("random: keys are apart, processes go on, seeds differ, and calm still gives distinct words", () => {
  const draw = (options: WorldOptions, keys: readonly number[]): readonly number[] => {
    const seen: number[] = [];
    const world = new World(options);
    world.addNode(
      "a",
      testMachine({
        start: (host) => {
          for (const key of keys) seen.push(host.random(key));
        },
      }),
    );
    world.run(1);
    return seen;
  };
  const [one, , two] = draw({ seed: 5 }, [1, 2, 1]);
  expect(draw({ seed: 5 }, [1, 1])).toEqual([one, two]);
  expect(draw({ seed: 6 }, [1, 1])).not.toEqual([one, two]);
  const calm = draw({ choices: [] }, [1, 1, 2, 2, 3]);
  expect(new Set(calm).size).toBe(5);
  expect(calm.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true);
});

test("faults of sinks, disks, listeners and buggify happen only when their family is on", () => {
  const seen: unknown[] = [];
  const run = (options: WorldOptions): readonly string[] => {
    const lines: string[] = [];
    const world = new World(options);
    world.addNode(
      "a",
      testMachine(
        {
          start: (host) => {
            host.listen(1, socket, {});
            host.store("s", bytesOf("x"));
            seen.push(host.append("audit", "x"), host.buggify("site"));
          },
        },
        lines,
      ),
    );
    world.run(1);
    return lines.slice(1, 3);
  };
  expect(run({ seed: 1 })).toEqual(["0 listen 1 listening", "0 stored s well"]);
  const faults = { appendOneIn: 1, storeOneIn: 1, listenDeniedOneIn: 1, buggifyOneIn: 1 };
  expect(run({ seed: 1, faults })).toEqual(["0 listen 1 denied", "0 stored s badly"]);
  expect(seen.slice(0, 3)).toEqual([true, false, false]);
  const recorder = new Recorder();
  const hits = Array.from({ length: 40 }, (_, seed) => {
    const world = new World({ seed, faults, observe: recorder.observe });
    let hit = false;
    world.addNode(
      "a",
      testMachine({
        start: (host) => {
          hit = host.buggify("site");
        },
      }),
    );
    world.run(1);
    return hit;
  });
  expect(hits.filter(Boolean).length).toBeGreaterThan(8);
  expect(hits.filter(Boolean).length).toBeLessThan(32);
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
