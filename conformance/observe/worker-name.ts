const workerName = /^worker-(\d+)$/;

/** The id of a worker by the name of its node. */
export function workerOf(node: string): number | undefined {
  const digits = workerName.exec(node)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
