// The space-time diagram: a lane for each node, an arrow for each message, time running down. It draws,
// and says which row was clicked; which step is looked at is the scrubber's to know.

import { instantText } from "../../figures.ts";
import type { TraceMark, TraceStep } from "../../trace.ts";
import type { PageTrace } from "../page-data.ts";
import { drawn, type Child } from "./element.ts";
import { geometryOf, gutterWidth, headHeight, rowHeight, type Geometry } from "./geometry.ts";

export interface Diagram {
  /** The names of the lanes, which stay in sight. */
  readonly head: SVGSVGElement;
  readonly picture: SVGSVGElement;
  /** Marks the row of a step, and returns where it is. */
  readonly select: (position: number) => number;
}

/** The parts of a row, on three layers: no arrow crosses a word, and no band hides an arrow. */
interface Row {
  readonly band: SVGGElement;
  readonly flight: SVGGElement;
  readonly words: SVGGElement;
}

export function diagramOf(
  trace: PageTrace,
  room: number,
  clicked: (position: number) => void,
): Diagram {
  const geometry = geometryOf(trace, room);
  const { width, height } = geometry;
  const rows = trace.steps.map((step, position) => rowOf(trace, geometry, position, step));
  const picture = drawn(
    "svg",
    { class: "diagram", width, height, role: "img", "aria-label": labelOf(trace) },
    arrowHeads(),
    drawn("g", {}, ...rows.map(({ band }) => band)),
    ...lanesOf(trace, geometry),
    drawn("g", {}, ...rows.map(({ flight }) => flight)),
    drawn("g", {}, ...rows.map(({ words }) => words)),
  );
  picture.addEventListener("click", ({ target }) => {
    const step = target instanceof Element ? target.closest("[data-step]") : null;
    if (step !== null) clicked(Number(step.getAttribute("data-step")));
  });
  let selected: Row | undefined;
  const mark = (row: Row | undefined, isSelected: boolean): void => {
    for (const part of row === undefined ? [] : [row.band, row.flight, row.words]) {
      part.classList.toggle("selected", isSelected);
    }
  };
  return {
    head: headOf(trace, geometry),
    picture,
    select: (position) => {
      mark(selected, false);
      selected = rows[position];
      mark(selected, true);
      return geometry.sentY(position);
    },
  };
}

function labelOf({ case: id, seed, steps, lanes }: PageTrace): string {
  return `Space-time diagram of ${id}, seed ${seed}: ${steps.length} steps among ${lanes.join(", ")}. The slider above steps through it.`;
}

function headOf({ lanes }: PageTrace, geometry: Geometry): SVGSVGElement {
  const { laneX, laneWidth, width, charactersIn } = geometry;
  const names = lanes.map((lane) => {
    const place = { x: laneX(lane), y: headHeight - 16, "text-anchor": "middle" };
    return drawn("text", place, cut(lane, charactersIn(laneWidth)));
  });
  return drawn(
    "svg",
    { class: "lanes", width, height: headHeight, "aria-hidden": "true" },
    ...names,
  );
}

function arrowHeads(): SVGDefsElement {
  const head = (id: string): SVGMarkerElement => {
    const shape = { viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 8, markerHeight: 8 };
    const path = drawn("path", { d: "M0 1 9 5 0 9z" });
    return drawn("marker", { id, ...shape, orient: "auto", markerUnits: "userSpaceOnUse" }, path);
  };
  return drawn("defs", {}, head("arrow"), head("arrow-broken"), head("arrow-kept"));
}

function lanesOf({ lanes }: PageTrace, { laneX, height }: Geometry): Child[] {
  return lanes.map((lane) => {
    const x = laneX(lane);
    return drawn("line", { class: "lane", x1: x, x2: x, y1: 0, y2: height });
  });
}

function rowOf(trace: PageTrace, geometry: Geometry, position: number, step: TraceStep): Row {
  const mark = trace.marks.find((candidate) => candidate.step === position);
  const y = geometry.sentY(position);
  const isNewInstant = trace.steps[position - 1]?.at !== step.at;
  const isTold = step.to !== undefined && step.to !== step.from;
  const { lines, words } = isTold
    ? arrow(geometry, position, step, mark)
    : spot(geometry, position, step);
  const place = { y: y - rowHeight / 2, width: "100%", height: rowHeight };
  const layer = (...children: readonly Child[]): SVGGElement => {
    const attributes = { class: `step ${step.kind} ${mark?.verdict ?? ""}`, "data-step": position };
    return drawn("g", attributes, ...children);
  };
  const instant = { class: "instant", x: gutterWidth - 16, y: y + 4, "text-anchor": "end" };
  const badge = { class: "badge", x: 10, y: y + 5 };
  return {
    band: layer(drawn("rect", { class: "band", x: 0, ...place })),
    flight: layer(...lines),
    words: layer(
      drawn("title", {}, `${position + 1}: ${step.summary}`),
      isNewInstant ? drawn("text", instant, instantText(step.at)) : undefined,
      words,
      mark === undefined ? undefined : drawn("text", badge, mark.verdict === "broken" ? "✗" : "✓"),
    ),
  };
}

interface Parts {
  readonly lines: readonly Child[];
  readonly words: Child;
}

function arrow(
  geometry: Geometry,
  position: number,
  step: TraceStep,
  mark: TraceMark | undefined,
): Parts {
  const { laneX, laneWidth, sentY, takenY, charactersIn } = geometry;
  const [fromX, toX] = [laneX(step.from), laneX(step.to ?? step.from)];
  const isLost = step.kind === "message" && step.takenAt === undefined;
  const [y1, y2] = [sentY(position) + 4, takenY(position)];
  const direction = Math.sign(toX - fromX);
  const x2 = isLost ? fromX + (toX - fromX) * 0.82 : toX - 2 * direction;
  const head = `url(#arrow${mark === undefined ? "" : `-${mark.verdict}`})`;
  const flight = { class: isLost ? "flight lost" : "flight", x1: fromX, y1, x2, y2 };
  const cross = { class: "lost", x: x2 + direction * 10, y: y2 + 5, "text-anchor": "middle" };
  const middle = fromX + (direction * laneWidth) / 2;
  const told = { class: "told", x: middle, y: sentY(position) - 3, "text-anchor": "middle" };
  return {
    lines: [
      drawn("line", { ...flight, "marker-end": head }),
      drawn("circle", { class: "sent", cx: fromX, cy: y1, r: 2.6 }),
      isLost ? drawn("text", cross, "×") : undefined,
    ],
    words: drawn("text", told, cut(step.summary, charactersIn(laneWidth - 12))),
  };
}

function spot(geometry: Geometry, position: number, step: TraceStep): Parts {
  const { laneX, sentY, charactersBeside } = geometry;
  const [x, y] = [laneX(step.from), sentY(position)];
  const aside = { class: "aside", x: x + 11, y: y + 4 };
  return {
    lines: [drawn("circle", { class: "spot", cx: x, cy: y, r: 4 })],
    words: drawn("text", aside, cut(step.summary, charactersBeside(step.from))),
  };
}

function cut(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;
}
