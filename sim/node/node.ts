// A node of the world: a name that outlives its processes, what belongs to the name (disk, clock,
// ordinals) and what belongs to the process that runs now. Plain state; `Processes` and `Turns` act.

import { AssertionFault } from "../error.ts";
import type { ChoiceStream } from "../engine/choice-stream.ts";
import type { Credentials, ListenerId, Machine, Micros, NodeName, Sink } from "../machine.ts";
import { EndpointTable } from "../network/endpoint-table.ts";
import type { Endpoint } from "../network/link.ts";
import type { Listener } from "../network/listeners.ts";
import type { DiskEntry, MachineFactory, NodeOptions } from "../options.ts";

/** Draws that belong to the node's name and go on over its processes. */
export interface NodeChoices {
  readonly ties: ChoiceStream | undefined;
  readonly deadlineTies: ChoiceStream | undefined;
}

export class SimNode {
  readonly name: NodeName;
  /** Place in the order of addition. */
  readonly index: number;
  /** `index` where the head of a hashed event has it. */
  readonly head: number;
  readonly choices: NodeChoices;
  readonly credentials: Credentials | undefined;
  readonly address: string;
  readonly disk: Map<string, DiskEntry>;
  factory: MachineFactory;
  config: Uint8Array;
  parent: SimNode | undefined = undefined;
  wallOffset = 0;
  /** Sinks that take no line. */
  readonly fullSinks: Set<Sink> = new Set<Sink>();
  /** When the last disk operation asked for will be done. */
  diskDoneAt: Micros = 0;
  cost: Micros;
  /** Connections this name has opened. */
  opened = 0;
  /** Processes this name has had; the last one runs while `machine` is there. */
  process = 0;

  machine: Machine | undefined = undefined;
  /**
   * The two inputs of every turn, looked up once a process: with many machine classes the engine
   * looks a method up anew at each call, which costs a tenth of the event rate.
   */
  onData: Machine["onData"] = unheard;
  onTurnEnd: Machine["onTurnEnd"] = unheard;
  /** `onStart` has not been called yet. */
  starting = false;
  /** The instant of the start has come; a paused node starts later. */
  startDue = false;
  /** Starting, in the cost of a turn, or paused: inputs wait. */
  busy = false;
  paused = false;
  /** When the cost of the last turn is paid. */
  busyUntil: Micros = 0;
  /** Queued items that came while busy, in order. */
  waiting: number[] = [];
  /** Infinity when none is set. */
  deadlineAt: Micros = Infinity;
  /** Times of this node's deadline items in the queue, the earliest last. */
  deadlineItems: Micros[] = [];
  /** Readings of `clock()` in this turn. */
  readings = 0;
  endpoints: EndpointTable<Endpoint> = new EndpointTable<Endpoint>();
  listeners: Map<ListenerId, Listener> = new Map<ListenerId, Listener>();
  lastOpened = 0;
  lastAccepted = -1;

  constructor(
    identity: { readonly name: NodeName; readonly index: number },
    factory: MachineFactory,
    options: NodeOptions,
    choices: NodeChoices,
  ) {
    this.name = identity.name;
    this.index = identity.index;
    this.head = identity.index << 5;
    this.choices = choices;
    this.credentials = options.credentials;
    this.address = options.host ?? "127.0.0.1";
    this.disk = new Map(options.files);
    this.factory = factory;
    this.config = options.config ?? new Uint8Array(0);
    this.cost = options.costMicros ?? 0;
  }
}

function unheard(): never {
  throw new AssertionFault("an input for a node without a process");
}
