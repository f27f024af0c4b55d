// H2-REFUSED-HPACK: behind HEADERS that were refused or reset, what the client sends on the same connection
// is still read as it was meant. A proxy that skipped a block reads other fields, or none.
import { errorCodes } from "../../model/http-codes.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { Account } from "../accounts.ts";
import type { Verdicts } from "../verdicts.ts";
import type { Connection } from "./connections.ts";
import { isOwnField } from "./fields.ts";
import { hasRawBlocks, type Run } from "./survival-judge.ts";

const rule = "H2-REFUSED-HPACK";
const { compressionError } = errorCodes;

/** Some stream of this connection was reset before that exchange began. */
export function followsReset({ resets }: Connection, { startedAt }: ExchangeEnded): boolean {
  return resets.some(({ at }) => at <= startedAt);
}

export class RefusalJudge {
  private readonly verdicts: Verdicts;
  private readonly run: Run;

  constructor(verdicts: Verdicts, run: Run) {
    this.verdicts = verdicts;
    this.run = run;
  }

  judge(): void {
    for (const connection of this.run.connections.all()) this.connection(connection);
    for (const account of this.run.accounts.clients) this.exchange(account);
  }

  /** A table that differs shows as COMPRESSION_ERROR, sooner or later. */
  private connection(connection: Connection): void {
    const { leg, resets, goaways } = connection;
    if (leg === "origin" || hasRawBlocks(this.run, connection)) return;
    const fatal = goaways.proxy.find(({ code }) => code === compressionError);
    if (fatal === undefined || !resets.some(({ at }) => at <= fatal.at)) return;
    const { index, at } = fatal;
    const message = "a client's header blocks, behind one that was refused";
    const [expected, actual] = ["read as before", "COMPRESSION_ERROR"];
    this.verdicts.violated({ rule, index, at, message, expected, actual });
  }

  private exchange({ seen, index }: Account): void {
    const connection = this.run.connections.of(seen);
    if (connection === undefined || !followsReset(connection, seen)) return;
    for (const { seen: origin } of this.run.accounts.originsOf(seen.label)) {
      const lost = seen.requestFields.find(
        ([name, value]) =>
          isOwnField(name) &&
          !this.run.edited.has(name) &&
          !origin.requestFields.some(([other, its]) => other === name && its === value),
      );
      if (lost !== undefined) {
        const message = `the exchange ${seen.label} of ${seen.actor}`;
        const expected = `${lost[0]}: ${lost[1]}`;
        const { at } = seen;
        this.verdicts.violated({ rule, index, at, message, expected, actual: "another or none" });
      } else if (this.verdicts.counted(rule)) {
        const value = [...seen.requestFields, ["x-not-read", "1"] as const];
        this.verdicts.sample(rule, index, { field: "requestFields", value });
      }
    }
  }
}
