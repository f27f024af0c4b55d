// One request of an operator on its way to its terminal reply and its audit row.

import type { Request, ResponseContent } from "../../wire/index.ts";
import type { Level } from "../lease/level.ts";
import type { Tally } from "./part.ts";
import type { Slot } from "./reply-queue.ts";
import type { Session } from "./session.ts";

export type RequestType = Request["requestType"];
export type VerbCase = Exclude<RequestType["case"], undefined>;
export type ContentType = ResponseContent["contentType"];

export interface Order {
  readonly session: Session;
  readonly slot: Slot;
  /** "unknown" for a request of which we know no verb. */
  readonly verb: VerbCase | "unknown";
  readonly request: Request;
  /** FANOUT-ONE-TERMINAL, AUDIT-CANONICAL: both happen once, when this becomes true. */
  isConcluded: boolean;
}

/** How a request ended. */
export interface Conclusion {
  readonly ok: boolean;
  readonly message: string;
  readonly content?: ContentType;
  /** What the workers did, where they were asked. */
  readonly tally?: Tally;
  readonly levels?: { readonly previous: Level; readonly effective: Level };
}

export function refusal(message: string): Conclusion {
  return { ok: false, message };
}

/** Our own mistake: the verb table gave a request to the handler of another verb. */
export function misplaced({ verb }: Order): Error {
  return new Error(`the verb table sends ${verb} to the wrong handler`);
}
