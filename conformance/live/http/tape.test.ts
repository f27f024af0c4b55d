// What one actor records reads as both ends of its connections: what it sent was taken by the proxy after
// it, what it took was sent by the proxy before it.
import { expect, test } from "vitest";
import type { TraceEvent } from "../../../sim/index.ts";
import { HttpEar } from "../../observe/http-traffic.ts";
import type { Observation } from "../../observe/observation.ts";
import { Observer } from "../../observe/observer.ts";
import { TrafficWatch } from "../../observe/traffic.ts";
import { Tape } from "./tape.ts";

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const at = (port: number) => ({ kind: "inet", host: "127.0.0.1", port }) as const;

function asked(): readonly TraceEvent[] {
  const tape = new Tape();
  const client = tape.actor("client");
  client.dialled(2, at(8080));
  client.turnEnded();
  client.at = 10;
  client.settled(2, "connected", { local: at(40_000), remote: at(8080), tls: undefined });
  client.wrote(2, bytesOf("GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
  client.turnEnded();
  client.at = 20;
  const { place } = client;
  client.finished(2, "end");
  client.took(2, bytesOf("HTTP/1.1 200 OK\r\n\r\n"), place);
  client.turnEnded();
  client.at = 30;
  client.over(2, "ended");
  client.turnEnded();
  return tape.events;
}

test("every event of an actor has its other end, cause before effect", () => {
  const told = asked().map(({ node, kind, at: instant }) => `${instant} ${node} ${kind}`);
  expect(told.filter((line) => !line.endsWith("turn"))).toEqual([
    "0 client connect",
    "10 worker-0 accept",
    "10 client connected",
    "10 client write",
    "10 worker-0 data",
    "20 worker-0 write",
    "20 client data",
    "20 client end",
    "20 worker-0 ended",
    "30 worker-0 end",
    "30 client ended",
  ]);
});

test("the observer of the simulator reads it", () => {
  const seen: Observation[] = [];
  const emit = (observation: Observation): void => {
    seen.push(observation);
  };
  const observer = new Observer({
    scripted: new Set(),
    showsBytes: false,
    showsLegs: true,
    traffic: new TrafficWatch(emit),
    ear: new HttpEar({
      client: { kind: "http-client", protocol: "h1", to: { host: "127.0.0.1", port: 8080 } },
    }),
    emit,
  });
  for (const event of asked()) observer.observe(event);
  const kinds = seen.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "http-bytes")).toHaveLength(2);
  expect(seen).toContainEqual(
    expect.objectContaining({ kind: "http-accepted", peer: "127.0.0.1" }),
  );
  expect(seen).toContainEqual(
    expect.objectContaining({ kind: "traffic-request", phase: "ended", side: "front" }),
  );
});
