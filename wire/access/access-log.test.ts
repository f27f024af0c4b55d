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

/** As a 2.1.0 worker writes them: number and name. */
const rows = `
  1 message, 2 request_id, 3 cluster_id, 4 backend_id, 5 session_address, 6 backend_address,
  7 protocol, 8 endpoint, 9 client_rtt, 10 server_rtt, 13 service_time, 14 bytes_in, 15 bytes_out,
  16 user_agent, 17 tags, 18 tag, 19 time, 20 request_time, 21 response_time, 23 session_id,
  24 x_request_id, 25 tls_version, 26 tls_cipher, 27 tls_sni, 28 tls_alpn, 29 xff_chain,
  30 start_time`;

test("the fields have the numbers of the releases", () => {
  const known = AccessLogSchema.fields.map(({ number, name }) => `${number} ${name}`);
  expect(known).toEqual(rows.split(",").map((row) => row.trim()));
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
