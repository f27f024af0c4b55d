// The state file: what it refuses, how it says so, and that it loses nothing.

import { create, ScalarType } from "@bufbuild/protobuf";
import { getTextEncoding } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeRequest, encodeRequest, RequestSchema, type Request } from "../../wire/index.ts";
import { recordsMax, stateFileBytesMax } from "./bounds.ts";
import { ConfigurationState } from "./configuration-state.ts";
import { loadState } from "./load.ts";
import { readStateFile, writeStateFile } from "./state-file.ts";

const encode = (text: string): Uint8Array => getTextEncoding().encodeUtf8(text);

function file(...records: readonly string[]): Uint8Array {
  const header = `{"format":"kakehi-state-1","records":${records.length}}`;
  return encode(`${[header, ...records].join("\n")}\n`);
}

const cluster = (clusterId: string): string => JSON.stringify({ addCluster: { clusterId } });

function written(requests: readonly Request[]): Uint8Array {
  const outcome = writeStateFile(requests);
  expect(outcome.ok).toBe(true);
  return (outcome as Extract<typeof outcome, { ok: true }>).bytes;
}

function decoded(hex: string): Request {
  const outcome = decodeRequest(
    Uint8Array.from(hex.match(/../gu)!, (byte) => Number.parseInt(byte, 16)),
  );
  expect(outcome.ok).toBe(true);
  return (outcome as Extract<typeof outcome, { ok: true }>).message;
}

test("a file is text with one request of protobuf JSON a line", () => {
  const request = create(RequestSchema, {
    requestType: { case: "addCluster", value: { clusterId: "c\n1" } },
  });
  expect(getTextEncoding().decodeUtf8(written([request]))).toBe(
    '{"format":"kakehi-state-1","records":1}\n{"addCluster":{"clusterId":"c\\n1"}}\n',
  );
  expect(readStateFile(written([]))).toEqual({ ok: true, requests: [] });
});

/** A frontend with field 8, a TCP listener: fields this schema does not know. */
const foreign = [
  "7a1f0a026331120b0a050d0100007f10939d011a0567686f7374220312012f4001",
  "e2010d0a0b0a050d0100007f10939d01",
];

test.each(foreign)("CONFIG-SAVED: fields that the schema does not know are kept: %s", (hex) => {
  const request = decoded(hex);
  const outcome = readStateFile(written([request]));
  expect(outcome).toMatchObject({ ok: true });
  const { requests } = outcome as Extract<typeof outcome, { ok: true }>;
  expect(requests.map((each) => [...encodeRequest(each)])).toEqual([[...encodeRequest(request)]]);
});

const configuration = new Set(
  [
    ["addCluster", "removeCluster", "addBackend", "removeBackend"],
    ["addHttpListener", "addHttpsListener", "addTcpListener", "removeListener"],
    ["addCertificate", "activateListener", "deactivateListener"],
    ["addHttpFrontend", "removeHttpFrontend", "addHttpsFrontend", "removeHttpsFrontend"],
  ].flat(),
);

const others = RequestSchema.fields.filter(({ localName }) => !configuration.has(localName));

test("the schema has the configuration verbs and others", () => {
  expect(RequestSchema.fields.length - others.length).toBe(configuration.size);
  expect(others.map(({ localName }) => localName)).toContain("setMetricDetail");
});

test.each(others)("CONFIG-LOAD-ONLY: $localName is refused", ({ number, fieldKind, scalar }) => {
  // A varint for numbers and enums, otherwise a length of nothing: both are well-formed and empty.
  const isVarint = fieldKind === "enum" || (fieldKind === "scalar" && scalar !== ScalarType.STRING);
  const tag = (number << 3) | (isVarint ? 0 : 2);
  const hex = [(tag & 0x7f) | 0x80, tag >> 7, 0].map((byte) => byte.toString(16).padStart(2, "0"));
  const bytes = file(cluster("good"), JSON.stringify({ payload: hex.join("") }), cluster("c"));
  const state = new ConfigurationState();
  const outcome = loadState(state, bytes);
  expect(outcome).toMatchObject({ ok: false, record: 2 });
  expect((outcome as { refusal: string }).refusal).toMatch(/does not belong in a state file/u);
  expect(state.snapshot()).toEqual([]);
});

