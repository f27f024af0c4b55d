// Which moves of a slot the contract allows: those of its table, with its amendments (a slot of an HTTP/2
// front that is reset ends in Recycle). `none` is a slot before it is made and after it is dropped.

/** The states that a slot may go to, by the one that it leaves. */
export const legalMoves: Readonly<Record<string, readonly string[]>> = {
  // A slot is made for a connection, or for a stream that finds none to use again.
  none: ["Idle"],
  // T1 to T8; an idle connection closes.
  Idle: ["Link", "Unlinked", "Recycle", "none"],
  // T9 to T13
  Link: ["Linked", "Unlinked", "Recycle", "none"],
  // T14 to T21, T23, T24. A tunnel stays linked when its request is released.
  Linked: ["Link", "Linked", "Unlinked", "Recycle", "none"],
  // STREAM-UNLINKED-ENDS: nothing links it again. T22, T23, T24. The last one of a connection is
  // released and stays until that has gone.
  Unlinked: ["Idle", "Unlinked", "Recycle", "none"],
  // T26, T27
  Recycle: ["Idle", "none"],
};
