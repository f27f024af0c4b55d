// One connection: latency, segments, windows, FIN and RST.
import { expect, test } from "vitest";
import { bytesOf } from "../test-machine.ts";
import { play, writes } from "./testing/play.ts";

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

test("where segments are cut, a window that a long message fills does not cut it ever smaller", () => {
  const text = "x".repeat(10_000);
  const { server } = play({
    world: {
      seed: 3,
      network: {
        segmentation: "random",
        latencyMicros: [100, 100],
        receiveWindowBytes: 500,
        sendWindowBytes: 20_000,
      },
    },
    client: { connect: writes(text) },
  });
  const sizes = server.slice(1).map((line) => line.split(" ")[3]!.length);
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBe(text.length);
  expect(sizes.length).toBeLessThan(500);
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
