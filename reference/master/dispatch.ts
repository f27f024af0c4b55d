// From a client's frames to its requests: what is no frame or no request is refused, what is one
// becomes an order and goes to its row of the verb table. Every frame is answered, in its turn.

import { decodeRequest, type FrameResult, type Request } from "../../wire/index.ts";
import { cutMicros } from "../bounds.ts";
import type { Micros } from "../host.ts";
import { verbName } from "./audit-trail.ts";
import type { Control } from "./control.ts";
import { failed, type Order } from "./order.ts";
import type { Session } from "./session.ts";
import { masterVerbs, verbsWhileStopping } from "./verbs.ts";

/** FANOUT-PIPELINED, FRAME-MANY: everything that arrived, as long as there is room for replies. */
export function pump(control: Control, now: Micros, session: Session): void {
  while (session.hasRoom) {
    const result = session.channel.next();
    if (result === undefined) break;
    receive(control, now, session, result);
  }
  session.channel.resume();
  session.settle();
}

function receive(control: Control, now: Micros, session: Session, result: FrameResult): void {
  switch (result.kind) {
    case "undersize":
      refuseFrame(control, session, `a frame cannot be ${result.declared} bytes long`);
      return;
    case "oversize":
      // FRAME-OVERSIZE: nothing behind such a prefix can be found; the connection ends.
      session.inputEnded = true;
      session.cutAt = now + cutMicros;
      refuseFrame(control, session, `a frame of ${result.declared} bytes is above the limit`);
      return;
    case "frame": {
      const decoded = decodeRequest(result.payload);
      // FRAME-UNDECODABLE
      if (!decoded.ok) refuseFrame(control, session, `no request: ${decoded.fault.kind}`);
      else obey(control, now, openOrder(session, decoded.message, result.payload.length));
    }
  }
}

/** No request, so no audit row; but an answer, that the client may keep count. */
function refuseFrame(control: Control, session: Session, text: string): void {
  control.reply({ session, slot: session.openSlot() }, failed(text));
}

function openOrder(session: Session, request: Request, bytes: number): Order {
  const verb = request.requestType.case ?? "unknown";
  return { session, slot: session.openSlot(), request, bytes, verb, isConcluded: false };
}

function obey(control: Control, now: Micros, order: Order): void {
  const refusal = refusalOf(control, order);
  if (refusal !== undefined) {
    control.conclude(order, failed(refusal));
    return;
  }
  const { request, verb } = order;
  control.requestCounter.note(request);
  const row = verb === "unknown" ? undefined : masterVerbs[verb];
  if (typeof row === "function") row(control, now, order);
}

/** What is refused whatever the verb would do. */
function refusalOf(control: Control, { session, verb }: Order): string | undefined {
  const { allowedUids } = control.config;
  const uid = session.credentials?.uid;
  if (allowedUids !== undefined && (uid === undefined || !allowedUids.includes(uid))) {
    return "this user may not give orders here";
  }
  if (verb === "unknown") return "the request has no verb that is known here";
  const row = masterVerbs[verb];
  if (typeof row === "string") return `${verbName(verb)} is not done by this proxy: ${row}`;
  if (control.exitAt !== undefined) return "the proxy has stopped";
  if (control.isStopping && !verbsWhileStopping.includes(verb)) return "the proxy is stopping";
  if (!control.fanOut.hasRoom) return "too many requests are under way";
  return undefined;
}
