// What happens in a scenario, at which instant. A step belongs to an actor (it sends, closes,
// stops reading) or to the world (it kills, pauses, cuts a link). A step may be sent several times
// with `{n}` in its texts, so that sixty-four leases are one line.

import type { Micros, NodeName, Sink } from "../machine.ts";
import type { DetailName } from "./detail.ts";
import type { HttpStep } from "./http-step.ts";
import type { RequestJson } from "./world-settings.ts";

interface Timed {
  readonly at: Micros;
}

interface ByActor extends Timed {
  readonly actor: string;
  /** An operator's connection by name; `main` unless told, opened at its first use. */
  readonly connection?: string;
}

/** A request on its way: who expects something of it names the label. */
interface Sending extends ByActor {
  readonly label?: string;
  /** For a scripted master: the worker that it is sent to; `"0"` unless told. */
  readonly worker?: string;
  /** How often it is sent; `{n}` in label, clientId and reason counts from 0. */
  readonly times?: number;
  readonly everyMicros?: Micros;
}

/** The fields of a lease verb. What is absent here is absent on the wire. */
export interface LeaseFields {
  readonly clientId?: string;
  readonly detail?: DetailName | number;
  readonly ttlSeconds?: number;
  readonly reason?: string;
  /** A master discards it; from a scripted master it is the binding. */
  readonly peerPid?: number;
  readonly peerSession?: string;
}

export interface ApplyStep extends Sending, LeaseFields {
  readonly do: "apply";
  /** Written only to show that `clear: false` is an apply. */
  readonly clear?: false;
}

interface ClearStep extends Sending, LeaseFields {
  readonly do: "clear";
}

/** Clears an id that nobody holds: changes nothing and is answered with every worker's status. */
interface LookStep extends Sending {
  readonly do: "look";
}

interface RequestStep extends Sending {
  readonly do: "request";
  readonly request: RequestJson;
}

/** Bytes as they are, prefix included. */
export interface RawStep extends ByActor {
  readonly do: "raw";
  readonly label?: string;
  readonly hex: string;
  /** How many terminal replies they should bring; the number of whole frames unless told. */
  readonly requests?: number;
}

export const connectionActs = [
  "open",
  "close",
  "halfClose",
  "reset",
  "pauseReading",
  "resumeReading",
] as const;

type ConnectionAct = (typeof connectionActs)[number];

interface ConnectionStep extends ByActor {
  readonly do: ConnectionAct;
}

export type SendingStep = ApplyStep | ClearStep | LookStep | RequestStep;
export type ActorStep = SendingStep | RawStep | ConnectionStep | HttpStep;

/** World steps take effect before anything else at their instant. */
interface NodeStep extends Timed {
  readonly do: "kill" | "restart" | "pause" | "resume";
  readonly node: NodeName;
}

/** From now on a node is busy that long after each turn; 0 heals it. */
interface SlowStep extends Timed {
  readonly do: "slow";
  readonly node: NodeName;
  readonly costMicros: Micros;
}

/** Nothing passes between two nodes, new connections neither. */
interface PartitionStep extends Timed {
  readonly do: "partition";
  readonly from: NodeName;
  readonly to: NodeName;
  readonly oneWay?: boolean;
}

/** The connections that are open now stop moving on that way; new ones are not touched. */
interface StallStep extends Timed {
  readonly do: "stall";
  readonly from: NodeName;
  readonly to: NodeName;
}

/** A node refuses new connections. */
interface RefuseStep extends Timed {
  readonly do: "refuse";
  readonly node: NodeName;
}

/** From now on a sink of a node takes lines, or takes none. */
interface SinkStep extends Timed {
  readonly do: "sink";
  readonly node: NodeName;
  readonly sink: Sink;
  readonly takes: boolean;
}

/** Takes away every partition, stall and refusal. */
interface HealStep extends Timed {
  readonly do: "heal";
}

export type WorldStep =
  NodeStep | SlowStep | PartitionStep | StallStep | RefuseStep | SinkStep | HealStep;
export type Step = ActorStep | WorldStep;
