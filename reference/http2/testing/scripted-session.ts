// A session that keeps what legs tell it, and does what a test says. With a back leg it is the smallest
// proxy there is: it joins two legs and decides nothing.

import type { ConnId, Micros } from "../../host.ts";
import type { BackLeg, BackLoss, FrontLeg, FrontLoss, Refusal, Session } from "../../mux/leg.ts";
import { Slot } from "../../mux/slot.ts";
import { StreamBuffer } from "../../mux/stream-buffer.ts";

export interface Told {
  readonly what: string;
  readonly slot: number;
  readonly detail?: string | number;
}

export class ScriptedSession implements Session {
  readonly told: Told[] = [];
  readonly slots: Slot[] = [];
  front: FrontLeg | undefined;
  back: BackLeg | undefined;
  /** Slots that may be open at once. */
  slotsMax = Infinity;
  openSlots = 0;

  saw(what: string): number {
    return this.told.filter((told) => told.what === what).length;
  }

  open(): Slot | undefined {
    return this.openSlots < this.slotsMax ? this.add() : undefined;
  }

  add(): Slot {
    this.openSlots += 1;
    const buffers = { request: new StreamBuffer(), response: new StreamBuffer() };
    const slot = new Slot(this.slots.length, buffers);
    this.slots.push(slot);
    return slot;
  }

  admit(now: Micros, slot: Slot): void {
    this.#tell("admit", slot, slot.request.head?.path);
    this.back?.attach(now, slot);
  }

  refuse(now: Micros, slot: Slot, { status }: Refusal): void {
    this.#tell("refuse", slot, status);
    this.answer(now, slot, status, "");
  }

  upgraded(): void {
    throw new Error("HTTP/2 has no upgrades");
  }

  forget(_now: Micros, slot: Slot): void {
    this.#close("forget", slot);
  }

  requestNews(now: Micros, slot: Slot): void {
    this.#tell("request", slot);
    this.back?.pumpRequest(now, slot);
  }

  responseNews(now: Micros, slot: Slot): void {
    this.#tell("response", slot, slot.response.failure);
    this.front?.pumpResponse(now, slot);
  }

  requestForwarded(now: Micros, slot: Slot): void {
    this.front?.requestRoom(now, slot);
  }

  responseForwarded(now: Micros, slot: Slot): void {
    this.back?.responseRoom(now, slot);
  }

  responseLeaves(): void {
    // Its back end is let go of when the answer is written.
  }

  responseWritten(now: Micros, slot: Slot): void {
    this.#close("written", slot);
    this.back?.detach(now, slot, "done");
  }

  clientReset(now: Micros, slot: Slot): void {
    this.#close("reset", slot);
    this.back?.detach(now, slot, "cancelled");
  }

  frontGone(_now: Micros, how: FrontLoss): void {
    this.told.push({ what: "front-gone", slot: -1, detail: how });
    this.openSlots = 0;
  }

  backReady(): void {
    this.told.push({ what: "back-ready", slot: -1 });
  }

  backGone(_now: Micros, _leg: BackLeg, how: BackLoss): void {
    this.told.push({ what: "back-gone", slot: -1, detail: how });
  }

  touch(): void {
    // The rig flushes both.
  }

  /** An answer with a length, all of it at once; it has to fit. */
  answer(now: Micros, slot: Slot, status = 200, body = "hello"): void {
    const { response } = slot;
    const bytes = Buffer.from(body);
    const content = slot.request.head?.method === "HEAD" ? "none" : bytes.length;
    const fields = [{ name: "content-length", value: String(bytes.length) }];
    response.head = {
      kind: "response",
      status,
      isInterim: false,
      reason: "",
      fields,
      content,
      upgrade: undefined,
    };
    response.addPayload(content === "none" ? new Uint8Array(0) : bytes);
    response.ended = true;
    this.front?.pumpResponse(now, slot);
  }

  /** What the client sent is taken as a back end would. */
  drain(now: Micros, slot: Slot): Uint8Array {
    const parts: Uint8Array[] = [];
    while (slot.request.buffer.size > 0) {
      const lying = slot.request.buffer.peek().slice();
      slot.request.dropPayload(lying.length);
      parts.push(lying);
    }
    this.front?.requestRoom(now, slot);
    return Uint8Array.from(Buffer.concat(parts));
  }

  #tell(what: string, slot: Slot, detail?: string | number): void {
    const told = { what, slot: slot.index };
    this.told.push(detail === undefined ? told : { ...told, detail });
  }

  #close(what: string, slot: Slot): void {
    this.#tell(what, slot);
    this.openSlots -= 1;
  }
}

export const FRONT: ConnId = 1;
export const BACK: ConnId = 2;
