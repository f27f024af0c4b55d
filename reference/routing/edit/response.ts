// The fields of an answer on their way to the client, once the final head is there.

import type { HttpField } from "../../../wire/index.ts";
import type { Answer } from "../answer.ts";
import type { Backend } from "../balance/backend.ts";
import type { Forward } from "../decision.ts";
import { edited } from "./header-edit.ts";
import { stickyCookie } from "./sticky.ts";

/** For the final answer of a back end; interim ones pass as they are. */
export function responseFields(
  fields: readonly HttpField[],
  { sticky, responseEdits, transportEdits }: Forward,
  backend: Backend,
): readonly HttpField[] {
  const cookie = sticky === undefined ? undefined : stickyCookie(sticky, backend.stickyId);
  const all = edited(edited(fields, responseEdits), transportEdits);
  return cookie === undefined ? all : [...all, cookie];
}

/** For an answer of our own in place of the back end's: 502, 503, 504. */
export function ownAnswer(answer: Answer, { transportEdits }: Forward): Answer {
  return { ...answer, fields: edited(answer.fields, transportEdits) };
}
