// The constants of the contract about retries, timers and drains. A target that has others is judged by
// its own; what a scenario configures for a listener goes before what holds where it says nothing.

export interface TrafficConstants {
  /** RETRY-BOUND: connections that one request is given, used again ones among them. */
  readonly attemptsMax: number;
  /** RETRY-SAFE: whether an idempotent request is sent once more when a used connection was stale. */
  readonly retryIdempotent: boolean;
  /** RETRY-BACKOFF */
  readonly backOffMicros: number;
  /** TIMEOUT-REQUEST: how late a timer may fire, beside the slack. */
  readonly timerMicrosMax: number;
  /** TIMEOUT-REQUEST: whether a client of HTTP/1 is told 408, or its connection closed alone. */
  readonly requestTimeoutTold: boolean;
  /** DRAIN-DEADLINE */
  readonly drainMicros: number;
  /** How long a connection that the proxy has ended may wait for its peer's end. */
  readonly lingerMicros: number;
  /** Of a listener that says nothing. */
  readonly timeoutSeconds: TimeoutSeconds;
}

export interface TimeoutSeconds {
  readonly request: number;
  readonly front: number;
  readonly connect: number;
  readonly back: number;
}

/** The defaults of the contract, with the elections of the reference. */
export const defaultTrafficConstants: TrafficConstants = {
  attemptsMax: 3,
  retryIdempotent: true,
  backOffMicros: 1_000_000,
  timerMicrosMax: 100_000,
  requestTimeoutTold: true,
  drainMicros: 60_000_000,
  lingerMicros: 500_000,
  timeoutSeconds: { request: 10, front: 60, connect: 3, back: 30 },
};
