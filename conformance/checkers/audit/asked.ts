// The requests of operators while their rows are awaited: who asked, what the workers made of it, how
// it ended. Which row belongs to which request is found out elsewhere.
import type { AuditRow } from "../../model/audit/row.ts";
import type {
  AnswerWritten,
  AuditLine,
  Credentials,
  Observation,
  OrderSent,
  ReplyWritten,
  RequestTaken,
} from "../../observe/observation.ts";

/** A row that was joined with its request. */
export interface Joined {
  readonly row: AuditRow;
  readonly line: AuditLine;
  readonly index: number;
  /** Something is wrong with it already: what follows from that is not told again. */
  isFaulty: boolean;
}

export interface Asked {
  readonly request: RequestTaken;
  readonly credentials: Credentials | undefined;
  /** The workers that were sent the order. */
  readonly ordered: Set<number>;
  /** Whether any worker was sent anything for it, be it in parts. */
  wasOrdered: boolean;
  /** The answers that the master has heard, by worker. */
  readonly heard: Map<number, AnswerWritten>;
  reply: ReplyWritten | undefined;
  /**
   * What a worker is told when it starts looks like a request of the same content: then it is not
   * known whose order that was.
   */
  isUnsure: boolean;
  /** The index of the observation that ended it. */
  endedAt: number | undefined;
  /** By sink. */
  readonly rows: Map<string, Joined>;
}

/** What is needed to follow requests to their end. */
const followedKinds = [
  "session-opened",
  "session-closed",
  "request",
  "worker-linked",
  "worker-started",
  "order-sent",
  "answer",
  "answer-taken",
] as const;

type Followed = Extract<Observation, { readonly kind: (typeof followedKinds)[number] }>;

const followed: ReadonlySet<string> = new Set(followedKinds);

export function isFollowed(seen: Observation): seen is Followed {
  return followed.has(seen.kind);
}

/** What a worker is asked for in several orders, or answers in several parts. */
const inParts: ReadonlySet<string> = new Set([
  "loadState",
  "upgradeWorker",
  "softStop",
  "hardStop",
  "returnListenSockets",
]);

export class AskedRequests {
  /** In the order in which they came. */
  readonly open: Set<Asked> = new Set<Asked>();
  private readonly credentials = new Map<number, Credentials | undefined>();
  private readonly byOrdinal = new Map<string, Asked>();
  private readonly byOrder = new Map<string, Asked>();
  private readonly answers = new Map<string, AnswerWritten>();

  follow(seen: Followed): void {
    switch (seen.kind) {
      case "session-opened":
        this.credentials.set(seen.session, seen.credentials);
        return;
      case "session-closed":
        this.credentials.delete(seen.session);
        return;
      case "request":
        this.begin(seen);
        return;
      case "worker-linked":
      case "worker-started":
        this.doubt();
        return;
      case "order-sent":
        this.order(seen);
        return;
      case "answer":
        if (seen.status !== "processing") this.answers.set(`${seen.worker} ${seen.id}`, seen);
        return;
      case "answer-taken":
        this.hear(`${seen.worker} ${seen.id}`);
        return;
    }
  }

  find(session: number, ordinal: number): Asked | undefined {
    return this.byOrdinal.get(`${session} ${ordinal}`);
  }

  forget(asked: Asked): void {
    const { session, ordinal } = asked.request;
    this.open.delete(asked);
    this.byOrdinal.delete(`${session} ${ordinal}`);
  }

  private begin(request: RequestTaken): void {
    const asked: Asked = {
      request,
      credentials: this.credentials.get(request.session),
      ordered: new Set(),
      wasOrdered: false,
      heard: new Map(),
      reply: undefined,
      isUnsure: false,
      endedAt: undefined,
      rows: new Map(),
    };
    this.open.add(asked);
    this.byOrdinal.set(`${request.session} ${request.ordinal}`, asked);
  }

  private order({ worker, id, session, ordinal, verb }: OrderSent): void {
    if (session === undefined || ordinal === undefined) return;
    const asked = this.find(session, ordinal);
    if (asked === undefined) return;
    asked.wasOrdered = true;
    if (inParts.has(verb)) return;
    asked.ordered.add(worker);
    this.byOrder.set(`${worker} ${id}`, asked);
  }

  /** What a worker is told when it starts may be written before its process runs. */
  private doubt(): void {
    for (const asked of this.open) asked.isUnsure ||= asked.request.lease === undefined;
  }

  private hear(key: string): void {
    const answer = this.answers.get(key);
    const asked = this.byOrder.get(key);
    this.answers.delete(key);
    this.byOrder.delete(key);
    if (answer !== undefined) asked?.heard.set(answer.worker, answer);
  }
}
