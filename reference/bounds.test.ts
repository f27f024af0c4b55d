import { expect, test } from "vitest";
import * as bounds from "./bounds.ts";
import { clientIdBytesMax, leasesMax, ttlSecondsDefault, ttlSecondsMax } from "./lease/bounds.ts";
import { stateFileBytesMax } from "./state/bounds.ts";

test("the limits fit each other", () => {
  expect(bounds.commandBufferBytesLeast).toBeGreaterThan(3 * clientIdBytesMax);
  expect(bounds.commandBufferBytesMost).toBeGreaterThan(bounds.commandBufferBytesLeast);
  expect(bounds.stateBytesMax).toBeGreaterThan(stateFileBytesMax);
  expect(bounds.gathersMax).toBeGreaterThan(bounds.pendingRequestsMax);
  expect(bounds.workersNamedMax * bounds.workerTextMax).toBeLessThan(bounds.readBytesMax);
  expect(bounds.cutMicros).toBeLessThan(1_000_000);
  expect(bounds.restartPauseMicros).toBeGreaterThan(0);
  expect(bounds.drainMicrosMax).toBeGreaterThan(bounds.cutMicros);
  expect(ttlSecondsDefault).toBeLessThanOrEqual(ttlSecondsMax);
  expect(leasesMax).toBeGreaterThan(0);
});
