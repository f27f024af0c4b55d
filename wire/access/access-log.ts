// A record of an access log in the binary format of a 2.1.0 worker: the length of the message, the message,
// and two empty bytes. Decoding never throws.

import { fromBinary } from "@bufbuild/protobuf";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { type AccessLog, AccessLogSchema } from "./access_log_pb.ts";

/** The first record of `bytes`; undefined where there is none. */
export function decodeAccessLog(bytes: Uint8Array): AccessLog | undefined {
  try {
    return fromBinary(AccessLogSchema, new BinaryReader(bytes).bytes());
  } catch {
    return undefined;
  }
}
