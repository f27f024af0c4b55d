import { expect, test } from "vitest";
import {
  ConfigError,
  decodeMasterConfig,
  encodeMasterConfig,
  type MasterConfig,
} from "../index.ts";
import {
  commandBufferBytesLeast,
  commandBufferBytesMost,
  configurationBytesMax,
  fileBytesMax,
  flushMillisMax,
  sendBufferBytesLow,
  sendBufferBytesMax,
  socketPathBytesMax,
  stopMillisMax,
  timerMillisMax,
  workersMax,
  workerTimeoutSecondsMax,
} from "./bounds.ts";

const config: MasterConfig = {
  commandSocket: "/s",
  workerCount: 2,
  workerAutomaticRestart: true,
  workerTimeoutSeconds: 10,
  commandBufferBytesMax: 2_000_000,
  detail: 2,
  requests: [],
};

function accepts(change: Partial<MasterConfig>): void {
  decodeMasterConfig(encodeMasterConfig({ ...config, ...change }));
}

test.each<[keyof MasterConfig, number, number]>([
  ["workerCount", 0, workersMax],
  ["workerTimeoutSeconds", 1, workerTimeoutSecondsMax],
  ["commandBufferBytesMax", commandBufferBytesLeast, commandBufferBytesMost],
])("a file may say exactly what the master takes for %s", (key, least, most) => {
  for (const value of [least, most]) accepts({ [key]: value });
  for (const value of [least - 1, most + 1]) {
    expect(() => {
      accepts({ [key]: value });
    }).toThrow(ConfigError);
  }
});

test("the bounds hold together", () => {
  expect(sendBufferBytesLow * 2).toBe(sendBufferBytesMax);
  expect(timerMillisMax).toBe(2 ** 31 - 1);
  expect(socketPathBytesMax).toBe(107);
  expect(configurationBytesMax).toBeLessThanOrEqual(fileBytesMax);
  expect(flushMillisMax).toBeLessThan(stopMillisMax);
});
