import { expect, test } from "vitest";
import type { Action } from "../action.ts";
import type { Host } from "../machine.ts";
import type { NodeOptions, WorldOptions } from "../options.ts";
import { bytesOf, testMachine, type Behaviour } from "../test-machine.ts";
import { World } from "../world.ts";

const socket = { kind: "unix", path: "/s" } as const;

interface Play {
  readonly world?: WorldOptions;
  readonly server?: Behaviour;
  readonly client?: Behaviour;
  readonly clientOptions?: NodeOptions;
  readonly backlog?: number;
  readonly actions?: readonly (readonly [number, Action])[];
  readonly until?: number;
}

interface Played {
  readonly server: readonly string[];
  readonly client: readonly string[];
  readonly world: World;
}

/** A server that listens on the socket and a client that connects to it; turns are left out. */
function play(options: Play): Played {
  const server: string[] = [];
  const client: string[] = [];
  const world = new World({ overwriteOffered: true, ...options.world });
  const listens = (host: Host): void => {
    host.listen(1, socket, options.backlog === undefined ? {} : { backlog: options.backlog });
  };
  const connects = (host: Host): void => {
    host.connect(2, socket);
  };
  world.addNode("server", testMachine({ start: listens, ...options.server }, server));
  world.addNode("client", testMachine({ start: connects, ...options.client }, client), {
    ...options.clientOptions,
  });
  for (const [at, action] of options.actions ?? []) world.at(at, action);
  world.run(options.until ?? 1_000_000);
  const inputs = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => !/ (turn|start .*|listen .*)$/.test(line));
  return { server: inputs(server), client: inputs(client), world };
}

const writes =
  (...texts: readonly string[]) =>
  (host: Host, conn: number): void => {
    for (const text of texts) host.write(conn, bytesOf(text));
  };

test("latency holds each segment, the handshake takes a round trip, order is kept", () => {
  const { server, client } = play({
    world: { network: { latencyMicros: [100, 100] } },
    client: { connect: writes("a", "b") },
  });
  expect(server).toEqual(["100 accept 1 listener 1", "300 data 1 a", "300 data 1 b"]);
  expect(client).toEqual(["200 connect 2 connected"]);
});

test("the round trip is what the handshake took", () => {
  const seen: (number | undefined)[] = [];
  const { client } = play({
    world: { network: { latencyMicros: [70, 70] } },
    client: {
      connect: (host, conn) => {
        seen.push(host.roundTrip(conn), host.roundTrip(4));
      },
    },
  });
  expect(client).toEqual(["140 connect 2 connected"]);
  expect(seen).toEqual([140, undefined]);
});

test("drawn latencies never reorder a stream, whatever breaks ties", () => {
  const text = "abcdefghijklmnopqrstuvwxyz";
  const sent = Array.from(text);
  for (let seed = 0; seed < 30; seed++) {
    const network = { latencyMicros: [0, 5], segmentation: "random" } as const;
    const { server } = play({
      world: { seed, ties: "random", network },
      client: { connect: writes(...sent, text) },
      clientOptions: { startAt: 10 },
    });
    const received = server.map((line) => line.split(" data 1 ")[1] ?? "").join("");
    expect(received).toBe(text + text);
  }
});

test("segments are cut from one byte up when asked, and whole otherwise", () => {
  const text = "x".repeat(40);
  const sizes = new Set<number>();
  for (let seed = 0; seed < 60; seed++) {
    const { server } = play({
      world: { seed, network: { segmentation: "random" } },
      client: { connect: writes(text) },
    });
    for (const line of server.slice(1)) sizes.add(line.split(" ")[3]!.length);
  }
  expect(sizes.has(1) && sizes.has(40) && sizes.size > 10).toBe(true);
  const { server } = play({ client: { connect: writes(text) } });
  expect(server.slice(1)).toEqual([`0 data 1 ${text}`]);
});

