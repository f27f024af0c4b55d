// What others may import: starting the reference on real sockets, and reading configurations.

export { type ConfigurationResult, parseConfiguration } from "./configuration/configuration.ts";
export { type Remark, remarkText } from "./configuration/remark.ts";
export type { LogTarget, Settings, StatsdSettings } from "./configuration/settings.ts";
export {
  settingsOfShortcuts,
  type Shortcuts,
  type ShortcutsResult,
} from "./configuration/shortcuts.ts";
export { type Clock, realClock } from "./host/clock.ts";
export type { Dial, Dialled } from "./host/connections.ts";
export { NodeHost, type NodeHostOptions } from "./host/node-host.ts";
export { seededRandomness } from "./host/random.ts";
export { type RunningProxy } from "./serve/proxy.ts";
export { serve, type ServeOptions } from "./serve/serve.ts";
export { ServeError, type ServeErrorCode } from "./serve/serve-error.ts";
export type { Source } from "./serve/source.ts";
export type { LogLevel } from "./sinks/log.ts";
