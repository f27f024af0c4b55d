// What all parts of one world share: the clock, the queue, the choices, the trace, the nodes. It only
// holds them together; who acts on them is elsewhere.

import {
  eventsPerRunDefault,
  itemKindBits,
  nodesMax,
  tieClasses,
  wallStartMicros,
} from "../bounds.ts";
import { WorldError } from "../error.ts";
import type { Micros, NodeName } from "../machine.ts";
import { calmNetwork, networkSettings, type NetworkSettings } from "../network/settings.ts";
import { SimNode } from "../node/node.ts";
import { Notices, type Notice } from "../node/notices.ts";
import type { FaultOptions, MachineFactory, NodeOptions, WorldOptions } from "../options.ts";
import { kindNumber, Tracer } from "../trace/tracer.ts";
import { Choices } from "./choices.ts";
import type { ChoiceStream } from "./choice-stream.ts";
import { EventQueue } from "./event-queue.ts";

/** What a queued item is; the rest of its bits say whose. */
export const itemKinds = {
  /** The head of a direction. */
  deliver: 0,
  writable: 1,
  deadline: 2,
  /** A busy node has time again. */
  wake: 3,
  notice: 4,
  action: 5,
} as const;

export const itemKindMask: number = (1 << itemKindBits) - 1;

const faultKind = kindNumber("fault");

export class Kernel {
  now: Micros = 0;
  readonly queue: EventQueue = new EventQueue();
  readonly choices: Choices;
  readonly tracer: Tracer;
  readonly options: WorldOptions;
  readonly faults: FaultOptions;
  readonly network: NetworkSettings;
  readonly nodes: SimNode[] = [];
  readonly notices: Notices = new Notices();
  readonly randomTies: boolean;
  readonly eventsMax: number;
  readonly wallStart: number;
  private readonly byName: Map<NodeName, SimNode> = new Map<NodeName, SimNode>();
  private readonly occasions: Map<string, ChoiceStream> = new Map<string, ChoiceStream>();

  constructor(options: WorldOptions) {
    const seed = options.seed ?? 0;
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new WorldError("option-out-of-range", `seed = ${seed}`);
    }
    this.options = options;
    this.faults = options.faults ?? {};
    this.network = networkSettings(calmNetwork, options.network);
    this.choices = new Choices(
      options.choices === undefined ? { seed } : { choices: options.choices },
      options.choicesRecordedMax,
    );
    this.tracer = new Tracer(options.observe);
    this.randomTies = options.ties === "random";
    this.eventsMax = options.eventsMax ?? eventsPerRunDefault;
    this.wallStart = options.wallStartMicros ?? wallStartMicros;
  }

  advance(now: Micros): void {
    this.now = now;
    this.tracer.advance(now);
  }

  node(name: NodeName): SimNode {
    const node = this.byName.get(name);
    if (node === undefined) throw new WorldError("unknown-node", name);
    return node;
  }

  find(name: NodeName): SimNode | undefined {
    return this.byName.get(name);
  }

  addNode(name: NodeName, factory: MachineFactory, options: NodeOptions): SimNode {
    if (this.byName.has(name)) throw new WorldError("node-exists", name);
    if (this.nodes.length === nodesMax) throw new WorldError("nodes-full", name);
    const choices = {
      ties: this.tieStream(name),
      deadlineTies: this.tieStream(`${name} deadline`),
    };
    const node = new SimNode({ name, index: this.nodes.length }, factory, options, choices);
    this.nodes.push(node);
    this.byName.set(name, node);
    return node;
  }

  tieStream(name: string): ChoiceStream | undefined {
    return this.randomTies ? this.choices.stream("tie", name) : undefined;
  }

  /** An input of a node's own surroundings, handled later even if at the same instant. */
  notify(at: Micros, notice: Notice): void {
    const item = (this.notices.add(notice) << itemKindBits) | itemKinds.notice;
    this.queue.push(at, this.tie(notice.node.choices.ties), item);
  }

  tie(ties: ChoiceStream | undefined): number {
    return ties === undefined ? 0 : ties.next(tieClasses);
  }

  /** Whether a fault of a family happens now. The k-th occasion of a name has a draw of its own. */
  strikes(oneIn: number | undefined, purpose: string, name: string): boolean {
    if (oneIn === undefined || oneIn === 0) return false;
    return this.occasion(purpose, name).rarely(oneIn);
  }

  /** The stream of a purpose and name of a node, kept for the next occasion. */
  occasion(purpose: string, name: string): ChoiceStream {
    const key = `${purpose} ${name}`;
    const known = this.occasions.get(key);
    if (known !== undefined) return known;
    const stream = this.choices.stream(purpose, name);
    this.occasions.set(key, stream);
    return stream;
  }

  /** Writes down a fault; an empty `node` means the whole network. */
  fault(node: SimNode | undefined, fault: string, detail: string): void {
    this.tracer.facts(faultKind | (node?.head ?? 0), 0, 0, `${fault} ${detail}`);
    if (this.tracer.observed) {
      this.tracer.show({ kind: "fault", at: this.now, node: node?.name ?? "", fault, detail });
    }
  }
}
