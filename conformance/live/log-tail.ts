// What a program wrote: its last lines for the report of a failure, and its lines with their instants
// for whoever judges by them. It holds no more than a bound, because a program that is judged may write
// without end.

/** How much text is kept. */
const charactersMax = 64_000;
const linesMax = 2_000;
const lineCharactersMax = 1_000;

export interface TimedLine {
  /** Of `process.hrtime`, when it was read. */
  readonly nanos: bigint;
  readonly line: string;
}

export class LogTail {
  private text = "";
  private cut = false;
  private open = "";
  private readonly timed: TimedLine[] = [];

  add(chunk: string): void {
    this.note(chunk);
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

  /** Those written since, as far as there was room for them. */
  since(nanos: bigint): readonly TimedLine[] {
    return this.timed.filter((line) => line.nanos >= nanos);
  }

  private note(chunk: string): void {
    if (this.timed.length >= linesMax) return;
    const nanos = process.hrtime.bigint();
    const lines = `${this.open}${chunk}`.split("\n");
    this.open = (lines.pop() ?? "").slice(0, lineCharactersMax);
    for (const line of lines.slice(0, linesMax - this.timed.length)) {
      this.timed.push({ nanos, line: line.slice(0, lineCharactersMax) });
    }
  }
}
