// The metric-detail floor of a configuration.

import { isLevel, type Level } from "../lease/level.ts";
import { ConfigError } from "./config-error.ts";
import type { Fields } from "./fields.ts";

export function readDetail(fields: Fields): Level {
  const detail = fields.integer("detail", 0, 3);
  if (!isLevel(detail)) throw new ConfigError("config-value", "detail: no such level");
  return detail;
}
