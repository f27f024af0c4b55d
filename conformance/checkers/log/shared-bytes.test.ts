import { expect, test } from "vitest";
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import { SharedBytes } from "./shared-bytes.ts";

const frame: Http2Frame = {
  kind: "http2-frame",
  at: 0,
  begunAt: 0,
  connection: 7,
  worker: 0,
  leg: "client",
  by: "peer",
  phase: "taken",
  type: frameTypes.windowUpdate,
  flags: 0,
  stream: 1,
  lengthBytes: 4,
  contentBytes: 0,
  endsStream: false,
  isAck: false,
  increment: 1,
  code: 0,
  lastStream: 0,
  settings: undefined,
  isMidway: false,
};

test("what belongs to no message is counted once, on its connection and in its direction", () => {
  const shared = new SharedBytes();
  for (const more of [
    {},
    { phase: "written" },
    { type: frameTypes.data },
    { type: frameTypes.headers },
    { leg: "origin" },
    { connection: 8 },
    { by: "proxy", phase: "written", type: frameTypes.ping, lengthBytes: 8 },
    { by: "proxy", phase: "taken" },
  ] as const) {
    shared.see({ ...frame, ...more });
  }
  expect(shared.of(7)).toEqual({ bytesIn: 13, bytesOut: 17 });
  expect(shared.of(8)).toEqual({ bytesIn: 13, bytesOut: 0 });
  expect(shared.of(undefined)).toEqual({ bytesIn: 0, bytesOut: 0 });
});
