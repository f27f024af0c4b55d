// The schema as our own table: for every message its field numbers, names and types. It is written
// from the description of the wire and compared with the compiled schema row by row, so that a slip
// in either shows. A trailing `?` marks a type that the description does not state and no capture
// shows: only its wire type matters, and that is our reading.

/** Message name to `number name type` rows, separated by commas. */
export const SCHEMA_ROWS: Readonly<Record<string, string>> = {
  Request: `
    1 save_state string, 2 load_state string, 4 list_workers Empty,
    5 list_frontends FrontendFilters, 6 list_listeners Empty, 7 launch_worker string,
    8 upgrade_main Empty, 9 upgrade_worker uint32, 10 subscribe_events Empty,
    11 reload_configuration string, 12 status Empty, 13 add_cluster Cluster,
    14 remove_cluster string, 15 add_http_frontend RequestHttpFrontend,
    16 remove_http_frontend RequestHttpFrontend, 17 add_https_frontend RequestHttpFrontend,
    18 remove_https_frontend RequestHttpFrontend, 19 add_certificate AddCertificate,
    20 replace_certificate ReplaceCertificate, 21 remove_certificate RemoveCertificate,
    22 add_tcp_frontend RequestTcpFrontend, 23 remove_tcp_frontend RequestTcpFrontend,
    24 add_backend AddBackend, 25 remove_backend RemoveBackend,
    26 add_http_listener HttpListenerConfig, 27 add_https_listener HttpsListenerConfig,
    28 add_tcp_listener TcpListenerConfig, 29 remove_listener RemoveListener,
    30 activate_listener ActivateListener, 31 deactivate_listener DeactivateListener,
    35 query_cluster_by_id string, 36 query_clusters_by_domain QueryClusterByDomain,
    37 query_clusters_hashes Empty, 38 query_metrics QueryMetricsOptions, 39 soft_stop Empty,
    40 hard_stop Empty, 41 configure_metrics MetricsConfiguration, 42 logging string,
    43 return_listen_sockets Empty,
    44 query_certificates_from_the_state QueryCertificatesFilters,
    45 query_certificates_from_workers QueryCertificatesFilters, 46 count_requests Empty,
    47 update_http_listener UpdateHttpListener, 48 update_https_listener UpdateHttpsListener,
    49 update_tcp_listener UpdateTcpListener, 50 set_max_connections_per_ip uint64,
    51 query_max_connections_per_ip Empty, 52 set_health_check SetHealthCheck,
    53 remove_health_check string, 54 query_health_checks QueryHealthChecks,
    55 set_metric_detail SetMetricDetail, 56 add_udp_listener UdpListenerConfig,
    57 update_udp_listener UpdateUdpListener, 58 add_udp_frontend RequestUdpFrontend,
    59 remove_udp_frontend RequestUdpFrontend`,
  Response: "1 status ResponseStatus, 2 message string, 3 content ResponseContent",
  WorkerRequest: "1 id string, 2 content Request",
  WorkerResponse:
    "1 id string, 2 status ResponseStatus, 3 message string, 4 content ResponseContent",
  ResponseContent: `
    1 workers WorkerInfos, 2 metrics AggregatedMetrics, 3 worker_responses WorkerResponses,
    4 event Event, 5 frontend_list ListedFrontends, 6 listeners_list ListenersList,
    7 worker_metrics WorkerMetrics, 8 available_metrics AvailableMetrics,
    9 clusters ClusterInformations, 10 cluster_hashes ClusterHashes,
    11 certificates_by_address ListOfCertificatesByAddress,
    12 certificates_with_fingerprints CertificatesWithFingerprints,
    13 request_counts RequestCounts, 14 max_connections_per_ip_limit uint64?,
    15 health_checks_list HealthChecksList, 16 metric_detail_status MetricDetailStatus,
    17 worker_metric_detail_status WorkerMetricDetailStatus`,
  SetMetricDetail: `
    1 client_id string, 2 detail MetricDetail, 3 ttl_seconds uint32, 4 clear bool,
    5 reason string, 6 peer_pid int32, 7 peer_session_ulid string`,
  WorkerMetricDetailStatus: `
    1 configured MetricDetail, 2 effective MetricDetail, 3 previous_effective MetricDetail,
    4 active_lease_count uint32`,
  MetricDetailStatus: `
    1 configured MetricDetail, 2 effective MetricDetail, 3 previous_effective MetricDetail,
    4 workers map:WorkerMetricDetailStatus`,
  MetricDetailTransition: `
    1 previous_effective MetricDetail, 2 effective MetricDetail, 3 transition_kind string,
    4 client_id string`,
  Event: `
    1 kind EventKind, 2 cluster_id string, 3 backend_id string, 4 address SocketAddress,
    5 metric_detail MetricDetailTransition`,
  WorkerInfos: "1 vec repeated:WorkerInfo",
  WorkerInfo: "1 id uint32, 2 pid int32, 3 run_state RunState",
  WorkerResponses: "1 map map:ResponseContent",
  QueryMetricsOptions: `
    1 list bool, 2 cluster_ids repeated:string, 3 backend_ids repeated:string,
    4 metric_names repeated:string, 5 no_clusters bool, 6 workers bool`,
  AvailableMetrics: "1 proxy_metrics repeated:string, 2 cluster_metrics repeated:string",
  AggregatedMetrics: `
    1 main map:FilteredMetrics, 2 workers map:WorkerMetrics, 3 clusters map:ClusterMetrics,
    4 proxying map:FilteredMetrics`,
  WorkerMetrics: "1 proxy map:FilteredMetrics, 2 clusters map:ClusterMetrics",
  ClusterMetrics: "1 cluster map:FilteredMetrics, 2 backends repeated:BackendMetrics",
  BackendMetrics: "1 backend_id string, 2 metrics map:FilteredMetrics",
  FilteredMetrics: `
    1 gauge uint64, 2 count int64, 3 time uint64, 4 percentiles Percentiles,
    5 time_serie FilteredTimeSerie, 6 histogram FilteredHistogram`,
  Percentiles: `
    1 samples uint64, 2 p_50 uint64, 3 p_90 uint64, 4 p_99 uint64, 5 p_99_9 uint64,
    6 p_99_99 uint64, 7 p_99_999 uint64, 8 p_100 uint64, 9 sum uint64`,
  FilteredTimeSerie:
    "1 last_second uint32, 2 last_minute repeated:uint32, 3 last_hour repeated:uint32",
  FilteredHistogram: "1 sum uint64, 2 count uint64, 3 buckets repeated:Bucket",
  Bucket: "1 count uint64, 2 le uint64",
  RequestCounts: "1 map map:int32",
  SocketAddress: "1 ip IpAddress, 2 port uint32",
  IpAddress: "1 v4 fixed32, 2 v6 Uint128",
  Uint128: "1 low uint64, 2 high uint64",
  Cluster: `
    1 cluster_id string, 2 sticky_session bool, 3 https_redirect bool, 4 proxy_protocol int32?,
    5 load_balancing LoadBalancingAlgorithms, 6 answer_503 string?, 7 load_metric int32?,
    8 http2 bool?, 9 answers map:string?, 10 https_redirect_port uint32?,
    11 authorized_hashes repeated:string?, 12 www_authenticate string?,
    13 max_connections_per_ip uint64?, 14 retry_after uint32?,
    15 health_check HealthCheckConfig?, 16 udp UdpClusterConfig?`,
  AddBackend: `
    1 cluster_id string, 2 backend_id string, 3 address SocketAddress, 4 sticky_id string?,
    5 load_balancing_parameters LoadBalancingParams, 6 backup bool?`,
  LoadBalancingParams: "1 weight int32",
  RemoveBackend: "1 cluster_id string, 2 backend_id string, 3 address SocketAddress",
  RequestHttpFrontend: `
    1 cluster_id string, 2 address SocketAddress, 3 hostname string, 4 path PathRule,
    5 method string?, 6 position RulePosition, 7 tags map:string?, 8 redirect RedirectPolicy,
    9 required_auth bool, 10 redirect_scheme RedirectScheme, 11 redirect_template string,
    12 rewrite_host string, 13 rewrite_path string, 14 rewrite_port uint32,
    15 headers repeated:Header, 16 hsts HstsConfig`,
  Header: "1 position HeaderPosition, 2 key string, 3 val string",
  HstsConfig: `
    1 enabled bool, 2 max_age uint32, 3 include_subdomains bool, 4 preload bool,
    5 force_replace_backend bool`,
  AddCertificate: "1 address SocketAddress, 2 certificate CertificateAndKey, 3 expired_at int64",
  CertificateAndKey: `
    1 certificate string, 2 certificate_chain repeated:string, 3 key string,
    4 versions repeated:int32, 5 names repeated:string`,
  PathRule: "1 kind PathRuleKind, 2 value string",
  HttpListenerConfig: `
    1 address SocketAddress, 2 public_address SocketAddress, 5 expect_proxy bool,
    6 sticky_name string, 7 front_timeout uint32, 8 back_timeout uint32,
    9 connect_timeout uint32, 10 request_timeout uint32, 11 active bool,
    12 http_answers CustomHttpAnswers?`,
  HttpsListenerConfig: `
    1 address SocketAddress, 2 public_address SocketAddress, 5 expect_proxy bool,
    6 sticky_name string, 7 front_timeout uint32, 8 back_timeout uint32,
    9 connect_timeout uint32, 10 request_timeout uint32, 11 active bool,
    12 versions repeated:int32?, 13 cipher_list repeated:string?,
    14 cipher_suites repeated:string?, 15 signature_algorithms repeated:string?,
    16 groups_list repeated:string?, 17 certificate string?,
    18 certificate_chain repeated:string?, 19 key string?, 20 send_tls13_tickets uint64,
    22 alpn_protocols repeated:string`,
  ActivateListener: "1 address SocketAddress, 2 proxy ListenerType, 3 from_scm bool",
  DeactivateListener: "1 address SocketAddress, 2 proxy ListenerType, 3 to_scm bool?",
  QueryClusterByDomain: "1 hostname string?, 2 path string?",
  FrontendFilters: "1 http bool, 2 https bool, 3 tcp bool",
  ListedFrontends: "1 http_frontends repeated:RequestHttpFrontend",
  ClusterHashes: "1 map map:uint64",
  ServerMetricsConfig:
    "1 address string?, 2 tagged_metrics bool?, 3 prefix string?, 4 detail MetricDetail",
};