test("a slow reader fills the receive window, then the send window, then stalls the writer", () => {
  const accepted: number[] = [];
  let takes = 0;
  const { server, client } = play({
    world: { network: { receiveWindowBytes: 10, sendWindowBytes: 8 } },
    client: {
      connect: (host, conn) => {
        accepted.push(host.write(conn, bytesOf("0123456789abcdefghijklmnop")));
        accepted.push(host.write(conn, bytesOf("!")));
      },
      writable: (host, conn) => {
        accepted.push(host.write(conn, bytesOf("ABCDEFGHIJ")));
      },
    },
    server: {
      accept: (host) => {
        host.setDeadline(50);
      },
      data: () => takes,
      deadline: (host, now) => {
        takes = 2;
        host.resume(1);
        host.setDeadline(now + 50);
      },
    },
    until: 220,
  });
  expect(accepted).toEqual([18, 0, 4, 4]);
  // Half of the send window is free only after the second read of two bytes.
  expect(client).toEqual(["0 connect 2 connected", "100 writable 2", "200 writable 2"]);
  expect(server.filter((line) => line.includes("data"))).toEqual([
    "0 data 1 0123456789",
    "50 data 1 0123456789",
    "100 data 1 23456789ab",
    "150 data 1 456789abcd",
    "200 data 1 6789abcdef",
  ]);
});

test("resume from inside onData offers the rest in a later input, with what came meanwhile", () => {
  let first = true;
  const { server } = play({
    client: { connect: writes("abc", "def") },
    server: {
      data: (host, conn, bytes) => {
        const took = first ? 1 : bytes.length;
        first = false;
        host.resume(conn);
        return took;
      },
    },
  });
  expect(server).toEqual(["0 accept 1 listener 1", "0 data 1 abc", "0 data 1 bcdef"]);
});

test("what is held is not offered again without resume, nor is what follows it", () => {
  const { server } = play({
    client: { connect: writes("abc", "def") },
    server: { data: () => 0 },
  });
  expect(server).toEqual(["0 accept 1 listener 1", "0 data 1 abc"]);
});

test("FIN comes after every byte was taken, and the other way stays open", () => {
  const { server, client } = play({
    client: {
      connect: (host, conn) => {
        host.write(conn, bytesOf("abc"));
        host.end(conn);
        host.write(conn, bytesOf("late"));
      },
    },
    server: {
      accept: (host) => {
        host.setDeadline(10);
      },
      data: (host, conn, bytes) => {
        host.write(conn, bytesOf("got"));
        return Math.min(2, bytes.length);
      },
      deadline: (host) => {
        host.resume(1);
      },
      end: (host, conn) => {
        host.write(conn, bytesOf("bye"));
        host.end(conn);
      },
    },
  });
  expect(server).toEqual([
    "0 accept 1 listener 1",
    "0 data 1 abc",
    "10 deadline",
    "10 data 1 c",
    "10 end 1",
  ]);
  expect(client).toEqual([
    "0 connect 2 connected",
    "0 data 2 got",
    "10 data 2 got",
    "10 data 2 bye",
    "10 end 2",
  ]);
});

test("RST takes unread bytes away and comes through to a reader that holds some", () => {
  const { server, client } = play({
    world: { network: { latencyMicros: [5, 5] } },
    client: {
      connect: (host, conn) => {
        host.write(conn, bytesOf("abc"));
        host.setDeadline(100);
      },
      deadline: (host) => {
        host.reset(2);
        host.reset(2);
        host.end(2);
      },
    },
    server: { data: () => 1 },
  });
  expect(server).toEqual(["5 accept 1 listener 1", "15 data 1 abc", "105 reset 1"]);
  expect(client).toEqual(["10 connect 2 connected", "100 deadline"]);
});

test("nobody listening is refused, and so is an address that was told to", () => {
  const nobody = play({
    client: {
      start: (host) => {
        host.connect(2, { kind: "inet", host: "h", port: 1 });
      },
    },
  });
  expect(nobody.client).toEqual(["0 connect 2 refused"]);
  const told = play({
    client: {
      start: (host) => {
        host.setDeadline(10);
      },
      deadline: (host) => {
        host.connect(2, socket);
      },
    },
    actions: [[5, { do: "refuse", at: socket }]],
  });
  expect(told.client).toEqual(["10 deadline", "10 connect 2 refused"]);
});

