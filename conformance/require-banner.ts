// What a bundle of modules begins with: those that were CommonJS ask for `require`, which a module has not.

/** `from` is the text of an expression that says where the bundle stands. */
export function requireBanner(from: string): { readonly js: string } {
  return {
    js: `import { createRequire as requireOf } from "node:module"; const require = requireOf(${from});`,
  };
}
