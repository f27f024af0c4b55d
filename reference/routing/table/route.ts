// One frontend as the tables hold it: what it asks of a request, and what it does with it.

import type { Pattern } from "../../pattern/pattern.ts";
import type { Frontend } from "../../state/model.ts";
import type { Treatment } from "../edit/treatment.ts";

export interface Route {
  /** Equal for equal rules (Q27: of every kind), so that a rule can be taken away again. */
  readonly key: string;
  /** In the order in which the rules came. */
  readonly sequence: number;
  readonly frontend: Frontend;
  /** Of a path rule that is a pattern. */
  readonly pattern: Pattern | undefined;
  readonly treatment: Treatment;
  /** Of its frontend, as records show them. */
  readonly tags: readonly string[];
}
