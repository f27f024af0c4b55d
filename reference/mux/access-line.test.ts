import { expect, test } from "vitest";
import type { Address } from "../host.ts";
import { accessLine } from "./access-line.ts";
import { ExchangeRecord } from "./record.ts";

const inet: Address = { kind: "inet", host: "10.0.0.1", port: 81 };
const times = { request: 3, service: 2, response: undefined };

function lineOf(remote: Address, record: ExchangeRecord): Record<string, unknown> {
  const client = {
    conn: 1,
    listener: "127.0.0.1:80",
    scheme: "http",
    local: inet,
    remote,
    tls: undefined,
  } as const;
  const line = accessLine({ client, sessionId: "s", clientRoundTrip: undefined }, record, times);
  return JSON.parse(line) as Record<string, unknown>;
}

test.each([
  [inet, "10.0.0.1:81"],
  [{ kind: "unix", path: "/run/a.sock" }, "/run/a.sock"],
  [{ kind: "node", node: "worker-0" }, "worker-0"],
] as const)("a client at %j is named", (remote, text) => {
  expect(lineOf(remote, new ExchangeRecord())).toMatchObject({ session_address: text });
});

test("tags are there when there are any, and lines of one field are one list", () => {
  const record = new ExchangeRecord();
  expect(lineOf(inet, record)).not.toHaveProperty("tags");
  record.tags = ["a=1"];
  record.request = {
    kind: "request",
    method: "GET",
    scheme: "http",
    authority: undefined,
    authorityText: "a.test",
    path: "/",
    fields: [
      { name: "x-forwarded-for", value: "1.1.1.1" },
      { name: "user-agent", value: "one" },
      { name: "x-forwarded-for", value: "2.2.2.2" },
    ],
    content: "none",
    protocol: undefined,
  } as unknown as NonNullable<ExchangeRecord["request"]>;
  expect(lineOf(inet, record)).toMatchObject({
    tags: ["a=1"],
    xff_chain: "1.1.1.1, 2.2.2.2",
    user_agent: "one",
  });
});
