// One diagram with its controls: a slider, four buttons, the keyboard and the mouse all move one position,
// and the inspector tells about it. It starts where a rule was judged.

import type { PageTrace } from "../page-data.ts";
import { copyButton } from "./copy-button.ts";
import { diagramOf } from "./diagram.ts";
import { button, element } from "./element.ts";
import { inspection } from "./inspector.ts";

const pageSteps = 10;

/** Room that the inspector and the edges take beside the diagram on a wide screen. */
const besideWidth = 436;
const wideFrom = 1_000;

interface Parts {
  readonly canvas: HTMLElement;
  readonly panel: HTMLElement;
  readonly counter: HTMLOutputElement;
  readonly slider: HTMLInputElement;
}

type Go = (wanted: number) => void;

export function scrubber(trace: PageTrace, room: number): HTMLElement {
  const last = Math.max(0, trace.steps.length - 1);
  const judged = trace.marks[0]?.step ?? last;
  const parts = partsOf(last);
  const { canvas, panel, counter, slider } = parts;
  let position = judged;
  const go: Go = (wanted) => {
    position = Math.min(last, Math.max(0, wanted));
    const y = select(position);
    slider.value = String(position);
    counter.value = `step ${position + 1} of ${trace.steps.length}`;
    const summary = trace.steps[position]?.summary ?? "";
    slider.setAttribute("aria-valuetext", `${counter.value}: ${summary}`);
    panel.replaceChildren(
      ...inspection(trace, position, go).filter((child) => child !== undefined),
    );
    canvas.scrollTo({ top: y - canvas.clientHeight / 2 });
  };
  const canvasRoom = room >= wideFrom ? room - besideWidth : room;
  const { head, picture, select } = diagramOf(trace, canvasRoom, go);
  canvas.append(head, picture);
  slider.addEventListener("input", () => {
    go(slider.valueAsNumber);
  });
  const root = rootOf(trace, parts, go, last);
  const moves: Readonly<Record<string, () => number>> = {
    ArrowLeft: () => position - 1,
    ArrowUp: () => position - 1,
    ArrowRight: () => position + 1,
    ArrowDown: () => position + 1,
    PageUp: () => position - pageSteps,
    PageDown: () => position + pageSteps,
    Home: () => 0,
    End: () => last,
    f: () => judged,
  };
  root.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(move());
  });
  // Where to scroll is known once it has a size.
  requestAnimationFrame(() => {
    go(position);
  });
  go(position);
  return root;
}

function partsOf(last: number): Parts {
  return {
    canvas: element("div", { class: "canvas" }),
    panel: element("div", { class: "inspector", "aria-live": "polite" }),
    counter: element("output", { class: "counter", "data-field": "position" }),
    slider: element("input", { type: "range", min: 0, max: last, "aria-label": "step" }),
  };
}

function rootOf(trace: PageTrace, parts: Parts, go: Go, last: number): HTMLElement {
  const { canvas, panel, counter, slider } = parts;
  const by = (steps: number) => (): void => {
    go(slider.valueAsNumber + steps);
  };
  const label = `Steps of ${trace.case}, seed ${trace.seed}`;
  const { skipped } = trace;
  return element(
    "section",
    { class: "scrubber", tabindex: 0, role: "group", "aria-label": label },
    element(
      "div",
      { class: "controls" },
      button("«", "first step", by(-last)),
      button("‹", "step back", by(-1)),
      slider,
      button("›", "step on", by(1)),
      button("»", "last step", by(last)),
      counter,
      element("kbd", { title: "keys that move" }, "← → Home End, f: the judged step"),
    ),
    element(
      "div",
      { class: "origin" },
      skipped > 0 ? `${skipped} earlier steps of the run are not shown.` : "From the first step.",
      copyButton(trace.replay),
    ),
    element("div", { class: "stage" }, canvas, panel),
  );
}
