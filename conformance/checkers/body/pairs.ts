// The two accounts of each exchange, a client's and an origin's, joined by the label that the request
// bears through the proxy. A retried request has several origins; the one whose answer arrived is meant.
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { Account, Accounts } from "../accounts.ts";

export interface Pair {
  readonly client: Account;
  /** Whose answer the client got; absent where the proxy answered, or nobody. */
  readonly origin: ExchangeEnded | undefined;
  /** The last that answered at all, whether or not that came to the client. */
  readonly answered: ExchangeEnded | undefined;
  /** Every back end that was asked. */
  readonly asked: readonly Account[];
}

export function* pairsOf(accounts: Accounts): Generator<Pair> {
  for (const client of accounts.clients) {
    const { label, answerTo } = client.seen;
    const asked = accounts.originsOf(label);
    const answered = asked.findLast(({ seen }) => seen.answer !== undefined)?.seen;
    yield { client, origin: answerTo === label ? answered : undefined, answered, asked };
  }
}
