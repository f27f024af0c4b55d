// One record of an access log in plain values, whatever the target writes it in. Undefined is absent:
// a text that is there and empty is something else.

export interface AccessRecord {
  /** Undefined: the format does not say. */
  readonly isError: boolean | undefined;
  readonly message: string | undefined;
  readonly sessionId: string | undefined;
  readonly requestId: string | undefined;
  readonly cluster: string | undefined;
  readonly backend: string | undefined;
  /** `host:port`, as the proxy saw its peers. */
  readonly sessionAddress: string | undefined;
  readonly backendAddress: string | undefined;
  readonly protocol: string | undefined;
  readonly method: string | undefined;
  readonly authority: string | undefined;
  readonly path: string | undefined;
  readonly status: number | undefined;
  readonly reason: string | undefined;
  /** `name=value` each. */
  readonly tags: readonly string[];
  readonly clientRttMicros: number | undefined;
  readonly serverRttMicros: number | undefined;
  readonly serviceMicros: number | undefined;
  readonly responseMicros: number | undefined;
  readonly requestMicros: number | undefined;
  /** Of the wall clock, since 1970. */
  readonly startWallMicros: number | undefined;
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
  readonly userAgent: string | undefined;
  /** The field of that name as the client sent it. */
  readonly xRequestId: string | undefined;
  readonly forwardedFor: string | undefined;
  readonly tlsVersion: string | undefined;
  readonly tlsCipher: string | undefined;
  readonly tlsServerName: string | undefined;
  readonly tlsAlpn: string | undefined;
}
