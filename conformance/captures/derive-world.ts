// The world of a recorded exchange from the configuration that it names: workers, limits, and what
// was configured at the start. A key that is not known here is refused, never passed over.

import { toJson } from "@bufbuild/protobuf";
import { parseConfiguration, type Settings } from "../../reference/node/index.ts";
import { detailNames, type WorldSpec } from "../../sim/index.ts";
import { RequestSchema } from "../../wire/index.ts";
import { UsageError } from "../usage-error.ts";
import type { Recording } from "./recording.ts";

/** `max_connections` and the first size of a buffer show nowhere on the control channel. */
const knownKeys: readonly string[] = [
  "metrics_detail",
  "worker_timeout",
  "command_buffer_size",
  "max_command_buffer_size",
  "worker_automatic_restart",
  "max_connections",
  "toml_extra",
  "toml_top",
];

export function worldOf({ name, workers, config }: Recording): WorldSpec {
  for (const key of Object.keys(config)) {
    if (!knownKeys.includes(key)) throw new UsageError(`${name} was configured with ${key}`);
  }
  const settings = configured(
    name,
    `${textOf(config, "toml_top")}\n${textOf(config, "toml_extra")}`,
  );
  const requests = settings.requests.map((request) => toJson(RequestSchema, request));
  const detail = detailNames.find((known) => known === config["metrics_detail"]);
  return {
    workers,
    // Where nothing is said, releases start at this one.
    detail: detail ?? "cluster",
    workerTimeoutSeconds: numberOf(config, "worker_timeout"),
    automaticRestart: config["worker_automatic_restart"] === true,
    frameBytesMax: numberOf(config, "max_command_buffer_size"),
    ...(settings.allowedUids === undefined ? {} : { allowedUids: settings.allowedUids }),
    ...(requests.length === 0 ? {} : { requests: requests.map(plain) }),
  };
}

function configured(name: string, toml: string): Settings {
  const result = parseConfiguration(`command_socket = "./sock"\n${toml}`, "recorded.toml");
  if (result.ok) return result.settings;
  throw new UsageError(`the configuration of ${name}: ${result.error.message}`);
}

function numberOf(config: Recording["config"], key: string): number {
  const value = config[key];
  if (typeof value !== "number") throw new UsageError(`${key} is not told`);
  return value;
}

function textOf(config: Recording["config"], key: string): string {
  const value = config[key];
  return typeof value === "string" ? value : "";
}

type RequestJson = NonNullable<WorldSpec["requests"]>[number];

function plain(json: unknown): RequestJson {
  const parsed: unknown = JSON.parse(JSON.stringify(json));
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- a request is an object
  return parsed as RequestJson;
}
