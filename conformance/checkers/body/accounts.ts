// The two accounts of each exchange, a client's and an origin's, joined by the label that the request
// bears through the proxy. A retried request has several origins; the one whose answer arrived is meant.
import { listAt } from "../../grouped.ts";
import { switchingProtocols } from "../../model/http-codes.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";

export interface Account {
  readonly seen: ExchangeEnded;
  readonly index: number;
}

export interface Pair {
  readonly client: Account;
  /** Whose answer the client got; absent where the proxy answered, or nobody. */
  readonly origin: ExchangeEnded | undefined;
  /** The last that answered at all, whether or not that came to the client. */
  readonly answered: ExchangeEnded | undefined;
  /** Every back end that was asked. */
  readonly asked: readonly Account[];
}

export class Accounts {
  private readonly clients: Account[] = [];
  private readonly origins = new Map<string, Account[]>();

  add(seen: ExchangeEnded, index: number): void {
    if (seen.role === "client") {
      this.clients.push({ seen, index });
      return;
    }
    listAt(this.origins, seen.label).push({ seen, index });
  }

  *pairs(): Generator<Pair> {
    for (const client of this.clients) {
      const { label, answerTo } = client.seen;
      const asked = this.origins.get(label) ?? nobody;
      const answered = asked.findLast(({ seen }) => seen.answer !== undefined)?.seen;
      yield { client, origin: answerTo === label ? answered : undefined, answered, asked };
    }
  }
}

const nobody: readonly Account[] = [];

/** RFC 9110 §6.4.1: such an answer has no content, whatever its fields say. */
export function isBodiless({ method, answer }: ExchangeEnded): boolean {
  return method === "HEAD" || answer === 204 || answer === 304;
}

/** H1-UPGRADE: what follows is no body, and who speaks on either side keeps no account of it. */
export function isTunnel({ answer }: ExchangeEnded): boolean {
  return answer === switchingProtocols;
}
