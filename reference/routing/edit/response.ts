// The fields of a back end's final answer on their way to the client; interim ones pass as they are.

import type { HttpField } from "../../../wire/index.ts";
import { Backend } from "../balance/backend.ts";
import type { BackendChoice, ForwardDecision } from "../router.ts";
import { Handling } from "./handling.ts";
import { edited } from "./header-edit.ts";
import { stickyCookie } from "./sticky.ts";

export function answerFields(
  fields: readonly HttpField[],
  { edits, sticky }: ForwardDecision,
  backend: BackendChoice,
): readonly HttpField[] {
  if (!(edits instanceof Handling) || !(backend instanceof Backend)) return fields;
  const all = edited(edited(fields, edits.response), edits.transport);
  const { stickyName } = edits;
  // Said once: a client that came with the right one is not told again.
  if (stickyName === undefined || sticky === backend.stickyId) return all;
  return [...all, stickyCookie(stickyName, backend.stickyId)];
}
