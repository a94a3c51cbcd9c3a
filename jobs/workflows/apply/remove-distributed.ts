import { failureDelayMs } from '../../core/applied-set/back-off.ts';
import type { ApplyPorts } from './apply-world.ts';
import { Enforcement } from './enforcement.ts';
import { HoldingStore } from './holding-store.ts';

/**
 * Takes away everything that was distributed to this member, each Distribution's as it said. What cannot be taken away
 * now is tried again until the signal aborts.
 *
 * @throws The signal's reason; what the API server throws.
 */
export async function removeDistributed(
  ports: ApplyPorts,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  const store = new HoldingStore(ports, namespace);
  const world = {
    ports,
    store,
    namespace,
    refusals: { namespaces: [], kinds: [] },
    fetchObjects: async () => new Map(),
    ownerOf: () => undefined,
  };
  const left = new Set(
    (await store.load()).map((holding) => new Enforcement(world, holding.part.uid, holding)),
  );
  for (let failures = 0; left.size > 0; failures += 1) {
    if (failures > 0) await ports.clock.sleep(failureDelayMs(failures, { isWaiting: true }), signal);
    for (const part of left) {
      part.withdraw();
      await part.pass(signal, () => undefined);
      if (part.isEmpty) left.delete(part);
    }
  }
}
