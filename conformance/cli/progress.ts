// One line on the error output that says how far a long run is. It is only there for a person: without
// a terminal nothing is printed.

/** Redrawing more often than this is only flicker. */
const redrawMillis = 100;

export class Progress {
  private readonly terminal = process.stderr.isTTY;
  private drawnAt = 0;
  private drawn = false;

  show(done: number, of: number, what: string): void {
    const now = performance.now();
    if (!this.terminal || now - this.drawnAt < redrawMillis) return;
    this.drawnAt = now;
    this.drawn = true;
    process.stderr.write(`\r\u001b[K${done}/${of} ${what}`);
  }

  clear(): void {
    if (this.drawn) process.stderr.write("\r\u001b[K");
    this.drawn = false;
  }
}
