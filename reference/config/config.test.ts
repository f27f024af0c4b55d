import fc from "fast-check";
import { getTextEncoding } from "@bufbuild/protobuf/wire";
import { expect, test } from "vitest";
import { ConfigError } from "./config-error.ts";
import { decodeMasterConfig, encodeMasterConfig, type MasterConfig } from "./master-config.ts";
import { decodeWorkerConfig, encodeWorkerConfig, type WorkerConfig } from "./worker-config.ts";

const leastMaster: MasterConfig = {
  commandSocket: "/run/kakehi.sock",
  workerCount: 2,
  workerAutomaticRestart: true,
  workerTimeoutSeconds: 10,
  commandBufferBytesMax: 2_000_000,
  detail: 2,
  requests: ["6200"],
};
const master: MasterConfig = {
  ...leastMaster,
  statsd: { host: "127.0.0.1", port: 8125, prefix: "sozu", taggedMetrics: false },
  allowedUids: [0, 1000],
  savedState: "state.json",
  buffersMax: 20_000,
};
const leastWorker: WorkerConfig = { id: 7, commandBufferBytesMax: 163_840, detail: 0 };
const worker: WorkerConfig = {
  ...leastWorker,
  statsd: { host: "::1", port: 8125, prefix: "p", taggedMetrics: true },
  buffersMax: 2,
};

test("a configuration survives its encoding", () => {
  expect(decodeMasterConfig(encodeMasterConfig(master))).toEqual(master);
  expect(decodeWorkerConfig(encodeWorkerConfig(worker))).toEqual(worker);
});

test("every optional key may be left out", () => {
  expect(decodeMasterConfig(encodeMasterConfig(leastMaster))).toEqual(leastMaster);
  expect(decodeWorkerConfig(encodeWorkerConfig(leastWorker))).toEqual(leastWorker);
});

test.each([
  ["commandSocket", 1],
  ["workerCount", -1],
  ["workerCount", 1.5],
  ["workerCount", 257],
  ["workerAutomaticRestart", "yes"],
  ["workerTimeoutSeconds", 0],
  ["commandBufferBytesMax", 255],
  ["detail", 4],
  ["buffersMax", 1],
  ["statsd", []],
  ["statsd", { host: "a", port: 70_000, prefix: "", taggedMetrics: false }],
  ["statsd", { host: "a", port: 1, prefix: "", taggedMetrics: false, more: 1 }],
  ["allowedUids", [-1]],
  ["requests", [1]],
  ["requests", "6200"],
  ["another", 1],
])("%s may not be %j", (key, value) => {
  const bytes = getTextEncoding().encodeUtf8(JSON.stringify({ ...master, [key]: value }));
  expect(() => decodeMasterConfig(bytes)).toThrow(ConfigError);
  expect(() => decodeMasterConfig(bytes)).toThrow(key);
});

test("whatever the bytes are, a configuration is read or a ConfigError is thrown", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(encode)), (bytes) => {
      expect(() => decodeWorkerConfig(bytes)).toThrow(ConfigError);
    }),
  );
});

function encode(json: string): Uint8Array {
  return getTextEncoding().encodeUtf8(json);
}
