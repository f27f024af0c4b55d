// Where the time of a live run goes: how long it was busy with what, summed over everything that went on
// side by side.

const phases = [
  "planning",
  "launching",
  "configuring",
  "gathering actors",
  "playing",
  "settling",
  "judging",
  "ending",
] as const;
export type Phase = (typeof phases)[number];

export class Phases {
  private readonly nanos = new Map<Phase, bigint>();
  private again = 0;

  async during<Result>(phase: Phase, work: Promise<Result>): Promise<Result> {
    const from = process.hrtime.bigint();
    try {
      return await work;
    } finally {
      const took = process.hrtime.bigint() - from;
      this.nanos.set(phase, (this.nanos.get(phase) ?? 0n) + took);
    }
  }

  /** A case is played once more. */
  playedAgain(): void {
    this.again += 1;
  }

  /** Undefined when nothing was done. */
  text(): string | undefined {
    const parts = phases.flatMap((phase) => {
      const nanos = this.nanos.get(phase);
      return nanos === undefined ? [] : [`${phase} ${(Number(nanos) / 1e9).toFixed(1)} s`];
    });
    if (parts.length === 0) return undefined;
    return `where the time went, summed over all instances: ${parts.join(", ")}; ${this.again} played again`;
  }
}
