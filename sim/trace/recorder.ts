// Keeps copies of the events of a run, for a run that is worth looking at. Give its `observe` to the
// world. Past its bound it drops what comes later and counts it.

import { recordedEventsMax } from "../bounds.ts";
import { copyOf } from "./copy.ts";
import type { Observer, TraceEvent } from "./event.ts";

export class Recorder {
  readonly events: TraceEvent[] = [];
  readonly observe: Observer;
  private droppedCount = 0;

  constructor(eventsMax: number = recordedEventsMax) {
    this.observe = (event): void => {
      if (this.events.length < eventsMax) this.events.push(copyOf(event));
      else this.droppedCount += 1;
    };
  }

  get dropped(): number {
    return this.droppedCount;
  }
}
