// The access log and the peers of a worker, out of the events of a run: a record with its line, one that
// was not taken, and each connection once both its ends know of it, whoever hears first.
import { expect, test } from "vitest";
import type { TraceEvent } from "../../sim/index.ts";
import { accessFormat } from "../model/access/formats.ts";
import { AccessWatch } from "./access.ts";

const client = { kind: "inet", host: "127.0.0.1", port: 32769 } as const;
const listener = { kind: "inet", host: "127.0.0.1", port: 8080 } as const;
const facts = { listener: 1, local: listener, remote: client, credentials: undefined };

function eventOf<Kind extends TraceEvent["kind"]>(
  kind: Kind,
  fields: object,
): TraceEvent & { readonly kind: Kind } {
  return { kind, conn: 1, link: 7, ...fields } as unknown as TraceEvent & { readonly kind: Kind };
}

function watch(): AccessWatch {
  return new AccessWatch(accessFormat("kakehi-json"));
}

const connect = eventOf("connect", { at: 10, node: "alice", to: listener });
const accept = eventOf("accept", { at: 14, node: "worker-0", opener: "alice", facts });
const connected = eventOf("connected", { at: 18, node: "alice", outcome: "connected" });
const linked = {
  kind: "peer-linked",
  worker: 0,
  link: 7,
  side: "front",
  peer: "alice",
  rttMicros: 8,
};

test("a client stands when it has heard of it", () => {
  const access = watch();
  access.see(connect);
  expect(access.see(accept)).toBeUndefined();
  const at = { at: 18, address: "127.0.0.1:32769", listener: "127.0.0.1:8080" };
  expect(access.see(connected)).toEqual({ ...linked, ...at });
});

test("a back end that accepts late stands then", () => {
  const access = watch();
  access.see(eventOf("connect", { at: 10, node: "worker-1", to: listener }));
  const early = eventOf("connected", { at: 18, node: "worker-1", outcome: "connected" });
  expect(access.see(early)).toBeUndefined();
  const late = eventOf("accept", { at: 30, node: "origin", opener: "worker-1", facts });
  expect(access.see(late)).toMatchObject({
    worker: 1,
    side: "back",
    peer: "origin",
    address: "127.0.0.1:8080",
    rttMicros: 8,
  });
});

test("what was refused, and what no worker has to do with, is not shown", () => {
  const access = watch();
  access.see(connect);
  const refused = eventOf("connected", { at: 18, node: "alice", outcome: "refused" });
  expect(access.see(refused)).toBeUndefined();
  expect(access.see(accept)).toBeUndefined();
  access.see(connect);
  access.see(connected);
  const elsewhere = eventOf("accept", { at: 30, node: "bob", opener: "alice", facts });
  expect(access.see(elsewhere)).toBeUndefined();
});

test("a line is read; one that the sink does not take is told apart", () => {
  const access = watch();
  const line = '{"level":"info","status":200}';
  const appended = eventOf("append", { at: 1, node: "worker-0", sink: "access", line });
  expect(access.see(appended)).toMatchObject({ worker: 0, line, record: { status: 200 } });
  const fault = eventOf("fault", { at: 1, node: "worker-0", fault: "append", detail: "access" });
  expect(access.see(fault)).toEqual({ kind: "access-refused", at: 1, worker: 0 });
  const other = eventOf("fault", { at: 1, node: "worker-0", fault: "append", detail: "log" });
  expect(access.see(other)).toBeUndefined();
});
