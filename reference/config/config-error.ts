// What a boot configuration that cannot be used throws. It comes from whoever starts the machine,
// never from a peer, so it is a misuse and no output.

export type ConfigErrorCode = "config-syntax" | "config-key" | "config-value";

export class ConfigError extends Error {
  readonly code: ConfigErrorCode;

  constructor(code: ConfigErrorCode, message: string) {
    super(message);
    this.name = "ConfigError";
    this.code = code;
  }
}
