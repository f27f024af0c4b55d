import { expect, test } from "vitest";
import { bytesOf, testMachine, textOf } from "./test-machine.ts";
import { World } from "./world.ts";

const socket = { kind: "unix", path: "/run/echo" } as const;

test("a connection carries bytes both ways and ends in order", () => {
  const client: string[] = [];
  const server: string[] = [];
  const world = new World();
  world.addNode(
    "server",
    testMachine(
      {
        start: (host) => {
          host.listen(7, socket, {});
        },
        data: (host, conn, bytes) => host.write(conn, bytesOf(textOf(bytes).toUpperCase())),
        end: (host, conn) => {
          host.end(conn);
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
        connect: (host, conn) => {
          host.write(conn, bytesOf("hello"));
          host.end(conn);
        },
      },
      client,
    ),
    { startAt: 10 },
  );
  const result = world.run(1000);
  expect(result.stopped).toBe("idle");
  expect(result.now).toBe(1000);
  expect(client).toEqual([
    "10 start client",
    "10 turn",
    "10 connect 2 connected",
    "10 turn",
    "10 data 2 HELLO",
    "10 turn",
    "10 end 2",
    "10 turn",
  ]);
  expect(server).toEqual([
    "0 start server",
    "0 listen 7 listening",
    "0 turn",
    "10 accept 1 listener 7",
    "10 turn",
    "10 data 1 hello",
    "10 turn",
    "10 end 1",
    "10 turn",
  ]);
});

test("a dial that another node takes is no part of the turn of whoever it would have reached", () => {
  const shared = { kind: "inet", host: "127.0.0.1", port: 80 } as const;
  const lines: string[] = [];
  const server = testMachine(
    {
      start: (host) => {
        host.listen(7, shared, { shared: true });
      },
    },
    lines,
  );
  const world = new World();
  world.addNode("one", server);
  world.addNode("two", server);
  world.addNode(
    "client",
    testMachine(
      {
        start: (host) => {
          host.connect(2, shared);
          host.connect(4, shared);
        },
      },
      [],
    ),
    { startAt: 10 },
  );
  world.run(1000);
  expect(lines.slice(-4)).toEqual([
    "10 accept 1 listener 7",
    "10 turn",
    "10 accept 1 listener 7",
    "10 turn",
  ]);
});
