// Which request a row belongs to. A row carries a session id that no client sees, so the connection
// behind an id is learned: from the orders that carry it, else from the first row that fits nobody
// better. Within a connection rows of one verb come in the order of the requests, unless texts say
// otherwise.
import type { AuditFormat } from "../../model/audit/format.ts";
import type { AuditRow } from "../../model/audit/row.ts";
import type { AuditConstants } from "../../model/constants.ts";
import type { Asked } from "./asked.ts";
import { outcomeFault, suits } from "./outcome.ts";
import { clientTexts, textFault, type ClientText } from "./texts.ts";

export class Joining {
  private readonly sessions = new Map<string, number>();
  private readonly bounds: AuditConstants;

  constructor(bounds: AuditConstants) {
    this.bounds = bounds;
  }

  /** An order says which connection an id belongs to. */
  learn(id: string | undefined, session: number | undefined): void {
    if (id !== undefined && session !== undefined && !this.sessions.has(id))
      this.sessions.set(id, session);
  }

  sessionOf(row: AuditRow): number | undefined {
    return this.sessions.get(row.session);
  }

  /**
   * The request that has no row in this sink yet and that this row fits best; rather one that was there
   * when the row says that it was written.
   */
  find(
    row: AuditRow,
    sink: string,
    format: AuditFormat,
    open: ReadonlySet<Asked>,
  ): Asked | undefined {
    const until = row.instantMicros - this.bounds.wallStartMicros;
    const before = new Set([...open].filter(({ request }) => request.at <= until));
    const found = this.among(row, sink, format, before);
    return found ?? (before.size < open.size ? this.among(row, sink, format, open) : undefined);
  }

  private among(
    row: AuditRow,
    sink: string,
    format: AuditFormat,
    open: ReadonlySet<Asked>,
  ): Asked | undefined {
    const alike: Asked[] = [];
    for (const asked of open) {
      const { verb } = asked.request;
      if (asked.rows.has(sink) || verb === undefined) continue;
      if (format.verbName(verb) === row.verb) alike.push(asked);
    }
    const session = this.sessions.get(row.session);
    const found = session === undefined ? this.stranger(row, format, alike) : undefined;
    if (found !== undefined) this.sessions.set(row.session, found.request.session);
    if (session === undefined) return found;
    const own = alike.filter(({ request }) => request.session === session);
    return this.fitting(row, format, own) ?? own[0] ?? this.fitting(row, format, alike);
  }

  /** One that the row fits in every text, or else in the id of its lease at least. */
  private fitting(row: AuditRow, format: AuditFormat, among: readonly Asked[]): Asked | undefined {
    const fits = (asked: Asked, isText: (text: ClientText) => boolean): boolean =>
      clientTexts(asked, row, format, this.bounds).every(
        (text) => !isText(text) || textFault(text, format) === undefined,
      );
    const told = among.filter((asked) => fits(asked, () => true));
    const counted = told.filter((asked) => suits(asked, row));
    // Of equal requests the one that is refused at once has its row before those that were sent on.
    const sameEnd = (asked: Asked): boolean => outcomeFault(asked, row, format) === undefined;
    return (
      counted.find(sameEnd) ??
      counted[0] ??
      told.find(sameEnd) ??
      told[0] ??
      among.find((asked) => fits(asked, ({ name }) => name === "client_id"))
    );
  }

  /** Nobody known: somebody whose connection has no id yet, and rather the process it names. */
  private stranger(row: AuditRow, format: AuditFormat, alike: readonly Asked[]): Asked | undefined {
    const known = new Set(this.sessions.values());
    const unknown = alike.filter(({ request }) => !known.has(request.session));
    const same = unknown.filter(({ credentials }) => credentials?.pid === row.actor.pid);
    return this.fitting(row, format, same) ?? same[0] ?? unknown[0] ?? alike[0];
  }
}
