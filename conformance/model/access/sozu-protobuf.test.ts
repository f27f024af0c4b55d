// Binary records against what they have to be read as; what is cut short is no record.
import { create, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { expect, test } from "vitest";
import { AccessLogSchema } from "../../../wire/index.ts";
import { accessFormat } from "./formats.ts";

const { read } = accessFormat("sozu-protobuf");

type Written = Parameters<typeof create<typeof AccessLogSchema>>[1];

function lineOf(written: Written): string {
  const bytes = toBinary(AccessLogSchema, create(AccessLogSchema, written));
  return Buffer.from(new BinaryWriter().bytes(bytes).finish()).toString("hex");
}

const written: Written = {
  message: "H1::Complete",
  requestId: { low: 0x018ed0a0_0000_1111n, high: 0x2222_3333_4444_5555n },
  sessionId: { low: 1n, high: 0n },
  clusterId: "c",
  backendId: "b0",
  sessionAddress: { ip: { inner: { case: "v4", value: 0x7f000001 } }, port: 32_769 },
  backendAddress: { ip: { inner: { case: "v6", value: { low: 1n, high: 0n } } }, port: 9000 },
  protocol: "https",
  endpoint: {
    inner: {
      case: "http",
      value: { method: "GET", authority: "a", path: "/", status: 200, reason: "" },
    },
  },
  clientRtt: 10n,
  serverRtt: 20n,
  serviceTime: 1n,
  responseTime: 2n,
  requestTime: 3n,
  startTime: { low: 1_704_067_201_000_001_999n, high: 0n },
  bytesIn: 49n,
  bytesOut: 2055n,
  userAgent: "u",
  xRequestId: "r",
  xffChain: "10.0.0.1",
  tags: { owner: "x" },
  tlsVersion: "TLSv1.3",
  tlsCipher: "TLS13_AES_128_GCM_SHA256",
  tlsSni: "a",
  tlsAlpn: "h2",
};

test("every field is read", () => {
  expect(read(lineOf(written))).toEqual({
    isError: undefined,
    message: "H1::Complete",
    requestId: "01HV8A0000248J48HK6D248NAN",
    sessionId: "0000000000000G000000000000",
    cluster: "c",
    backend: "b0",
    sessionAddress: "127.0.0.1:32769",
    backendAddress: "[0:0:0:0:0:0:0:1]:9000",
    protocol: "https",
    method: "GET",
    authority: "a",
    path: "/",
    status: 200,
    reason: "",
    tags: ["owner=x"],
    clientRttMicros: 10,
    serverRttMicros: 20,
    serviceMicros: 1,
    responseMicros: 2,
    requestMicros: 3,
    startWallMicros: 1_704_067_201_000_001,
    bytesIn: 49,
    bytesOut: 2055,
    userAgent: "u",
    xRequestId: "r",
    forwardedFor: "10.0.0.1",
    tlsVersion: "TLSv1.3",
    tlsCipher: "TLS_AES_128_GCM_SHA256",
    tlsServerName: "a",
    tlsAlpn: "h2",
  });
});

test("what is not there is absent, not empty", () => {
  const { tags, ...record } = read(lineOf({}))!;
  expect(tags).toEqual([]);
  expect(new Set(Object.values(record))).toEqual(new Set([undefined]));
});

test("what is no record is none", () => {
  const line = lineOf(written);
  for (const other of ["", line.slice(0, -2), "zz"]) expect(read(other)).toBeUndefined();
  expect(read(`${line}0000`)).toBeDefined();
});
