// Which answer an origin gives next: the one written for the label of the request, else the one written for
// all requests of a step (`{n}` stands for their numbers), else the next of the others; the last of them
// stays. All connections of an origin share one script.

import type { AnswerSpec } from "./spec.ts";

const plain: AnswerSpec = {};
/** As steps that are repeated write it. */
const numberMark = "{n}";
const lastNumber = /\d+$/u;

export class AnswerScript {
  readonly #named: ReadonlyMap<string, AnswerSpec>;
  readonly #inTurn: readonly AnswerSpec[];
  #next = 0;

  constructor(answers: readonly AnswerSpec[]) {
    this.#named = new Map(
      answers.flatMap((answer) => (answer.for === undefined ? [] : [[answer.for, answer]])),
    );
    this.#inTurn = answers.filter((answer) => answer.for === undefined);
  }

  next(label: string): AnswerSpec {
    const named = this.#named.size === 0 ? undefined : this.#answerFor(label);
    if (named !== undefined) return named;
    const answer = this.#inTurn[Math.min(this.#next, this.#inTurn.length - 1)] ?? plain;
    this.#next += 1;
    return answer;
  }

  #answerFor(label: string): AnswerSpec | undefined {
    return this.#named.get(label) ?? this.#named.get(label.replace(lastNumber, numberMark));
  }
}
