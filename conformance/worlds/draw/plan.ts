// A world before it is a scenario: who is there and what each does, in parts that can be taken away one
// by one and leave a world. Names, instants and labels are given when it is composed.
import type { AnswerSpec, LeaseFields, RequestSpec, SettingsSpec } from "../../../sim/index.ts";

/** `@label` and `@host` stand for what the exchange gets when it is composed. */
export type Asking =
  | { readonly kind: "fetch"; readonly spec: RequestSpec; readonly place: Place }
  | { readonly kind: "say"; readonly text: string; readonly more?: string | undefined };

/** Where a request is meant to go; `served` is the cluster of its group. */
export type Place = "served" | "nowhere" | "denied" | "moved" | "found" | "malformed" | "absent";

/** What happens on the connection, so long after the first request of a group. */
export type Act = { readonly afterMicros: number } & (
  | { readonly do: "abort"; readonly code: number }
  | { readonly do: "goOn"; readonly bytes: number | undefined }
  | {
      readonly do: "credit";
      readonly bytes: number;
      readonly drops: number;
      readonly isOfStream: boolean;
    }
  | { readonly do: "frame"; readonly frame: HostileFrame; readonly times: number }
  | { readonly do: "close" | "reset" | "halfClose" | "pauseReading" | "resumeReading" }
);

export interface HostileFrame {
  readonly type: number;
  readonly flags: number;
  readonly on: "connection" | "request" | "idle" | "new";
  readonly payload: string;
  readonly declaredBytes?: number;
}

/** Equal requests, one behind the other without waiting, and how each is answered. */
export interface Group {
  readonly asking: Asking;
  readonly answer: AnswerSpec;
  readonly cluster: number;
  readonly times: number;
  readonly everyMicros: number;
  /** After the last request of the group before it. */
  readonly gapMicros: number;
  readonly acts: readonly Act[];
}

/** A connection of a client, from its first request on. */
export interface Visit {
  readonly startMicros: number;
  readonly groups: readonly Group[];
  readonly farewell: readonly Act[];
}

export interface ClientPlan {
  readonly protocol: "h1" | "h2";
  readonly isSecure: boolean;
  readonly settings: SettingsSpec;
  readonly isHeld: boolean;
  readonly visits: readonly Visit[];
}

export interface OriginPlan {
  readonly presence: "there" | "absent" | "deaf";
  readonly settings: SettingsSpec;
  readonly isHeld: boolean;
  readonly greeting: string | undefined;
}

export interface ClusterPlan {
  readonly http2: boolean;
  readonly origins: readonly OriginPlan[];
  readonly connectionsPerIp: number | undefined;
  readonly isRedirecting: boolean;
}

export type OperatorAct = { readonly at: number } & (
  | { readonly do: "apply"; readonly by: number; readonly lease: LeaseFields }
  | { readonly do: "clear"; readonly by: number; readonly clientId: string }
  | { readonly do: "crash" }
  | { readonly do: "metrics"; readonly order: "ENABLED" | "DISABLED" | "CLEAR" }
  | { readonly do: "query" }
  | {
      readonly do: "dropCluster" | "dropBackend";
      readonly cluster: number;
      readonly forMicros: number;
    }
  | { readonly do: "stop"; readonly isHard: boolean }
);

export interface WorldFault {
  readonly at: number;
  readonly forMicros: number;
  /** Of origins, clients or workers, whichever it strikes. */
  readonly target: number;
  readonly do:
    | "partition"
    | "stall"
    | "slow"
    | "pause"
    | "refuse"
    | "killOrigin"
    | "killClient"
    | "killWorker";
}

export interface Timeouts {
  readonly frontTimeout: number;
  readonly backTimeout: number;
  readonly connectTimeout: number;
  readonly requestTimeout: number;
}

export interface WorldPlan {
  readonly workers: number;
  readonly isStatsd: boolean;
  readonly latencyMicros: readonly [number, number];
  readonly isSegmented: boolean;
  readonly windowBytes: number | undefined;
  readonly timeouts: Timeouts;
  readonly clusters: readonly ClusterPlan[];
  readonly clients: readonly ClientPlan[];
  readonly operators: readonly OperatorAct[];
  readonly faults: readonly WorldFault[];
}