/** Messages whose fields no source states: what they carry stays in unknown fields. */
export const FIELDLESS_MESSAGES: readonly string[] = [
  "CertificatesWithFingerprints",
  "ClusterInformations",
  "CustomHttpAnswers",
  "Empty",
  "HealthCheckConfig",
  "HealthChecksList",
  "ListOfCertificatesByAddress",
  "ListenersList",
  "QueryCertificatesFilters",
  "QueryHealthChecks",
  "RemoveCertificate",
  "RemoveListener",
  "ReplaceCertificate",
  "RequestTcpFrontend",
  "RequestUdpFrontend",
  "SetHealthCheck",
  "TcpListenerConfig",
  "UdpClusterConfig",
  "UdpListenerConfig",
  "UpdateHttpListener",
  "UpdateHttpsListener",
  "UpdateTcpListener",
  "UpdateUdpListener",
];

/** Enum name to its value names, numbered from 0. */
export const ENUM_ROWS: Readonly<Record<string, string>> = {
  ResponseStatus: "OK PROCESSING FAILURE",
  MetricDetail: "DETAIL_PROCESS DETAIL_FRONTEND DETAIL_CLUSTER DETAIL_BACKEND",
  EventKind: `
    BACKEND_DOWN BACKEND_UP NO_AVAILABLE_BACKENDS REMOVED_BACKEND_HAS_NO_CONNECTIONS
    CLUSTER_ADDED CLUSTER_REMOVED FRONTEND_ADDED FRONTEND_REMOVED CERTIFICATE_ADDED
    CERTIFICATE_REMOVED CERTIFICATE_REPLACED LISTENER_ACTIVATED LISTENER_DEACTIVATED
    CONFIGURATION_RELOADED WORKER_KILLED WORKER_RELAUNCHED LOGGING_LEVEL_CHANGED
    METRICS_CONFIGURED LISTENER_UPDATED STATE_LOADED STATE_SAVED LISTENER_ADDED LISTENER_REMOVED
    SOZU_STOP_REQUESTED MAIN_UPGRADED WORKER_UPGRADED EVENTS_SUBSCRIBED HEALTH_CHECK_HEALTHY
    HEALTH_CHECK_UNHEALTHY CLUSTER_RECOVERED METRIC_DETAIL_CHANGED`,
  RunState: "RUNNING STOPPING STOPPED NOT_ANSWERING",
  MetricsConfiguration: "ENABLED DISABLED CLEAR",
  LoadBalancingAlgorithms: "ROUND_ROBIN RANDOM LEAST_LOADED POWER_OF_TWO HRW MAGLEV",
  PathRuleKind: "PREFIX REGEX EQUALS",
  RulePosition: "PRE POST TREE",
  ListenerType: "HTTP HTTPS TCP UDP",
  RedirectPolicy: "FORWARD PERMANENT UNAUTHORIZED FOUND PERMANENT_REDIRECT",
  RedirectScheme: "USE_SAME USE_HTTP USE_HTTPS",
  HeaderPosition: "HEADER_POSITION_UNSPECIFIED REQUEST RESPONSE BOTH",
};

/** Declared defaults, which a reader of an absent field sees. */
export const DEFAULT_ROWS: Readonly<Record<string, number>> = {
  "Response.status": 2,
  "WorkerResponse.status": 2,
  "RequestHttpFrontend.position": 2,
  "HttpListenerConfig.front_timeout": 60,
  "HttpListenerConfig.back_timeout": 30,
  "HttpListenerConfig.connect_timeout": 3,
  "HttpListenerConfig.request_timeout": 10,
  "HttpsListenerConfig.front_timeout": 60,
  "HttpsListenerConfig.back_timeout": 30,
  "HttpsListenerConfig.connect_timeout": 3,
  "HttpsListenerConfig.request_timeout": 10,
};
