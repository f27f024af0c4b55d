// Inputs that come from a node's own surroundings rather than down a stream: its start, answers of
// listen, load and store, the end of a child, a datagram. Rare, so plain objects in reused places.

import type { Address, ExitCause, ListenerId, ListenOutcome, NodeName } from "../machine.ts";
import type { SimNode } from "./node.ts";

interface ToProcess {
  readonly node: SimNode;
  /** The process it is meant for; a later one of the same name never sees it. */
  readonly process: number;
}

export type Notice =
  | (ToProcess & { readonly kind: "start" })
  | (ToProcess & {
      readonly kind: "listened";
      readonly listener: ListenerId;
      readonly outcome: ListenOutcome;
    })
  | (ToProcess & { readonly kind: "load"; readonly name: string })
  | (ToProcess & { readonly kind: "store"; readonly name: string; readonly bytes: Uint8Array })
  | (ToProcess & {
      readonly kind: "child-exit";
      readonly child: NodeName;
      readonly cause: ExitCause;
    })
  | (ToProcess & {
      readonly kind: "datagram";
      readonly sender: SimNode;
      readonly listener: ListenerId;
      readonly from: Address;
      readonly bytes: Uint8Array;
    });

export class Notices {
  private readonly places: (Notice | undefined)[] = [];
  private readonly free: number[] = [];

  add(notice: Notice): number {
    const place = this.free.pop() ?? this.places.length;
    this.places[place] = notice;
    return place;
  }

  peek(place: number): Notice | undefined {
    return this.places[place];
  }

  take(place: number): Notice | undefined {
    const notice = this.places[place];
    this.places[place] = undefined;
    this.free.push(place);
    return notice;
  }
}
