// The description of a live target: how it is launched or where it runs already, and what it promises.
// A wrong description is one error with file, line and column.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse, TomlError } from "smol-toml";
import type { DetailName } from "../../sim/index.ts";
import type { AccessFormatName } from "../model/access/formats.ts";
import type { AuditFormatName } from "../model/audit/formats.ts";
import { defaultLeaseConstants, type LeaseConstants, microsPerSecond } from "../model/constants.ts";
import { defaultTrafficConstants, type TrafficConstants } from "../model/traffic-constants.ts";
import { fixturePath } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import { withEnvironment } from "./environment-words.ts";
import { http2With, type WrittenFloods } from "./flood-limits.ts";
import type { PeerName } from "./peers/peers.ts";
import { socketPathFault } from "./socket-path.ts";
import type { StatsdFormat } from "./statsd-lines.ts";
import { targetFault } from "./target-fault.ts";

export interface LaunchDescription {
  /**
   * With `{config}`, `{socket}`, `{folder}` and `{kakehi}` yet to be replaced in each word; names of the
   * environment are replaced already.
   */
  readonly command: readonly string[];
  readonly readySeconds: number;
}

/** A proxy that runs already: it is asked and listened to, and nothing else is done to it. */
export interface AttachDescription {
  readonly socket: string;
  readonly detail: DetailName;
  readonly workerTimeoutSeconds: number;
  readonly frameBytesMax: number;
  /** By sink. */
  readonly auditFiles: Readonly<Record<string, string>>;
  readonly allowHarm: boolean;
}

export interface LiveDescription {
  /** As it was named on the command line. */
  readonly target: string;
  readonly name: string;
  /** Relative paths of the command begin here. */
  readonly folder: string;
  /** How to come by a proxy. */
  readonly by:
    | { readonly kind: "launch"; readonly launch: LaunchDescription }
    | { readonly kind: "attach"; readonly attach: AttachDescription };
  readonly constants: LeaseConstants;
  /** Whose configuration it reads, where it has no control plane of Sōzu's kind. */
  readonly peer: PeerName | undefined;
  /** Whether a cleartext listener takes HTTP/2 by prior knowledge. */
  readonly cleartextHttp2: boolean;
  /** Its listeners are told the flood limits that it is held to. */
  readonly areFloodsTold: boolean;
  /** Its traffic is held to those words of a case alone that leave no choice. */
  readonly areWordsElected: boolean;
  /** What its StatsD lines are written in, and within which time they are sent. */
  readonly statsd:
    { readonly format: StatsdFormat; readonly periodMicros: number | undefined } | undefined;
  /** What the records of its access log are written in; nobody here reads them, when absent. */
  readonly access: AccessFormatName | undefined;
  /** Whether it reads state files as the reference writes them. */
  readonly readsStateFiles: boolean;
  /** How many instances at a time, unless the command line says otherwise. */
  readonly jobs: number;
  /** How late anything may be on a real clock. */
  readonly slackMicros: number;
}

/** As it stands in the file, in the file's own words. */
interface Written {
  readonly name: string;
  readonly launch?: { readonly command: readonly string[]; readonly ready_seconds?: number };
  readonly attach?: {
    readonly socket: string;
    readonly detail?: DetailName;
    readonly worker_timeout_seconds?: number;
    readonly frame_bytes_max?: number;
    readonly audit?: string;
    readonly audit_json?: string;
    readonly allow_harm?: boolean;
  };
  readonly elections?: {
    readonly expiry?: "exact" | "janitor";
    readonly janitor_seconds?: number;
    readonly takeover?: "keeps" | "installs";
    readonly master_leases?: boolean;
  };
  readonly scope?: "proxy" | "http";
  readonly configuration?: "sozu" | PeerName;
  readonly traffic?: {
    readonly attempts_max?: number;
    readonly retry_idempotent?: boolean;
    readonly request_timeout_told?: boolean;
    readonly cleartext_http2?: boolean;
    readonly words?: "all" | "in_common";
  };
  readonly floods?: WrittenFloods;
  readonly statsd?: { readonly format: StatsdFormat; readonly period_seconds?: number };
  readonly access?: { readonly format: "kakehi" | "sozu" | "none" };
  readonly audit?: { readonly format: "kakehi" | "sozu" | "none" };
  readonly files?: { readonly state_format: "kakehi" | "none" };
  readonly limits?: { readonly slack_seconds?: number; readonly jobs?: number };
}

/** A wall clock that is being set right runs at another pace, by a thousandth at most. */
const clocksApartMicros = 20_000;
const readySecondsDefault = 30;
const janitorSecondsDefault = 5;
const slackSecondsDefault = 1;
/** An instance is several processes, most of which wait. */
const jobsDefault = 4;
const workerTimeoutSecondsDefault = 10;
const frameBytesMaxDefault = 2_000_000;

/** @throws UsageError */
export function readLiveDescription(path: string): LiveDescription {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `cannot read the target description ${path}: ${why}; \`kakehi init target\` writes one`,
    );
  }
  return descriptionOf(writtenIn(text, path), path);
}

function writtenIn(text: string, path: string): Written {
  const value = tomlIn(text, path);
  const schema: unknown = JSON.parse(
    readFileSync(fixturePath("schema", "target.schema.json"), "utf8"),
  );
  if (typeof schema !== "object" || schema === null)
    throw new Error("the target schema is no object");
  const validate = new Ajv2020().compile<Written>(schema);
  if (validate(value)) return value;
  throw new UsageError(`${path}: ${targetFault(validate.errors ?? [], value)}`);
}