const good = file(cluster("c1"), cluster("c2"));
const bad: readonly (readonly [string, Uint8Array, number, RegExp])[] = [
  ["empty", encode(""), 0, /line break/u],
  ["no first line", encode(`${cluster("c1")}\n`), 0, /first line/u],
  ["another format", encode('{"format":"kakehi-state-2","records":0}\n'), 0, /first line/u],
  [
    "fewer records",
    encode('{"format":"kakehi-state-1","records":1}\n'),
    0,
    /declares 1 .* 0 follow/u,
  ],
  ["too many", file(...Array.from({ length: recordsMax + 1 }, () => "")), 0, /more than 100000/u],
  ["too long", new Uint8Array(stateFileBytesMax + 1), 0, /longer than 16000000/u],
  ["not UTF-8", Uint8Array.from([0xff, 0x0a]), 0, /not UTF-8/u],
  ["garbage", file(cluster("c1"), "{bad}"), 2, /not a request/u],
  ["an empty record", file(cluster("c1"), ""), 2, /not a request/u],
  ["no verb", file("{}"), 1, /without a verb/u],
  ["two verbs", file('{"addCluster":{"clusterId":"a"},"removeCluster":"a"}'), 1, /not a request/u],
  ["an unknown verb", file('{"fly":{}}'), 1, /not a request/u],
  ["an unknown field", file('{"addCluster":{"clusterId":"a","wings":2}}'), 1, /not a request/u],
  ["a payload that is none", file('{"payload":"0a"}'), 1, /not a request/u],
  ["a payload beside more", file('{"payload":"","addCluster":{}}'), 1, /not a request/u],
  ["sockets taken", file('{"activateListener":{"fromScm":true}}'), 1, /sockets/u],
  ["sockets given", file('{"deactivateListener":{"toScm":true}}'), 1, /sockets/u],
  ["what the state refuses", file(cluster("c1"), '{"removeCluster":"c2"}'), 2, /no cluster "c2"/u],
];

test.each(bad)("CONFIG-LOAD-TELLS: %s", (_title, bytes, record, refusal) => {
  const state = new ConfigurationState();
  const outcome = loadState(state, bytes);
  expect(outcome).toMatchObject({ ok: false, record });
  expect((outcome as { refusal: string }).refusal).toMatch(refusal);
  expect(state.snapshot()).toEqual([]);
});

test("CONFIG-LOAD-TELLS: a file cut anywhere is refused whole", () => {
  for (const length of good.keys()) {
    const state = new ConfigurationState();
    expect(loadState(state, good.subarray(0, length))).toMatchObject({ ok: false });
    expect(state.snapshot()).toEqual([]);
  }
});

test("no byte can make a load throw, or do half of it", () => {
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (index, byte) => {
      const bytes = Uint8Array.from(good);
      bytes[index] = byte;
      const state = new ConfigurationState();
      const outcome = loadState(state, bytes);
      const clusters = outcome.ok ? new Set(outcome.requests).size : 0;
      expect(state.clusters().length).toBe(clusters);
    }),
  );
});

test("a proxy can load its own state, and the workers are told nothing twice", () => {
  const address = { ip: { inner: { case: "v4", value: 1 } }, port: 80 } as const;
  const listener = create(RequestSchema, {
    requestType: { case: "addHttpListener", value: { address, active: true } },
  });
  const other = create(RequestSchema, {
    requestType: { case: "addHttpListener", value: { address, stickyName: "S" } },
  });
  const state = new ConfigurationState();
  expect(state.apply(listener)).toMatchObject({ ok: true });
  const own = written(state.snapshot());
  expect(loadState(state, own)).toMatchObject({ ok: true, records: 2, requests: [] });
  expect(state.apply(listener)).toMatchObject({ ok: false, isAlreadySo: true });
  expect(loadState(state, written([other]))).toMatchObject({ ok: false, record: 1 });
});

test("a state too large for a file is refused and not written", () => {
  const request = create(RequestSchema, {
    requestType: {
      case: "addCluster",
      value: { clusterId: "c", answer503: "x".repeat(8_000_000) },
    },
  });
  expect(writeStateFile([request, request])).toMatchObject({ ok: false });
});