test("a full backlog refuses while the listener is busy", () => {
  const { server, client } = play({
    backlog: 2,
    client: {
      start: (host) => {
        for (const conn of [2, 4, 6]) host.connect(conn, socket);
      },
    },
    actions: [
      [0, { do: "pause", node: "server" }],
      [100, { do: "resume", node: "server" }],
    ],
  });
  expect(client).toEqual(["0 connect 2 connected", "0 connect 4 connected", "0 connect 6 refused"]);
  expect(server).toEqual(["100 accept 1 listener 1", "100 accept 3 listener 1"]);
});

test("a partition holds a stream and lets it go; one way holds one way only", () => {
  const ping: Behaviour = {
    connect: (host) => {
      host.setDeadline(50);
    },
    deadline: (host) => {
      host.write(2, bytesOf("ping"));
    },
  };
  const echo: Behaviour = { data: (host, conn) => host.write(conn, bytesOf("pong")) };
  const both = play({
    client: ping,
    server: echo,
    actions: [
      [10, { do: "partition", from: "client", to: "server" }],
      [200, { do: "heal" }],
    ],
  });
  expect(both.server.slice(1)).toEqual(["200 data 1 ping"]);
  expect(both.client.slice(2)).toEqual(["200 data 2 pong"]);
  const back = play({
    client: ping,
    server: echo,
    actions: [
      [10, { do: "partition", from: "server", to: "client", oneWay: true }],
      [200, { do: "heal" }],
    ],
  });
  expect(back.server.slice(1)).toEqual(["50 data 1 ping"]);
  expect(back.client.slice(2)).toEqual(["200 data 2 pong"]);
});

test("a partition keeps a new connection waiting until it heals", () => {
  const { client } = play({
    actions: [
      [0, { do: "partition", from: "client" }],
      [70, { do: "heal" }],
    ],
    client: {
      start: (host) => {
        host.setDeadline(20);
      },
      deadline: (host) => {
        host.connect(2, socket);
      },
    },
  });
  expect(client).toEqual(["20 deadline", "70 connect 2 connected"]);
});

test("a stall holds the connections of now and not the next one", () => {
  const { server } = play({
    client: {
      start: (host) => {
        host.connect(2, socket);
        host.setDeadline(20);
      },
      connect: (host, conn) => {
        host.write(conn, bytesOf(`hello ${conn}`));
      },
      deadline: (host) => {
        host.write(2, bytesOf("stalled"));
        host.connect(4, socket);
      },
    },
    actions: [
      [10, { do: "stall", from: "client", to: "server" }],
      [90, { do: "heal" }],
    ],
  });
  expect(server).toEqual([
    "0 accept 1 listener 1",
    "0 data 1 hello 2",
    "20 accept 3 listener 1",
    "20 data 3 hello 4",
    "90 data 1 stalled",
  ]);
});

test("a hang is no outcome, and a cancelled one leaves nothing behind", () => {
  const { client, server, world } = play({
    world: { faults: { hangOneIn: 1 } },
    client: {
      start: (host) => {
        host.connect(2, socket);
        host.setDeadline(50);
      },
      deadline: (host) => {
        host.reset(2);
      },
    },
  });
  expect(client).toEqual(["50 deadline"]);
  expect(server).toEqual([]);
  expect(world.connections).toBe(0);
});

test("refusals, missing routes and descriptors come as outcomes when their faults are on", () => {
  const outcomes = (["refuseOneIn", "unreachableOneIn", "noDescriptorOneIn"] as const).map(
    (family) => play({ world: { faults: { [family]: 1 } } }).client,
  );
  expect(outcomes).toEqual([
    ["0 connect 2 refused"],
    ["0 connect 2 unreachable"],
    ["0 connect 2 no-descriptor"],
  ]);
});

test("a short write as a fault is followed by onWritable once", () => {
  const accepted: number[] = [];
  const { client, server } = play({
    world: { seed: 3, faults: { shortWriteOneIn: 1 } },
    client: {
      connect: (host, conn) => {
        accepted.push(host.write(conn, bytesOf("abcdefghij")));
      },
    },
  });
  expect(accepted[0]).toBeGreaterThan(0);
  expect(accepted[0]).toBeLessThan(10);
  expect(client).toEqual(["0 connect 2 connected", "0 writable 2"]);
  expect(server[1]).toBe(`0 data 1 ${"abcdefghij".slice(0, accepted[0])}`);
});

