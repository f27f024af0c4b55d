// The deterministic world for other folders: its machines and hosts, the world itself, its trace.

export type { Action } from "./action.ts";
export { engineVersion } from "./engine/version.ts";
export { DigestHash } from "./digest.ts";
export type { Choice } from "./engine/choice-log.ts";
export { EventQueue } from "./engine/event-queue.ts";
export { RollingHash } from "./engine/rolling-hash.ts";
export { AssertionFault, WorldError } from "./error.ts";
export type { WorldErrorCode } from "./error.ts";
export type {
  AcceptFacts,
  Address,
  Boot,
  ClientHello,
  ConnectOutcome,
  ConnId,
  Credentials,
  Digest,
  ExitCause,
  Host,
  ListenerId,
  ListenOptions,
  ListenOutcome,
  Machine,
  Micros,
  NodeName,
  ProbeEvent,
  SecureOutcome,
  Sink,
  TlsFacts,
} from "./machine.ts";
export type { NetworkSettings } from "./network/settings.ts";
export type { FaultOptions, MachineFactory, NodeOptions, WorldOptions } from "./options.ts";
export type { Checkpoints } from "./trace/checkpoints.ts";
export type { Observer, TraceEvent, TraceKind } from "./trace/event.ts";
export { Recorder } from "./trace/recorder.ts";
export type { RingEvent } from "./trace/ring.ts";
export { World } from "./world.ts";
export type { RunResult } from "./world.ts";

// Scenarios and the actors that play them.
export type {
  ActorJournal,
  ConnectionJournal,
  DatagramRecord,
  Finished,
  JournalEntry,
  Received,
  Sent,
  Unreadable,
} from "./actors/journal.ts";
export { BodyDigest } from "./actors/http/body.ts";
export type {
  ExchangeEnd,
  ExchangeProbe,
  ExchangeRecord,
  HttpVersion,
  MessageRecord,
} from "./actors/http/exchange.ts";
export type { AnswerSpec, FieldSpec, RequestSpec, SettingsSpec } from "./actors/http/spec.ts";
export { Operator } from "./actors/operator.ts";
export type { ClientOptions } from "./actors/operator.ts";
export type { Program, ProgramAction, ProgramStep } from "./actors/program.ts";
export { createRenewer } from "./actors/renewer.ts";
export type { RenewerOptions, RenewPeriod } from "./actors/renewer.ts";
export { createRogue, rogueActs } from "./actors/rogue.ts";
export type { RogueAct, RogueOptions } from "./actors/rogue.ts";
export { ScriptedMaster } from "./actors/scripted-master.ts";
export type { ScriptedMasterOptions } from "./actors/scripted-master.ts";
export { ScriptedWorker } from "./actors/scripted-worker.ts";
export { StatsdSink } from "./actors/statsd-sink.ts";
export type { StatsdSinkOptions } from "./actors/statsd-sink.ts";
export { createSubscriber } from "./actors/subscriber.ts";
export type { SubscriberOptions } from "./actors/subscriber.ts";
export type { WorkerScript } from "./actors/worker-script.ts";
export { createActorJournal } from "./actors/journal.ts";
export { actorMachine } from "./scenario/cast.ts";
export type { ActorSpec } from "./scenario/actor-spec.ts";
export {
  compileScenario,
  isActorStep,
  labelsOf,
  lastInstantOf,
  lookClientId,
} from "./scenario/compile.ts";
export type { CompiledScenario } from "./scenario/compile.ts";
export { detailNames } from "./scenario/detail.ts";
export type { DetailName } from "./scenario/detail.ts";
export { ScenarioError } from "./scenario/error.ts";
export type { ScenarioErrorCode } from "./scenario/error.ts";
export type {
  EventsExpectation,
  ExchangeExpectation,
  Expectation,
  ExpectedEvent,
  ExpectedLevels,
  ExpectedStatus,
  ExpectedWorker,
  Interval,
  LogExpectation,
  StepExpectation,
  StoredExpectation,
} from "./scenario/expectation.ts";
export { diskEntryOf } from "./scenario/file-spec.ts";
export type { FileSpec, StateRecord } from "./scenario/file-spec.ts";
export { isHttpStep } from "./scenario/http-program.ts";
export { play, playableScenario, playCompiled } from "./scenario/player.ts";
export type { PlayOptions, PlayResult } from "./scenario/player.ts";
export { proxyRequests } from "./scenario/proxy-spec.ts";
export type { ProxySpec } from "./scenario/proxy-spec.ts";
export type { Scenario, TwinSpec } from "./scenario/scenario.ts";
export type {
  ActorStep,
  LeaseFields,
  RawStep,
  SendingStep,
  Step,
  WorldStep,
} from "./scenario/step.ts";
export type { Testee } from "./scenario/testee.ts";
export { verifyScenario } from "./scenario/verify.ts";
export { settingsOf } from "./scenario/world-settings.ts";
export type { StatsdSettings, WorldSettings, WorldSpec } from "./scenario/world-settings.ts";
