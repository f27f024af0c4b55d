// The formats that access logs are read in.
import type { AccessFormat } from "./format.ts";
import { kakehiJson } from "./kakehi-json.ts";
import { sozuProtobuf } from "./sozu-protobuf.ts";

export type AccessFormatName = "kakehi-json" | "sozu-protobuf";

const formats: Readonly<Record<AccessFormatName, AccessFormat>> = {
  "kakehi-json": kakehiJson,
  "sozu-protobuf": sozuProtobuf,
};

export function accessFormat(name: AccessFormatName): AccessFormat {
  return formats[name];
}
