// Tasks on several threads, this one among them: each lane takes the next task as soon as it has finished
// one. What comes of a task depends on the task and on nothing else, so it does not matter who does it;
// what came out is handed on in the order of the tasks.
import { on } from "node:events";
import { extname } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { Worker } from "node:worker_threads";

export interface LanesOptions<Task, Answer> {
  /** Threads beside this one, at most. */
  readonly threads: number;
  /** The module that a thread runs, without an ending, where it is looked for, and what it is given. */
  readonly thread: { readonly module: string; readonly beside: string; readonly data: unknown };
  /** What a thread says is looked at before it is believed. */
  readonly isAnswer: (value: unknown) => value is Answer;
  /** What this thread does with a task. */
  readonly play: (task: Task) => Answer;
  /** Told whenever a lane takes a task. */
  readonly begun: (task: Task) => void;
  /** Told in the order of the tasks. */
  readonly played: (task: Task, answer: Answer) => void;
  readonly isStopped: () => boolean;
}

/** What a thread makes of a task. */
export type ThreadAnswer =
  | { readonly kind: "answer"; readonly answer: unknown }
  | { readonly kind: "fault"; readonly message: string };

/** A thread takes about as long to come to life as so many runs. */
const runsPerThreadMin = 150;

/**
 * Tasks that wait with a thread, since this one only looks up between two of its own, a few of which take
 * as long as dozens of the others.
 */
const tasksAheadMax = 40;

/** Of the last tasks, so many are left to others for each one that waits: all end at about one time. */
const tasksLeftPerWaiting = 2;

const strangeAnswer = "a thread of the run answered what it never answers";

/** How many threads beside this one are worth their while. */
export function threadsFor(runs: number, jobs: number): number {
  return Math.min(jobs - 1, Math.floor(runs / runsPerThreadMin));
}

/** Does all tasks, or those that were begun before the run was stopped. */
export async function playInLanes<Task, Answer>(
  tasks: readonly Task[],
  options: LanesOptions<Task, Answer>,
): Promise<void> {
  const lanes = new Lanes(tasks, options);
  const threads = Array.from({ length: options.threads }, () => lanes.thread());
  await Promise.all([lanes.own(), ...threads]);
}

class Lanes<Task, Answer> {
  private readonly options: LanesOptions<Task, Answer>;
  private readonly tasks: readonly Task[];
  /** What was done and not handed on, because an earlier task is not done. */
  private readonly ready = new Map<number, Answer>();
  private readonly failed = new AbortController();
  private next = 0;
  private handedOn = 0;

  constructor(tasks: readonly Task[], options: LanesOptions<Task, Answer>) {
    this.tasks = tasks;
    this.options = options;
  }

  /** Between tasks it gives way to the process, so that a signal is heard. */
  async own(): Promise<void> {
    const { play } = this.options;
    await this.work(async (task) => {
      await turn();
      return play(task);
    });
  }

  async thread(): Promise<void> {
    const { thread: order, isAnswer } = this.options;
    const { module, beside, data } = order;
    const file = new URL(`${module}${extname(import.meta.url)}`, beside);
    const thread = new Worker(file, { workerData: data });
    const { signal } = this.failed;
    try {
      // Answers come in the order of the tasks, so each waits for its turn.
      const answers: AsyncIterator<readonly unknown[], undefined> = on(thread, "message", {
        signal,
      });
      const play = async (task: Task): Promise<Answer> => {
        thread.postMessage(task);
        const { value } = await answers.next();
        const answer = answerIn(value?.[0]);
        if (!isAnswer(answer)) throw new Error(strangeAnswer);
        return answer;
      };
      const ahead = Array.from({ length: tasksAheadMax }, (_none, waiting) =>
        this.work(play, waiting * tasksLeftPerWaiting),
      );
      await Promise.all(ahead);
    } finally {
      await thread.terminate();
    }
  }

  /** A lane that fails ends the others. It leaves the last `tasksLeft` tasks to them. */
  private async work(play: (task: Task) => Promise<Answer>, tasksLeft = 0): Promise<void> {
    try {
      for (;;) {
        const position = this.next;
        const task = this.tasks[position];
        const isOver = this.options.isStopped() || this.failed.signal.aborted;
        if (task === undefined || isOver || this.tasks.length - position <= tasksLeft) return;
        this.next++;
        this.options.begun(task);
        this.keep(position, await play(task));
      }
    } catch (error) {
      this.failed.abort();
      throw error;
    }
  }

  private keep(position: number, answer: Answer): void {
    this.ready.set(position, answer);
    for (;;) {
      const task = this.tasks[this.handedOn];
      const oldest = this.ready.get(this.handedOn);
      if (task === undefined || oldest === undefined) return;
      this.ready.delete(this.handedOn++);
      this.options.played(task, oldest);
    }
  }
}

function answerIn(message: unknown): unknown {
  if (!isThreadAnswer(message)) throw new Error(strangeAnswer);
  if (message.kind === "fault") throw new Error(message.message);
  return message.answer;
}

function isThreadAnswer(message: unknown): message is ThreadAnswer {
  return typeof message === "object" && message !== null && "kind" in message;
}
