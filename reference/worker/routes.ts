// What the data plane needs of routing: its rules, kept in step with the configuration.

import type { Request } from "../../wire/index.ts";
import type { Balancer, Router } from "../routing/router.ts";

export interface Routes {
  readonly router: Router;
  readonly balancer: Balancer;
  apply(request: Request): void;
}
