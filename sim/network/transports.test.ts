// Datagrams, channels between nodes, TLS, and what is left when a peer exits.
import { expect, test } from "vitest";
import type { WorldOptions } from "../options.ts";
import { bytesOf, testMachine } from "../test-machine.ts";
import { World } from "../world.ts";
import { type Play, play, writes } from "./testing/play.ts";

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
