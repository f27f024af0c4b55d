// The states of a slot and what moves it between them. What is absent is an error of ours. The picture
// in `docs/slot.md` is drawn from this table. What happens beside the move is in slot-table.ts.
//
// "Idle: no request yet; Link: waiting for a connection to a back end; Linked: attached to one;
// Unlinked: detached, an answer is being written; Recycle: free for another use." The T numbers are
// those of the stream's legal transitions; T7, T12 and T21 end in Recycle.

export const slotStates = ["Idle", "Link", "Linked", "Unlinked", "Recycle"] as const;

export type SlotState = (typeof slotStates)[number];

export const slotInputs = [
  "admit",
  "refuse",
  "forget",
  "link",
  "retry",
  "unlink",
  "renew",
  "finish",
  "abort",
  "take",
] as const;

export type SlotInput = (typeof slotInputs)[number];

export interface SlotTransition {
  readonly to: SlotState;
  /** GAUGE-COUNT-ONCE: takes a unit of http.active_requests. */
  readonly counts?: true;
  /** GAUGE-RELEASE-ONCE: gives it back, with the one final record, unless that was done before. */
  readonly settles?: true;
}

export type SlotTransitions = Readonly<
  Record<SlotState, Readonly<Partial<Record<SlotInput, SlotTransition>>>>
>;

export const slotTransitions: SlotTransitions = {
  Idle: {
    /** T1, T2, T3 */
    admit: { to: "Link", counts: true },
    /** T4, T5, T6 */
    refuse: { to: "Unlinked" },
    /** T7, T8 */
    forget: { to: "Recycle" },
  },
  Link: {
    /** T9 */
    link: { to: "Linked" },
    /** T10, T11 */
    unlink: { to: "Unlinked" },
    /** T12, T13 */
    abort: { to: "Recycle", settles: true },
  },
  Linked: {
    /** T14, T15 */
    retry: { to: "Link" },
    /** T16, T17, T18, T19, T20 */
    unlink: { to: "Unlinked" },
    /** T23 */
    finish: { to: "Recycle", settles: true },
    /** T21, T24 */
    abort: { to: "Recycle", settles: true },
  },
  Unlinked: {
    /** T22 */
    renew: { to: "Idle", settles: true },
    /** T23 */
    finish: { to: "Recycle", settles: true },
    /** T24 */
    abort: { to: "Recycle", settles: true },
  },
  Recycle: {
    /** T26 */
    take: { to: "Idle" },
  },
};
