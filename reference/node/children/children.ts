// The children of one node. FANOUT-COUNTED: what a child wrote before it died is given to the
// machine before its death is. It deliberately does not know how a child runs.

import type { Duplex } from "node:stream";
import type { ExitCause, Machine, Micros, NodeName } from "../../host.ts";
import { childExitMillisMax } from "../bounds.ts";
import type { Turns } from "../host/turns.ts";
import type { Child, Launch } from "./child.ts";

export interface ChildrenOptions {
  readonly turns: Turns;
  readonly machine: Machine;
  readonly launch: Launch;
  /** Ends the machine's connection on the channel of a child that is gone. */
  readonly lose: (now: Micros, channel: Duplex) => void;
}

interface Running extends Child {
  readonly exited: Promise<void>;
}

export class Children {
  readonly #options: ChildrenOptions;
  readonly #running = new Map<NodeName, Running>();

  constructor(options: ChildrenOptions) {
    this.#options = options;
  }

  spawn(name: NodeName, config: Uint8Array): void {
    let resolve: () => void = () => undefined;
    const exited = new Promise<void>((settle) => {
      resolve = settle;
    });
    const child = this.#options.launch(name, config, (cause) => {
      resolve();
      this.#drain(name, child, cause);
    });
    this.#running.set(name, {
      channel: child.channel,
      kill: () => {
        child.kill();
      },
      exited,
    });
  }

  channel(name: NodeName): Duplex | undefined {
    return this.#running.get(name)?.channel;
  }

  kill(name: NodeName): void {
    this.#running.get(name)?.kill();
  }

  /** Closes every channel, which a child follows by ending; kills those that do not. */
  async close(): Promise<void> {
    const children = [...this.#running.values()];
    for (const child of children) child.channel.destroy();
    const patience = setTimeout(() => {
      for (const child of children) child.kill();
    }, childExitMillisMax);
    await Promise.all(children.map(({ exited }) => exited));
    clearTimeout(patience);
  }

  /** Waits for what the child had written, unless nobody is reading it now. */
  #drain(name: NodeName, { channel }: Child, cause: ExitCause): void {
    const finish = (): void => {
      clearTimeout(patience);
      if (this.#running.get(name)?.channel !== channel) return;
      this.#running.delete(name);
      this.#options.turns.take((now) => {
        this.#options.lose(now, channel);
        this.#options.machine.onChildExit(now, name, cause);
      });
    };
    // Somebody else may have inherited the channel: its end is not waited for without bound.
    const patience = setTimeout(finish, childExitMillisMax);
    if (channel.readableEnded || channel.destroyed || channel.readableFlowing !== true) {
      finish();
      return;
    }
    channel.once("end", finish);
    channel.once("close", finish);
  }
}