function tomlIn(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason] = error.message.split("\n");
    throw new UsageError(`${path}:${error.line}:${error.column}: ${reason ?? "is no TOML"}`);
  }
}

function descriptionOf(written: Written, path: string): LiveDescription {
  const { name, limits = {}, audit, files } = written;
  const folder = dirname(resolve(path));
  const formats = formatsOf[audit?.format ?? "none"];
  return {
    target: `live:${path}`,
    name,
    folder,
    by: reachable(comeBy(written, { path, folder, sinks: Object.keys(formats) }), path),
    constants: {
      ...defaultLeaseConstants,
      ...electedIn(written),
      traffic: trafficIn(written),
      http2: http2With(written.floods),
      audit: { ...defaultLeaseConstants.audit, formats },
      access: {
        format: accessIn(written) ?? defaultLeaseConstants.access.format,
        clocksApartMicros,
      },
      // What a metric is called is nobody's promise, and what it counts is not seen from outside.
      metrics: { gatherTime: undefined, backendGauge: undefined, recordCounter: undefined },
    },
    peer: peerIn(written, path),
    cleartextHttp2: written.traffic?.cleartext_http2 ?? true,
    areFloodsTold: areFloodsTold(written),
    areWordsElected: written.traffic?.words === "in_common",
    statsd: statsdIn(written),
    access: accessIn(written),
    readsStateFiles: files?.state_format === "kakehi",
    jobs: limits.jobs ?? jobsDefault,
    slackMicros: (limits.slack_seconds ?? slackSecondsDefault) * microsPerSecond,
  };
}

const accessFormatOf: Readonly<Record<"kakehi" | "sozu" | "none", AccessFormatName | undefined>> = {
  kakehi: "kakehi-json",
  sozu: "sozu-protobuf",
  none: undefined,
};

function areFloodsTold({ floods }: Written): boolean {
  return floods?.told ?? false;
}

function accessIn({ access }: Written): AccessFormatName | undefined {
  return accessFormatOf[access?.format ?? "none"];
}

function statsdIn({ statsd }: Written): LiveDescription["statsd"] {
  if (statsd === undefined) return undefined;
  const { format, period_seconds: seconds } = statsd;
  return { format, periodMicros: seconds === undefined ? undefined : seconds * microsPerSecond };
}

function electedIn({
  elections = {},
}: Written): Pick<LeaseConstants, "expiry" | "takeover" | "masterLeases"> {
  const {
    expiry = "exact",
    janitor_seconds: seconds = janitorSecondsDefault,
    takeover = defaultLeaseConstants.takeover,
    master_leases: masterLeases = defaultLeaseConstants.masterLeases,
  } = elections;
  const janitor = { kind: "janitor", periodMicros: seconds * microsPerSecond } as const;
  return { expiry: expiry === "janitor" ? janitor : { kind: "exact" }, takeover, masterLeases };
}

function trafficIn({ traffic = {} }: Written): TrafficConstants {
  const known = defaultTrafficConstants;
  return {
    ...known,
    attemptsMax: traffic.attempts_max ?? known.attemptsMax,
    retryIdempotent: traffic.retry_idempotent ?? known.retryIdempotent,
    requestTimeoutTold: traffic.request_timeout_told ?? known.requestTimeoutTold,
  };
}

function peerIn(
  { scope = "proxy", configuration = "sozu", attach }: Written,
  path: string,
): PeerName | undefined {
  const isPeer = configuration !== "sozu";
  if (isPeer !== (scope === "http") || (isPeer && attach !== undefined)) {
    throw new UsageError(
      `${path}: scope = "http" goes with [launch] and the configuration of nginx, haproxy or nghttpx`,
    );
  }
  return isPeer ? configuration : undefined;
}

const formatsOf: Readonly<
  Record<"kakehi" | "sozu" | "none", Readonly<Record<string, AuditFormatName>>>
> = {
  kakehi: { audit: "kakehi-text", "audit-json": "kakehi-json" },
  sozu: { audit: "sozu-text", "audit-json": "sozu-json" },
  none: {},
};

/** @throws UsageError when no socket can have the path that is written. */
function reachable(by: LiveDescription["by"], path: string): LiveDescription["by"] {
  const fault = by.kind === "attach" ? socketPathFault(by.attach.socket) : undefined;
  if (fault !== undefined) throw new UsageError(`${path}: [attach] socket: ${fault}`);
  return by;
}

/** Where a description stands, and what its audit trail may be told by. */
interface Place {
  readonly path: string;
  readonly folder: string;
  readonly sinks: readonly string[];
}

function comeBy(
  { launch, attach }: Written,
  { path, folder, sinks }: Place,
): LiveDescription["by"] {
  if (attach === undefined) {
    const { command = [], ready_seconds: readySeconds = readySecondsDefault } = launch ?? {};
    const words = withEnvironment(command, process.env, path);
    return { kind: "launch", launch: { command: words, readySeconds } };
  }
  const paths = { audit: attach.audit, "audit-json": attach.audit_json };
  const auditFiles = Object.entries(paths).flatMap(([sink, file]) =>
    file === undefined || !sinks.includes(sink) ? [] : [[sink, resolve(folder, file)] as const],
  );
  return {
    kind: "attach",
    attach: {
      socket: resolve(folder, attach.socket),
      detail: attach.detail ?? "cluster",
      workerTimeoutSeconds: attach.worker_timeout_seconds ?? workerTimeoutSecondsDefault,
      frameBytesMax: attach.frame_bytes_max ?? frameBytesMaxDefault,
      auditFiles: Object.fromEntries(auditFiles),
      allowHarm: attach.allow_harm ?? false,
    },
  };
}
