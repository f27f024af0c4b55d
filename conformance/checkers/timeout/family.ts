import type { Family } from "../family.ts";
import { BackendChecker } from "./backend-checker.ts";
import { ConnectChecker } from "./connect-checker.ts";
import { IdleBackendChecker } from "./idle-backend-checker.ts";
import { RequestChecker } from "./request-checker.ts";

export const timeoutFamily: Family = {
  name: "TIMEOUT",
  rules: ["TIMEOUT-REQUEST", "TIMEOUT-CONNECT", "TIMEOUT-BACKEND", "TIMEOUT-IDLE-BACKEND"],
  effects: (context) => [
    new RequestChecker(context),
    new ConnectChecker(context),
    new BackendChecker(context),
    new IdleBackendChecker(context),
  ],
};
