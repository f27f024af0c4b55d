// The last lines that a program wrote, for the report of a failure. It holds no more than a bound,
// because a program that is judged may write without end.

/** How much text is kept. */
const charactersMax = 64_000;

export class LogTail {
  private text = "";
  private cut = false;

  add(chunk: string): void {
    this.text += chunk;
    if (this.text.length <= charactersMax) return;
    this.text = this.text.slice(-charactersMax);
    this.cut = true;
  }

  /** The last lines, oldest first; a line that was cut at its beginning is left out. */
  lines(count: number): readonly string[] {
    const lines = this.text.split("\n").filter((line) => line.trim() !== "");
    return (this.cut ? lines.slice(1) : lines).slice(-count);
  }
}
