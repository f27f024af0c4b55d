// What one worker process must hold, folded from the lease verbs it took. After its first violation
// nothing more is expected of it: what follows would be judged against a state it never had.
import type { LeaseConstants } from "../../model/constants.ts";
import { microsPerSecond } from "../../model/constants.ts";
import { type Binding, type Grant, Ledger } from "../../model/ledger.ts";
import { PruneInstant } from "../../model/prune-instant.ts";
import { canonicalSession, isPlainUlid } from "../../model/session-id.ts";
import type { LeaseRequest, OrderTaken } from "../../observe/observation.ts";
import { Ghosts } from "./ghosts.ts";

/** A session id as it was spelled. */
interface Spelling {
  readonly canonical: string | undefined;
  /** Not the one spelling that a master writes. */
  readonly isOdd: boolean;
}

/** Spellings of session ids remembered at once. */
const sessionsMax = 256;

export class WorkerModel {
  readonly worker: number;
  readonly constants: LeaseConstants;
  readonly ledger: Ledger;
  readonly instant: PruneInstant;
  readonly ghosts: Ghosts = new Ghosts();
  /** Verbs taken and not yet answered. */
  readonly orders: Map<string, OrderTaken> = new Map<string, OrderTaken>();
  /** What workers that died before this one was born had granted. */
  readonly inherited: readonly Grant[];
  diverged = false;
  /** Since when the scenario keeps it from its work: nothing that falls due later has to be said in time. */
  hamperedAt: number | undefined;
  private readonly sessions = new Map<string, Spelling>();

  constructor(
    worker: number,
    floor: number,
    constants: LeaseConstants,
    inherited: readonly Grant[],
  ) {
    this.worker = worker;
    this.constants = constants;
    this.ledger = new Ledger(floor);
    this.instant = new PruneInstant(constants.expiry);
    this.inherited = inherited;
  }

  /** Every τ that could still be in force, ascending. */
  candidates(now: number): readonly number[] {
    return this.instant.candidates(now, this.ledger.all());
  }

  /** Who the master says is asking. */
  bindingOf({ peerPid, peerSession }: LeaseRequest): Binding {
    return { pid: peerPid, session: this.sessionOf(peerSession) };
  }

  private sessionOf(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.spelling(text).canonical;
  }

  isOddSpelling(text: string | undefined): boolean {
    return text !== undefined && this.spelling(text).isOdd;
  }

  /** Spellings are read once: a connection uses the same one again and again. */
  private spelling(text: string): Spelling {
    let session = this.sessions.get(text);
    if (session === undefined) {
      if (this.sessions.size >= sessionsMax) this.sessions.clear();
      session = { canonical: canonicalSession(text), isOdd: !isPlainUlid(text) };
      this.sessions.set(text, session);
    }
    return session;
  }

  /** The grant that accepting an apply at `now` makes, given what was there. */
  grantOf(order: OrderTaken, held: Grant | undefined): Grant {
    const { lease } = order;
    const asked = lease.ttlSeconds ?? 0;
    const ttlDefaulted = asked === 0;
    const ttlSeconds = ttlDefaulted ? this.constants.ttlDefaultSeconds : asked;
    const presenter = this.bindingOf(lease);
    return {
      clientId: lease.clientId,
      level: lease.detail ?? 0,
      appliedAt: order.at,
      until: order.at + ttlSeconds * microsPerSecond,
      ttlDefaulted,
      // BIND-STICKS: a renewal leaves the binding as it was applied.
      owner: held?.owner ?? presenter,
      presenter,
      session: order.session,
      renewed:
        held === undefined
          ? undefined
          : { level: held.level, until: held.until, appliedAt: held.appliedAt },
    };
  }
}
