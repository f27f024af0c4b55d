// How much of one thing a connection has seen, from both sides: surely so many, however early a target
// halves its count, and at most so many, however late. A count is halved every second, at an instant that
// nobody outside knows; within one second that happens once at most.
import { microsPerSecond } from "../../model/constants.ts";
import type { FloodLimit } from "../../model/http2-constants.ts";

export class FloodCount {
  private readonly limit: FloodLimit;
  private readonly isForLife: boolean;
  private lifetime = 0;
  private instant = -1;
  private atInstant = 0;
  private burstSince = -1;
  private inBurst = 0;
  private most = 0;
  private halvedAt = 0;

  constructor(limit: FloodLimit, isForLife: boolean) {
    this.limit = limit;
    this.isForLife = isForLife;
  }

  /** How near it came to the honest rate, at most: above 1 there is no promise. */
  get load(): number {
    return (this.isForLife ? this.lifetime : this.most) / this.limit.honest;
  }

  /** Whether this one passes the limit, whenever the target halves. */
  add(at: number): boolean {
    this.lifetime += 1;
    this.atInstant = at === this.instant ? this.atInstant + 1 : 1;
    this.instant = at;
    if (at - this.burstSince >= microsPerSecond) {
      this.burstSince = at;
      this.inBurst = 0;
    }
    this.inBurst += 1;
    this.doubt(at);
    const { limit } = this.limit;
    if (this.isForLife) return this.lifetime > limit;
    // Halved at the worst moment, a burst leaves two thirds of itself.
    return this.atInstant > limit || 2 * this.inBurst > 3 * limit;
  }

  /** One that a target may count, and that nobody asks it to. */
  doubt(at: number): void {
    // The first halving may come late: what is left of the second before it is not halved.
    while (at - this.halvedAt >= 2 * microsPerSecond && this.most > 0) {
      this.most = Math.floor(this.most / 2);
      this.halvedAt += microsPerSecond;
    }
    if (this.most === 0) this.halvedAt = at;
    this.most += 1;
  }
}
