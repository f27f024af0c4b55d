// The formats that rows are read in. A target declares which of its sinks is written in which.
import type { AuditFormat } from "./format.ts";
import { kakehiJson } from "./kakehi-json.ts";
import { kakehiText } from "./kakehi-text.ts";
import { sozuJson } from "./sozu-json.ts";
import { sozuText } from "./sozu-text.ts";

export type AuditFormatName = "kakehi-text" | "kakehi-json" | "sozu-text" | "sozu-json";

const formats: Readonly<Record<AuditFormatName, AuditFormat>> = {
  "kakehi-text": kakehiText,
  "kakehi-json": kakehiJson,
  "sozu-text": sozuText,
  "sozu-json": sozuJson,
};

export function auditFormat(name: AuditFormatName): AuditFormat {
  return formats[name];
}
