// What happened in a run, as plain objects in order. Objects are made only while somebody observes;
// the hash and the ring are fed from the same places without them.
// `bytes` is valid only during the call that hands the event over.

import type {
  AcceptFacts,
  Address,
  ConnId,
  ConnectOutcome,
  ExitCause,
  ListenerId,
  ListenOutcome,
  Micros,
  NodeName,
  ProbeEvent,
  Sink,
  TlsFacts,
} from "../machine.ts";

interface Common {
  readonly at: Micros;
  /** The node it happened on; empty for a fault of the whole network. */
  readonly node: NodeName;
}

/** `link` is the run-wide ordinal of the connection: the same number on both ends. */
interface OnLink extends Common {
  readonly conn: ConnId;
  readonly link: number;
}

interface Bytes extends OnLink {
  /** Whether this end opened the connection. */
  readonly opener: boolean;
  readonly bytes: Uint8Array;
}

export type TraceEvent =
  /** `process` counts the processes this node name has had, from 1. */
  | (Common & { readonly kind: "start"; readonly process: number })
  | (Common & { readonly kind: "exit"; readonly cause: ExitCause })
  | (Common & {
      readonly kind: "listen";
      readonly listener: ListenerId;
      readonly address: Address;
      readonly outcome: ListenOutcome;
    })
  /** `connect()` was called. */
  | (OnLink & { readonly kind: "connect"; readonly to: Address })
  | (OnLink & {
      readonly kind: "accept";
      readonly opener: NodeName;
      readonly facts: AcceptFacts;
      /** Behind TLS: what its handshake comes to. */
      readonly secured?: TlsFacts | undefined;
    })
  | (OnLink & { readonly kind: "connected"; readonly outcome: ConnectOutcome })
  /** What the transport accepted. */
  | (Bytes & { readonly kind: "write" })
  /** What the machine took; stands before everything the machine did with it. */
  | (Bytes & { readonly kind: "data" })
  /** FIN sent. */
  | (OnLink & { readonly kind: "end" })
  /** FIN received. */
  | (OnLink & { readonly kind: "ended" })
  | (OnLink & { readonly kind: "reset" })
  | (OnLink & { readonly kind: "was-reset" })
  | (Common & { readonly kind: "datagram-sent"; readonly to: Address; readonly bytes: Uint8Array })
  | (Common & { readonly kind: "datagram"; readonly from: Address; readonly bytes: Uint8Array })
  | (Common & { readonly kind: "append"; readonly sink: Sink; readonly line: string })
  | (Common & { readonly kind: "store"; readonly name: string; readonly bytes: Uint8Array })
  | (Common & { readonly kind: "load"; readonly name: string })
  /** What a load brought. Like a turn it does not enter the hash. */
  | (Common & {
      readonly kind: "loaded";
      readonly name: string;
      readonly found: boolean;
      /** Empty where nothing was found. */
      readonly bytes: Uint8Array;
    })
  | (Common & { readonly kind: "deadline" })
  /** A turn of that node ended. Neither it nor a probe enters the hash. */
  | (Common & { readonly kind: "turn" })
  | (Common & { readonly kind: "probe"; readonly event: ProbeEvent })
  | (Common & { readonly kind: "fault"; readonly fault: string; readonly detail: string });

export type TraceKind = TraceEvent["kind"];

export type Observer = (event: TraceEvent) => void;

/** Numbers of the kinds in the hash and the ring. Appending keeps old hashes; reordering does not. */
export const traceKinds: readonly TraceKind[] = [
  "start",
  "exit",
  "listen",
  "connect",
  "accept",
  "connected",
  "write",
  "data",
  "end",
  "ended",
  "reset",
  "was-reset",
  "datagram-sent",
  "datagram",
  "append",
  "store",
  "load",
  "deadline",
  "turn",
  "probe",
  "fault",
  "loaded",
];
