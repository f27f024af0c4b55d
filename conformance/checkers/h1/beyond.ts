// Why the place of a request has no answer although nobody refused to give it one: a client that left, or
// that has not read what was written to it, a worker that stopped, died or gave up waiting before it read the
// request, or an answer before it that ended the connection. What H1 rules demand of an answer is demanded only where one
// can be.
import { membersOf, type Message } from "../../model/http1/message.ts";
import type { Dialogue } from "./dialogue.ts";

/** Nothing can be shown to this client at this place, as far as its own account goes. */
export function isBeyondAnswer({ line, finals }: Dialogue, place: number): boolean {
  if (line.has("resets") || line.isUnread || line.isLeftByWorker) return true;
  if (place >= line.unreadFrom) return true;
  return finals.slice(0, place).some(endsConnection);
}

/** RFC 9112 §9.3, §9.6: behind an answer that is cut short, or that says so, there is nothing more. */
function endsConnection({ isWhole, fields }: Message): boolean {
  return !isWhole || membersOf(fields, "connection").includes("close");
}
