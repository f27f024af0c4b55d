// One request of an operator on its way to its terminal reply and its audit row.

import type { Request, ResponseContent } from "../../wire/index.ts";
import type { AuditRow } from "../audit/row.ts";
import type { Tally } from "./part.ts";
import type { Slot } from "./reply-queue.ts";
import type { Session } from "./session.ts";

export type RequestType = Request["requestType"];
export type VerbCase = Exclude<RequestType["case"], undefined>;
export type ContentType = ResponseContent["contentType"];

export interface Order {
  readonly session: Session;
  readonly slot: Slot;
  readonly request: Request;
  /** The length of its payload. */
  readonly bytes: number;
  /** "unknown" for a request of which we know no verb. */
  readonly verb: VerbCase | "unknown";
  /** FANOUT-ONE-TERMINAL, AUDIT-CANONICAL: both happen once, when this becomes true. */
  isConcluded: boolean;
}

/** How a request ended. `errors`: not everybody did what was asked, but somebody did. */
export interface Conclusion {
  readonly outcome: "ok" | "errors" | "failure";
  readonly message: string;
  readonly content?: ContentType | undefined;
  /** What the workers did, where they were asked. */
  readonly tally?: Tally;
  readonly levels?: NonNullable<AuditRow["levels"]>;
}

export function done(message: string, content?: ContentType): Conclusion {
  return content === undefined ? { outcome: "ok", message } : { outcome: "ok", message, content };
}

export function failed(message: string): Conclusion {
  return { outcome: "failure", message };
}

/** Our own mistake: the verb table gave a request to the row of another verb. */
export function misplaced({ verb }: Order): Error {
  return new Error(`the verb table sends ${verb} to the wrong row`);
}
