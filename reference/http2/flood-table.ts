// What one connection may do before it is told to calm down (RFC 9113 §10.5), as data: what is counted,
// up to where it is fine, and whether time forgives. Who counts is `flood-guard.ts`.

/** The names are those of the counters `h2.flood.violation.*`. */
export interface FloodLimits {
  readonly rst_stream_window: number;
  readonly rst_stream_lifetime: number;
  readonly rst_stream_pre_response_lifetime: number;
  readonly rst_stream_emitted_lifetime: number;
  readonly ping_window: number;
  readonly ping_lifetime: number;
  readonly settings_window: number;
  readonly settings_lifetime: number;
  readonly empty_data_window: number;
  readonly window_update_stream0_window: number;
  readonly glitch_window: number;
  readonly continuation_per_block: number;
  readonly header_size_per_block: number;
}

export type FloodKind = keyof FloodLimits;

/** The last count that is still fine. */
export const defaultFloodLimits: FloodLimits = {
  rst_stream_window: 100,
  rst_stream_lifetime: 10_000,
  rst_stream_pre_response_lifetime: 50,
  rst_stream_emitted_lifetime: 500,
  ping_window: 100,
  ping_lifetime: 10_000,
  settings_window: 50,
  settings_lifetime: 10_000,
  empty_data_window: 100,
  window_update_stream0_window: 100,
  glitch_window: 100,
  continuation_per_block: 20,
  header_size_per_block: 65_536,
};

/** What was seen, and what it counts as. A window's count is halved every second, a lifetime's never. */
export type FloodEvent =
  /** H2-FLOOD-RESET. */
  | "reset"
  /** Of a request whose answer has not begun: the work was for nothing. */
  | "reset-before-answer"
  /** H2-FLOOD-MADE-RESET: we had to reset a stream for something that the peer did. */
  | "made-reset"
  | "ping"
  | "settings"
  | "empty-data"
  /** On stream 0, and nothing that we sent explains it. */
  | "window-update"
  /** Late frames of streams that are closed, acknowledgements of nothing. */
  | "glitch";

interface FloodCounts {
  readonly window: FloodKind | undefined;
  readonly lifetime: FloodKind | undefined;
}

export const floodTable: Readonly<Record<FloodEvent, FloodCounts>> = {
  reset: { window: "rst_stream_window", lifetime: "rst_stream_lifetime" },
  "reset-before-answer": { window: undefined, lifetime: "rst_stream_pre_response_lifetime" },
  "made-reset": { window: undefined, lifetime: "rst_stream_emitted_lifetime" },
  ping: { window: "ping_window", lifetime: "ping_lifetime" },
  settings: { window: "settings_window", lifetime: "settings_lifetime" },
  "empty-data": { window: "empty_data_window", lifetime: undefined },
  "window-update": { window: "window_update_stream0_window", lifetime: undefined },
  glitch: { window: "glitch_window", lifetime: undefined },
};

export const floodEvents: readonly FloodEvent[] = [
  "reset",
  "reset-before-answer",
  "made-reset",
  "ping",
  "settings",
  "empty-data",
  "window-update",
  "glitch",
];
