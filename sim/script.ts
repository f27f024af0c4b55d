// Carries out the actions a script ordered.

import type { Action } from "./action.ts";
import type { Kernel } from "./engine/kernel.ts";
import { covers } from "./network/obstacles.ts";
import type { Transport } from "./network/transport.ts";
import { addressKey } from "./network/listeners.ts";
import type { Processes } from "./node/processes.ts";

type Way = Extract<Action, { readonly do: "partition" | "stall" }>;

export class Script {
  private readonly kernel: Kernel;
  private readonly transport: Transport;
  private readonly processes: Processes;
  private readonly actions: Action[] = [];

  constructor(transport: Transport, processes: Processes) {
    this.kernel = transport.kernel;
    this.transport = transport;
    this.processes = processes;
  }

  /** Returns its place, by which the queue knows it. */
  add(action: Action): number {
    this.actions.push(action);
    return this.actions.length - 1;
  }

  perform(place: number): void {
    const action = this.actions[place]!;
    const { kernel, processes } = this;
    this.note(action);
    switch (action.do) {
      case "crash":
        processes.crash(kernel.node(action.node), action.silent ?? false);
        break;
      case "restart": {
        const node = kernel.node(action.node);
        processes.crash(node, false);
        processes.start(node, kernel.now);
        break;
      }
      case "pause":
        processes.pause(kernel.node(action.node));
        break;
      case "resume":
        processes.resume(kernel.node(action.node));
        break;
      case "slow":
        kernel.node(action.node).cost = action.costMicros;
        break;
      case "sink":
        this.open(action);
        break;
      case "step-wall":
        kernel.node(action.node).wallOffset += action.byMicros;
        break;
      case "partition":
      case "stall":
      case "refuse":
      case "heal":
        this.obstruct(action);
    }
  }

  private open({ node, sink, takes }: Extract<Action, { readonly do: "sink" }>): void {
    const { fullSinks } = this.kernel.node(node);
    if (takes) fullSinks.delete(sink);
    else fullSinks.add(sink);
  }

  private obstruct(
    action: Extract<Action, { readonly do: "partition" | "stall" | "refuse" | "heal" }>,
  ): void {
    const { obstacles } = this.transport;
    switch (action.do) {
      case "partition":
        obstacles.partition(wayOf(action), action.oneWay ?? false);
        this.block();
        break;
      case "stall":
        this.stall(action);
        break;
      case "refuse":
        obstacles.refuse(action.at);
        break;
      case "heal":
        obstacles.heal();
        this.block();
        this.flow();
    }
  }

  /** Every direction learns whether a partition is in its way. */
  private block(): void {
    for (const pipe of this.transport.pipes) {
      if (pipe !== undefined) this.transport.block(pipe.from);
    }
  }

  private stall(action: Way): void {
    const way = wayOf(action);
    for (const pipe of this.transport.pipes) {
      const from = pipe?.from.node;
      const to = pipe?.to.node;
      if (pipe === undefined || from === undefined || to === undefined) continue;
      if (covers(way, from.name, to.name)) pipe.obstruct(pipe.isBlocked, true);
    }
  }

  private flow(): void {
    for (const pipe of this.transport.pipes) {
      if (pipe?.obstruct(pipe.isBlocked, false) === true) this.transport.schedule(pipe);
    }
  }

  private note(action: Action): void {
    const node = "node" in action ? this.kernel.node(action.node) : undefined;
    this.kernel.fault(node, action.do, detailOf(action));
  }
}

function wayOf(action: Way): { from: string | undefined; to: string | undefined } {
  return { from: action.from, to: action.to };
}

function detailOf(action: Action): string {
  switch (action.do) {
    case "partition":
    case "stall":
      return wayText(action);
    case "refuse":
      return addressKey(action.at);
    case "slow":
      return `${action.costMicros}`;
    case "step-wall":
      return `${action.byMicros}`;
    case "sink":
      return `${action.sink} ${action.takes ? "takes" : "full"}`;
    case "crash":
      return action.silent === true ? "silent" : "";
    case "restart":
    case "pause":
    case "resume":
    case "heal":
      return "";
  }
}

function wayText(action: Way): string {
  const arrow = action.do === "stall" || action.oneWay === true ? ">" : "<>";
  return `${action.from ?? "*"} ${arrow} ${action.to ?? "*"}`;
}
