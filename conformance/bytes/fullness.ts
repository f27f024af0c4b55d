// The most that was kept, as bytes and as a share of what may be: what the parser declares, and never
// more than twice of what it was given, however much that promised.

/** Working memory is never smaller than this. */
const startBytes = 256;

export class Fullness {
  heldBytes = 0;
  share = 0;
  private givenBytes = 0;

  /** After a piece of so many bytes. */
  note(heldBytes: number, heldBytesMax: number, pieceBytes: number): void {
    this.givenBytes += pieceBytes;
    const allowed = Math.min(heldBytesMax, startBytes + 2 * this.givenBytes);
    this.heldBytes = Math.max(this.heldBytes, heldBytes);
    this.share = Math.max(this.share, heldBytes / allowed);
  }

  /** Of memory that is there before anything came, or that expands what came. */
  noteExpanded(heldBytes: number, heldBytesMax: number): void {
    this.heldBytes = Math.max(this.heldBytes, heldBytes);
    this.share = Math.max(this.share, heldBytes / heldBytesMax);
  }
}
