// The reference proxy: two machines without I/O, what they are started with, and the lease table
// that both of them keep.

export { createMaster } from "./master/master.ts";
export { createWorker } from "./worker/worker.ts";
export { ConfigError, type ConfigErrorCode } from "./config/config-error.ts";
export {
  decodeMasterConfig,
  encodeMasterConfig,
  type MasterConfig,
} from "./config/master-config.ts";
export {
  decodeWorkerConfig,
  encodeWorkerConfig,
  type WorkerConfig,
} from "./config/worker-config.ts";
export type { StatsdConfig } from "./config/statsd-config.ts";
export { type Binding, givesWayTo, isKnown, sessionHex, unknownBinding } from "./lease/binding.ts";
export { clientIdBytesMax, leasesMax, ttlSecondsDefault, ttlSecondsMax } from "./lease/bounds.ts";
export { isLevel, type Level, type LevelName, levelNames } from "./lease/level.ts";
export {
  judgeRequest,
  type LeaseOrder,
  type LeaseRequest,
  type LeaseVerdict,
} from "./lease/request.ts";
export { type Lease, type LeaseOutcome, LeaseTable } from "./lease/table.ts";
export { isChange, type Transition, type TransitionKind } from "./lease/transition.ts";
export { slotTransitions } from "./mux/slot-state.ts";
export type {
  AcceptFacts,
  Address,
  Boot,
  BuffersProbe,
  ConnectOutcome,
  ConnId,
  Credentials,
  Digest,
  ExitCause,
  GaugeProbe,
  Host,
  LeaseProbe,
  HeldProbe,
  LeasesProbe,
  ListenerId,
  ListenOptions,
  ListenOutcome,
  Machine,
  Micros,
  NodeName,
  ProbeEvent,
  SecureOutcome,
  Sink,
  SlotProbe,
  TlsFacts,
} from "./host.ts";
export { readTlsProfile, type TlsCertificate, type TlsProfile } from "./tls-profile.ts";
