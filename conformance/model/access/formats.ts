// The formats that access logs are read in.
import type { AccessFormat } from "./format.ts";
import { kakehiJson } from "./kakehi-json.ts";

export type AccessFormatName = "kakehi-json";

const formats: Readonly<Record<AccessFormatName, AccessFormat>> = { "kakehi-json": kakehiJson };

export function accessFormat(name: AccessFormatName): AccessFormat {
  return formats[name];
}
