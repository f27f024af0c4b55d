// What origins saw of each exchange, by its label, and of which exchanges one that got them was killed
// before it could give an account.
import { listAt } from "../../grouped.ts";
import type { ExchangeBegun, ExchangeEnded } from "../../observe/data-plane.ts";

export class Origins {
  private readonly accounts = new Map<string, ExchangeEnded[]>();
  /** How many origins are in the middle of it. */
  private readonly open = new Map<string, number>();

  begun({ role, label }: ExchangeBegun): void {
    if (role === "origin") this.open.set(label, (this.open.get(label) ?? 0) + 1);
  }

  ended(seen: ExchangeEnded): void {
    const { label } = seen;
    this.open.set(label, (this.open.get(label) ?? 0) - 1);
    listAt(this.accounts, label).push(seen);
  }

  of(label: string): readonly ExchangeEnded[] {
    return this.accounts.get(label) ?? [];
  }

  isAccounted(label: string): boolean {
    return (this.open.get(label) ?? 0) <= 0;
  }
}
