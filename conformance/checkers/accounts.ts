// The exchanges of a run by their labels: what each client saw, and every origin that the request reached. What
// one account shows by itself stands here, too.
import { listAt, setAt } from "../grouped.ts";
import { switchingProtocols } from "../model/http-codes.ts";
import type { ExchangeBegun, ExchangeEnded } from "../observe/data-plane.ts";

export interface Account {
  readonly seen: ExchangeEnded;
  readonly index: number;
}

const none: readonly Account[] = [];

export class Accounts {
  readonly clients: Account[] = [];
  /** By label, the first of each. */
  private readonly byLabel = new Map<string, Account>();
  private readonly origins = new Map<string, Account[]>();
  private readonly asked = new Map<string, ExchangeBegun>();
  /** The streams of clients that have an exchange, by actor and its own number of the connection. */
  private readonly streams = new Map<string, Set<number>>();

  begin(begun: ExchangeBegun): void {
    if (begun.role !== "client") return;
    this.asked.set(begun.label, begun);
    const key = `${begun.actor} ${begun.conn}`;
    setAt(this.streams, key).add(begun.stream);
  }

  /** Whether a stream of a client is one of its exchanges, and no frame of its own making. */
  isBegun(actor: string, conn: number, stream: number): boolean {
    return this.streams.get(`${actor} ${conn}`)?.has(stream) === true;
  }

  /** What a client began, whether it came to an end or not. */
  begunOf(label: string): ExchangeBegun | undefined {
    return this.asked.get(label);
  }

  add(seen: ExchangeEnded, index: number): void {
    if (seen.role === "client") {
      const account = { seen, index };
      this.clients.push(account);
      if (!this.byLabel.has(seen.label)) this.byLabel.set(seen.label, account);
      return;
    }
    listAt(this.origins, seen.label).push({ seen, index });
  }

  originsOf(label: string): readonly Account[] {
    return this.origins.get(label) ?? none;
  }

  *allOrigins(): Generator<Account> {
    for (const accounts of this.origins.values()) yield* accounts;
  }

  clientOf(label: string): Account | undefined {
    return this.byLabel.get(label);
  }
}

/** Somebody other than the proxy ended it: it proves nothing. */
export function isOthersDoing({ end }: ExchangeEnded): boolean {
  return end === "abandoned" || end === "malformed";
}

/** Both messages are as long as they say. */
export function isConsistent(seen: ExchangeEnded): boolean {
  const { requestFields, requestBytes, answerFields, answerBytes } = seen;
  return (
    isAsDeclared(requestFields, requestBytes) &&
    (isBodiless(seen) || isAsDeclared(answerFields, answerBytes))
  );
}

function isAsDeclared(fields: ExchangeEnded["requestFields"], bytes: number): boolean {
  const declared = fields.find(([name]) => name === "content-length")?.[1];
  return declared === undefined || Number(declared) === bytes;
}

/** HTTP/1: the answer itself says where its content ends. */
export function isDelimited({ answerFields }: ExchangeEnded): boolean {
  return answerFields.some(([name]) => {
    const lower = name.toLowerCase();
    return lower === "content-length" || lower === "transfer-encoding";
  });
}

/** RFC 9110 §6.4.1: such an answer has no content, whatever its fields say. */
export function isBodiless({ method, answer }: ExchangeEnded): boolean {
  return method === "HEAD" || answer === 204 || answer === 304;
}

/** H1-UPGRADE: what follows is no body, and who speaks on either side keeps no account of it. */
export function isTunnel({ answer }: ExchangeEnded): boolean {
  return answer === switchingProtocols;
}
