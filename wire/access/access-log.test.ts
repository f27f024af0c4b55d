import { create, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeAccessLog } from "./access-log.ts";
import { AccessLogSchema } from "./access_log_pb.ts";

const record = create(AccessLogSchema, {
  message: "H1::Complete",
  requestId: { low: 1n, high: 2n },
  protocol: "http",
  endpoint: { inner: { case: "http", value: { method: "GET", path: "/", status: 200 } } },
  serviceTime: 7n,
  tags: { team: "web" },
});
const framed = new BinaryWriter().bytes(toBinary(AccessLogSchema, record)).finish();

test("a record is read, whatever stands behind it", () => {
  expect(decodeAccessLog(framed)).toEqual(record);
  expect(decodeAccessLog(new Uint8Array([...framed, 0, 0]))).toEqual(record);
});

test("a record that is cut short is none, and no bytes at all throw", () => {
  for (let end = 0; end < framed.length; end++) {
    expect(decodeAccessLog(framed.subarray(0, end))).toBeUndefined();
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      decodeAccessLog(bytes);
    }),
  );
});
