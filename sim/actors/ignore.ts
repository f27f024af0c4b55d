// The answer of an actor to an input that it has no use for. Machines do not inherit from each
// other, so each names the inputs that it ignores.

export type Ignore = () => void;

export const ignore: Ignore = () => {
  // Nothing to do.
};