test("datagrams arrive on their own, are lost by choice and by partition, and may overtake", () => {
  const at = { kind: "inet", host: "10.0.0.1", port: 8125 } as const;
  const run = (world: WorldOptions, actions: Play["actions"] = []): readonly string[] =>
    play({
      world,
      actions,
      server: {
        start: (host) => {
          host.listen(3, at, { datagram: true });
        },
      },
      client: {
        start: (host) => {
          host.setDeadline(10);
        },
        deadline: (host) => {
          for (const text of "abcdefgh") host.sendDatagram(at, bytesOf(text));
        },
      },
    }).server.map((line) => line.slice(-1));
  expect(run({}).join("")).toBe("abcdefgh");
  expect(run({ faults: { datagramLossOneIn: 1 } })).toEqual([]);
  expect(run({}, [[5, { do: "partition", from: "client" }]])).toEqual([]);
  const mixed = run({ seed: 1, network: { latencyMicros: [0, 1000] } });
  expect(mixed.join("")).not.toBe("abcdefgh");
  expect(mixed.toSorted((one, other) => (one < other ? -1 : 1)).join("")).toBe("abcdefgh");
});

test("a channel between nodes is accepted with listener 0, the credentials of the opener and its name", () => {
  const seen: unknown[] = [];
  const world = new World();
  const credentials = { pid: 7, uid: 1, gid: 2 };
  world.addNode("worker-0", testMachine({ accept: (_host, _conn, facts) => seen.push(facts) }));
  world.addNode(
    "master",
    testMachine({
      start: (host) => {
        host.connect(2, { kind: "node", node: "worker-0" });
      },
    }),
    { credentials },
  );
  world.run(1);
  const to = { kind: "node", node: "worker-0" };
  expect(seen).toEqual([
    { listener: 0, local: to, remote: { kind: "node", node: "master" }, credentials },
  ]);
});

test("a TLS listener secures after the accept and before any byte", () => {
  const server: string[] = [];
  const world = new World();
  const at = { kind: "inet", host: "h", port: 443 } as const;
  world.addNode(
    "server",
    testMachine(
      {
        start: (host) => {
          host.listen(1, at, { tls: "example.test" });
        },
      },
      server,
    ),
  );
  world.addNode(
    "client",
    testMachine({
      start: (host) => {
        host.connect(2, at);
      },
      connect: writes("hi"),
    }),
  );
  world.run(1);
  expect(server.filter((line) => line.includes(" 1 "))).toEqual(
    ["0 listen 1 listening", "0 accept 1 listener 1", "0 secure 1 secured", "0 data 1 hi"].slice(
      0,
      4,
    ),
  );
});

test("writing to a process that exited draws a reset, and finished links are released", () => {
  const { client, server, world } = play({
    client: {
      connect: writes("quit"),
      end: (host, conn) => {
        host.write(conn, bytesOf("anyone?"));
      },
    },
    server: {
      data: (host, conn, bytes) => {
        host.write(conn, bytesOf("bye"));
        host.exit(0);
        return bytes.length;
      },
    },
  });
  expect(server).toEqual(["0 accept 1 listener 1", "0 data 1 quit"]);
  expect(client).toEqual(["0 connect 2 connected", "0 data 2 bye", "0 end 2", "0 reset 2"]);
  expect(world.connections).toBe(0);
});

test("an accepted connection makes place in the backlog", () => {
  const { client } = play({
    backlog: 2,
    client: {
      start: (host) => {
        host.connect(2, socket);
      },
      connect: (host, conn) => {
        host.connect(conn + 2, conn < 12 ? socket : { kind: "node", node: "nobody" });
      },
    },
    until: 0,
    world: { eventsMax: 60 },
  });
  expect(client.slice(0, 7)).toEqual([
    ...[2, 4, 6, 8, 10, 12].map((conn) => `0 connect ${conn} connected`),
    "0 connect 14 refused",
  ]);
});
