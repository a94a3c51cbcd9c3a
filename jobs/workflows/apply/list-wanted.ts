import type { Holding, WantedObject } from '../../core/applied-set/holding.ts';
import { keyOf, keyText } from '../../core/kubernetes/object-key.ts';

/** Lists the objects of a part; of two that are the same object, the first. */
export function listWanted({ objects }: Holding['part'], bodies: Holding['bodies']): WantedObject[] {
  const wanted = new Map<string, WantedObject>();
  for (const id of objects) {
    const body = bodies.get(id);
    if (body === undefined) continue;
    const key = keyOf(body.manifest);
    if (!wanted.has(keyText(key))) wanted.set(keyText(key), { ...body, id, key });
  }
  return [...wanted.values()];
}
