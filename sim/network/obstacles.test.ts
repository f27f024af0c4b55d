// What stands between a connection and its peer: refusals, partitions, stalls, short writes.
import { expect, test } from "vitest";
import { type Behaviour, bytesOf } from "../test-machine.ts";
import { play, socket } from "./testing/play.ts";

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
