// Settings as the master's Boot configuration.

import { encodeRequest } from "../../../wire/index.ts";
import { encodeMasterConfig } from "../../index.ts";
import type { Settings } from "../configuration/settings.ts";

export function masterConfig(settings: Settings): Uint8Array {
  const { statsd, allowedUids, http2Only, savedState } = settings;
  return encodeMasterConfig({
    commandSocket: settings.commandSocket,
    workerCount: settings.workerCount,
    workerAutomaticRestart: settings.workerAutomaticRestart,
    workerTimeoutSeconds: settings.workerTimeoutSeconds,
    commandBufferBytesMax: settings.commandBufferBytesMax,
    detail: settings.detail,
    ...(statsd === undefined ? {} : { statsd }),
    ...(allowedUids === undefined ? {} : { allowedUids }),
    ...(http2Only === undefined ? {} : { http2Only }),
    ...(savedState === undefined ? {} : { savedState }),
    requests: settings.requests.map((request) =>
      Buffer.from(encodeRequest(request)).toString("hex"),
    ),
  });
}
