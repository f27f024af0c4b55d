// What a pattern says, as a tree. It is read from text in `parser.ts` and becomes steps in
// `program.ts`.

import type { ByteSet } from "./byte-set.ts";

export type PatternTree =
  | { readonly kind: "set"; readonly set: ByteSet }
  | { readonly kind: "start" }
  | { readonly kind: "end" }
  | { readonly kind: "sequence"; readonly items: readonly PatternTree[] }
  | { readonly kind: "choice"; readonly items: readonly PatternTree[] }
  | {
      readonly kind: "repeat";
      readonly item: PatternTree;
      readonly least: number;
      /** Absent: as often as it likes. */
      readonly most: number | undefined;
      readonly isLazy: boolean;
    }
  | { readonly kind: "group"; readonly index: number; readonly item: PatternTree };

/** Why a text is no pattern; thrown inside this folder only. */
export class PatternFault extends Error {
  override readonly name = "PatternFault";
}
