// The ids of records among each other: a request has an id of its own (LOG-ATTRIBUTION), a connection has
// one for all of its records, and no other connection has it (LOG-FIELDS).
import type { Verdicts } from "../verdicts.ts";
import type { Logged } from "./pairs.ts";

export class Identities {
  private readonly verdicts: Verdicts;
  private readonly requests = new Set<string>();
  /** The address behind each session, and the session behind each address. */
  private readonly addresses = new Map<string, string>();
  private readonly sessions = new Map<string, string>();

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  judge(logged: readonly Logged[]): void {
    for (const one of logged) {
      this.request(one);
      this.session(one);
    }
  }

  private request({ index, at, record }: Logged): void {
    const { requestId } = record;
    if (requestId === undefined) return;
    const [first] = this.requests;
    if (this.requests.has(requestId)) {
      const rule = "LOG-ATTRIBUTION";
      const message = "two records bear one request id";
      const expected = "an id of its own";
      this.verdicts.violated({ rule, index, at, message, expected, actual: requestId });
    } else if (first !== undefined) {
      this.verdicts.evaluated("LOG-ATTRIBUTION", index, () => {
        return { field: "record", value: { ...record, requestId: first } };
      });
    }
    this.requests.add(requestId);
  }

  private session({ index, at, worker, record }: Logged): void {
    const { sessionId, sessionAddress } = record;
    if (sessionId === undefined || sessionAddress === undefined) return;
    const address = `${worker} ${sessionAddress}`;
    const known = this.addresses.get(sessionId) ?? address;
    const other = this.sessions.get(address) ?? sessionId;
    if (known !== address || other !== sessionId) {
      const rule = "LOG-FIELDS";
      const message = "a session id is another connection's";
      const expected = `${other} for ${address}`;
      const actual = `${sessionId} for ${address}`;
      this.verdicts.violated({ rule, index, at, message, expected, actual });
    } else if (this.sessions.has(address)) {
      this.verdicts.evaluated("LOG-FIELDS", index, () => {
        return { field: "record", value: { ...record, sessionId: `${sessionId}-of-another` } };
      });
    }
    this.addresses.set(sessionId, address);
    this.sessions.set(address, sessionId);
  }
}
