// What the other folders may import: framing, the command messages and their codec, session ids,
// HTTP/1.1 and HTTP/2.

export { create } from "@bufbuild/protobuf";
export { decodeAccessLog } from "./access/access-log.ts";
// eslint-disable-next-line no-restricted-syntax -- a generated file has no name that is not for everybody
export * from "./access/access_log_pb.ts";
export {
  FRAME_BYTES_DEFAULT_MAX,
  FRAME_PREFIX_BYTES,
  HTTP1_HEAD_BYTES_MAX,
  NESTING_LEVELS_MAX,
} from "./bounds.ts";
export { WireMisuseError, type MisuseCode } from "./misuse.ts";
export { FrameDecoder, type FrameResult } from "./frame/decoder.ts";
export { frameOf } from "./frame/frame.ts";
export type { HttpField } from "./http1/field.ts";
export { type Authority, parseAuthority } from "./http1/authority.ts";
export type { BodyEvent } from "./http1/body-reader.ts";
export {
  encodeChunkEnd,
  encodeChunkStart,
  encodeLastChunk,
  encodeRequestHead,
  encodeResponseHead,
  rawBytes,
  type RequestLine,
  type StatusLine,
} from "./http1/encoder.ts";
export type { Http1Fault, Http1FaultKind } from "./http1/fault.ts";
export type { Framing } from "./http1/framing.ts";
export type { AskedFor, RequestHead, ResponseHead } from "./http1/head.ts";
export type { Ending } from "./http1/input.ts";
export type { Http1Limits, Http1Options, Tolerance } from "./http1/limits.ts";
export type { StreamEvent } from "./http1/message-parser.ts";
export { reasonOf } from "./http1/reason.ts";
export { type RequestEvent, RequestParser } from "./http1/request-parser.ts";
export { type ResponseEvent, ResponseParser } from "./http1/response-parser.ts";
export type { TargetForm } from "./http1/target.ts";
export { parseSessionId } from "./session/id.ts";
export { formatUlid, ulidOf } from "./session/ulid.ts";
export {
  FRAME_HEAD_BYTES,
  FRAME_PAYLOAD_BYTES_MAX,
  FRAME_PAYLOAD_BYTES_MIN,
  HPACK_TABLE_BYTES_DEFAULT,
  STREAM_ID_MAX,
  WINDOW_BYTES_INITIAL,
  WINDOW_BYTES_MAX,
} from "./http2/bounds.ts";
export type {
  BlockEvent,
  ContinuationPiece,
  DataPiece,
  FrameEvent,
  FrameFault,
  GoawayPiece,
  HeadersPiece,
  Octets,
  PingFrame,
  Priority,
  PriorityFrame,
  PushPromisePiece,
  ResetFrame,
  SettingsFrame,
  UnknownPiece,
  WindowUpdateFrame,
} from "./http2/frame-event.ts";
export type { FrameFaultReason } from "./http2/frame-fault.ts";
export { FrameReader, type FrameReaderOptions } from "./http2/frame-reader.ts";
export {
  connectionPreface,
  ErrorCode,
  FrameFlag,
  FrameType,
  SettingId,
} from "./http2/frame-type.ts";
export {
  type HeadersOptions,
  type RawFrame,
  writeData,
  writeDataHead,
  writeGoaway,
  writeHeaders,
  writePaddedData,
  writePing,
  writePriority,
  writePushPromise,
  writeRawFrame,
  writeReset,
  writeSettings,
  writeSettingsAck,
  writeWindowUpdate,
} from "./http2/frame-writer.ts";
export {
  HeaderBlock,
  type HeaderBlockLimits,
  type HeaderBlockResult,
} from "./http2/header-block.ts";
export type { HpackFault } from "./http2/hpack/cursor.ts";
export { HpackDecoder, type HpackDecoderLimits, type HpackResult } from "./http2/hpack/decoder.ts";
export { HpackEncoder } from "./http2/hpack/encoder.ts";
export { FieldList } from "./http2/hpack/field-list.ts";
export { OctetWriter } from "./http2/octet-writer.ts";
export { settingId, settingValue } from "./http2/setting.ts";
export type { Malformed, MalformedRule } from "./http2/message/malformed.ts";
export {
  type Http2RequestOptions,
  type Http2ResponseOptions,
  readHttp2Request,
  readHttp2Response,
  readHttp2Trailers,
} from "./http2/message/read-message.ts";
export { RequestMessage, ResponseMessage } from "./http2/message/stream-message.ts";
export {
  writeHttp2Request,
  writeHttp2Response,
  writeHttp2Trailers,
} from "./http2/message/write-message.ts";
export { slabPiece } from "./slab.ts";
export { requestFromHttp1, responseFromHttp1 } from "./message/from-http1.ts";
export {
  type Content,
  endsWithHead,
  type PortableRequest,
  type PortableResponse,
  type PortableTrailers,
} from "./message/portable.ts";
export {
  type Http1Asker,
  type Http1Request,
  type Http1Response,
  requestToHttp1,
  responseToHttp1,
} from "./message/to-http1.ts";
export {
  blankSetMetricDetail,
  decodeRequest,
  decodeResponse,
  decodeWorkerRequest,
  decodeWorkerResponse,
  encodeRequest,
  encodeResponse,
  encodeWorkerRequest,
  encodeWorkerResponse,
  frameResponse,
  frameWorkerRequest,
  frameWorkerResponse,
  type Decoded,
} from "./command/codec.ts";
export type { PayloadFault } from "./command/fault.ts";
export { TextCache } from "./command/text-cache.ts";
export {
  type ActivateListener,
  ActivateListenerSchema,
  type AddBackend,
  AddBackendSchema,
  type AddCertificate,
  AddCertificateSchema,
  type AggregatedMetrics,
  AggregatedMetricsSchema,
  type AvailableMetrics,
  AvailableMetricsSchema,
  type BackendMetrics,
  BackendMetricsSchema,
  type Bucket,
  BucketSchema,
  type CertificateAndKey,
  CertificateAndKeySchema,
  type CertificatesWithFingerprints,
  CertificatesWithFingerprintsSchema,
  type Cluster,
  type ClusterHashes,
  ClusterHashesSchema,
  type ClusterInformations,
  ClusterInformationsSchema,
  type ClusterMetrics,
  ClusterMetricsSchema,
  ClusterSchema,
  type CustomHttpAnswers,
  CustomHttpAnswersSchema,
  type DeactivateListener,
  DeactivateListenerSchema,
  type Empty,
  EmptySchema,
  type Event,
  EventKind,
  EventKindSchema,
  EventSchema,
  type FilteredHistogram,
  FilteredHistogramSchema,
  type FilteredMetrics,
  FilteredMetricsSchema,
  type FilteredTimeSerie,
  FilteredTimeSerieSchema,
  type FrontendFilters,
  FrontendFiltersSchema,
  type Header,
  HeaderPosition,
  HeaderPositionSchema,
  HeaderSchema,
  type HealthCheckConfig,
  HealthCheckConfigSchema,
  type HealthChecksList,
  HealthChecksListSchema,
  type HstsConfig,
  HstsConfigSchema,
  type HttpListenerConfig,
  HttpListenerConfigSchema,
  type HttpsListenerConfig,
  HttpsListenerConfigSchema,
  type IpAddress,
  IpAddressSchema,
  type ListOfCertificatesByAddress,
  ListOfCertificatesByAddressSchema,
  type ListedFrontends,
  ListedFrontendsSchema,
  ListenerType,
  ListenerTypeSchema,
  type ListenersList,
  ListenersListSchema,
  LoadBalancingAlgorithms,
  LoadBalancingAlgorithmsSchema,
  type LoadBalancingParams,
  LoadBalancingParamsSchema,
  MetricDetail,
  MetricDetailSchema,
  type MetricDetailStatus,
  MetricDetailStatusSchema,
  type MetricDetailTransition,
  MetricDetailTransitionSchema,
  MetricsConfiguration,
  MetricsConfigurationSchema,
  type PathRule,
  PathRuleKind,
  PathRuleKindSchema,
  PathRuleSchema,
  type Percentiles,
  PercentilesSchema,
  type QueryCertificatesFilters,
  QueryCertificatesFiltersSchema,
  type QueryClusterByDomain,
  QueryClusterByDomainSchema,
  type QueryHealthChecks,
  QueryHealthChecksSchema,
  type QueryMetricsOptions,
  QueryMetricsOptionsSchema,
  RedirectPolicy,
  RedirectPolicySchema,
  RedirectScheme,
  RedirectSchemeSchema,
  type RemoveBackend,
  RemoveBackendSchema,
  type RemoveCertificate,
  RemoveCertificateSchema,
  type RemoveListener,
  RemoveListenerSchema,
  type ReplaceCertificate,
  ReplaceCertificateSchema,
  type Request,
  type RequestCounts,
  RequestCountsSchema,
  type RequestHttpFrontend,
  RequestHttpFrontendSchema,
  RequestSchema,
  type RequestTcpFrontend,
  RequestTcpFrontendSchema,
  type RequestUdpFrontend,
  RequestUdpFrontendSchema,
  type Response,
  type ResponseContent,
  ResponseContentSchema,
  ResponseSchema,
  ResponseStatus,
  ResponseStatusSchema,
  RulePosition,
  RulePositionSchema,
  RunState,
  RunStateSchema,
  type ServerMetricsConfig,
  ServerMetricsConfigSchema,
  type SetHealthCheck,
  SetHealthCheckSchema,
  type SetMetricDetail,
  SetMetricDetailSchema,
  type SocketAddress,
  SocketAddressSchema,
  type TcpListenerConfig,
  TcpListenerConfigSchema,
  type UdpClusterConfig,
  UdpClusterConfigSchema,
  type UdpListenerConfig,
  UdpListenerConfigSchema,
  type Uint128,
  Uint128Schema,
  type UpdateHttpListener,
  UpdateHttpListenerSchema,
  type UpdateHttpsListener,
  UpdateHttpsListenerSchema,
  type UpdateTcpListener,
  UpdateTcpListenerSchema,
  type UpdateUdpListener,
  UpdateUdpListenerSchema,
  type WorkerInfo,
  WorkerInfoSchema,
  type WorkerInfos,
  WorkerInfosSchema,
  type WorkerMetricDetailStatus,
  WorkerMetricDetailStatusSchema,
  type WorkerMetrics,
  WorkerMetricsSchema,
  type WorkerRequest,
  WorkerRequestSchema,
  type WorkerResponse,
  WorkerResponseSchema,
  type WorkerResponses,
  WorkerResponsesSchema,
} from "./command/command_pb.ts";
