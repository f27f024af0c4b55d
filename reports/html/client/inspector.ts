// Everything about one step: who said what to whom, what a rule expected of it, decoded and in bytes.

import { instantText } from "../../figures.ts";
import type { PageTrace } from "../page-data.ts";
import type { TraceMark, TraceStep } from "../../trace.ts";
import { button, element, type Child } from "./element.ts";
import { hexView } from "./hex-view.ts";

export function inspection(
  trace: PageTrace,
  position: number,
  go: (position: number) => void,
): readonly Child[] {
  const step = trace.steps[position];
  if (step === undefined) return ["nothing was recorded"];
  const { at, from, to, summary, content, hex, bytes } = step;
  const who = to === undefined ? from : `${from} → ${to}`;
  return [
    element(
      "p",
      { class: "when" },
      field("instant", instantText(at)),
      element("span", {}, kindText(step)),
    ),
    element("h4", { "data-field": "who" }, who),
    element("p", { class: "summary", "data-field": "summary" }, summary),
    ...judgement(trace, position, go),
    field("taken", takingText(step)),
    content === undefined ? undefined : section("Decoded", decoded(content)),
    hex === undefined || hex === ""
      ? undefined
      : section(`Bytes, ${bytes ?? hex.length / 2} in all`, hexView(hex, bytes ?? hex.length / 2)),
  ];
}

function field(name: string, text: string): HTMLElement {
  return element("span", { class: name, "data-field": name }, text);
}

function section(title: string, body: HTMLElement): HTMLElement {
  return element("section", {}, element("h5", {}, title), body);
}

function decoded(content: string): HTMLElement {
  const attributes = { class: "decoded", "data-field": "decoded", tabindex: 0 };
  return element("pre", { ...attributes, "aria-label": "the message decoded" }, content);
}

const kindTexts: Readonly<Record<TraceStep["kind"], string>> = {
  message: "message",
  datagram: "datagram",
  connect: "connection",
  close: "connection",
  life: "process",
  state: "probe: what it holds now",
  line: "line of a log",
  file: "file",
  timer: "timer",
  fault: "fault",
};

function kindText({ kind, connection }: TraceStep): string {
  return connection === undefined
    ? kindTexts[kind]
    : `${kindTexts[kind]} on connection ${connection}`;
}

function takingText({ kind, at, to, takenAt }: TraceStep): string {
  if (kind !== "message" && kind !== "datagram") return "";
  if (takenAt === undefined) return "never taken, as far as was recorded";
  const micros = takenAt - at;
  return `taken by ${to ?? "the other end"} ${micros === 0 ? "in the same microsecond" : `${micros} µs later`}`;
}

/** What the rule says of this step; of any other step, where it says something. */
function judgement(
  { marks }: PageTrace,
  position: number,
  go: (position: number) => void,
): readonly Child[] {
  const here = marks.filter(({ step }) => step === position);
  if (here.length > 0) return here.map(verdictBox);
  const [first] = marks;
  if (first === undefined) return [];
  const jump = button(
    `${first.rule} is judged at step ${first.step + 1}`,
    `go to step ${first.step + 1}`,
    () => {
      go(first.step);
    },
  );
  jump.className = "jump";
  return [jump];
}

function verdictBox({ rule, verdict, message, expected, actual }: TraceMark): HTMLElement {
  const isBroken = verdict === "broken";
  return element(
    "div",
    { class: `judgement ${verdict}`, "data-field": "judgement" },
    element(
      "p",
      {},
      element("strong", {}, rule),
      isBroken ? ` is broken here: ${message}` : " is kept here",
    ),
    element(
      "dl",
      {},
      element("dt", {}, "expected"),
      element("dd", { "data-field": "expected" }, expected),
      ...(isBroken
        ? [element("dt", {}, "actual"), element("dd", { "data-field": "actual" }, actual)]
        : []),
    ),
  );
}
