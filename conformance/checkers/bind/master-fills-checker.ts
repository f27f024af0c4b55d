// BIND-MASTER-FILLS: the binding that workers see is that of the connection, whatever the client put
// there. Judged on the channel between master and worker, for every order that a client is behind.
import { canonicalSession } from "../../model/session-id.ts";
import type { Credentials, Observation, OrderTaken } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";

const rule = "BIND-MASTER-FILLS";

/** A pid that no scenario gives to anybody. */
const foreignPid = 424_242;

interface Fault {
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

export class MasterFillsChecker implements Checker {
  readonly kinds = ["session-opened", "session-closed", "request", "order"] as const;
  private readonly verdicts: Verdicts;
  private readonly credentials = new Map<number, Credentials | undefined>();
  /** What the client itself claimed to be, by session and ordinal of the request. */
  private readonly claims = new Map<number, string>();
  /** The session id the master gave to each connection, as first seen. */
  private readonly given = new Map<number, { readonly text: string; readonly canonical: string }>();

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number): void {
    if (observation.kind === "session-opened") {
      this.credentials.set(observation.session, observation.credentials);
    } else if (observation.kind === "request" && observation.lease?.peerSession !== undefined) {
      this.claims.set(observation.session, observation.lease.peerSession);
    } else if (observation.kind === "session-closed") {
      this.claims.delete(observation.session);
      this.credentials.delete(observation.session);
    } else if (observation.kind === "order" && observation.session !== undefined) {
      this.judge(observation, observation.session, index);
    }
  }

  private judge(order: OrderTaken, session: number, index: number): void {
    if (!this.credentials.has(session)) return;
    const wrong = this.fault(order, session);
    if (wrong !== undefined) {
      this.verdicts.violated({ rule, index, at: order.at, ...wrong });
      return;
    }
    this.verdicts.evaluated(rule, index, () => ({
      field: "lease",
      value: { ...order.lease, peerPid: foreignPid },
    }));
  }

  private fault({ lease, worker }: OrderTaken, session: number): Fault | undefined {
    const pid = this.credentials.get(session)?.pid;
    if (lease.peerPid !== pid) {
      return {
        message: `worker ${worker} was given a pid that is not the connection's`,
        expected: `peer_pid ${pid ?? "absent"}`,
        actual: `peer_pid ${lease.peerPid ?? "absent"}`,
      };
    }
    return this.foreignSession(lease.peerSession, session, worker);
  }

  private foreignSession(
    text: string | undefined,
    session: number,
    worker: number,
  ): Fault | undefined {
    const claimed = text !== undefined && text === this.claims.get(session);
    // The same spelling as before needs no second reading.
    if (!claimed && text !== undefined && this.given.get(session)?.text === text) return undefined;
    const canonical = text === undefined ? undefined : canonicalSession(text);
    if (claimed || text === undefined || canonical === undefined) {
      return {
        message: `worker ${worker} was given a session id that is not the master's`,
        expected: "a ULID of the master's own",
        actual: text ?? "absent",
      };
    }
    return this.confused(session, text, canonical);
  }

  /** One connection keeps one id, and no two connections share it. */
  private confused(session: number, text: string, canonical: string): Fault | undefined {
    const first = this.given.get(session)?.canonical;
    if (first === undefined) {
      const twin = [...this.given].find(([, other]) => other.canonical === canonical);
      this.given.set(session, { text, canonical });
      if (twin === undefined) return undefined;
      return {
        message: "two connections share a session id",
        expected: "an id of its own",
        actual: canonical,
      };
    }
    if (first === canonical) return undefined;
    return { message: "a connection changed its session id", expected: first, actual: canonical };
  }
}
