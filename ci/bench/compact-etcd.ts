// Runs beside the store of a cluster: compacts and defragments it, then prints how many bytes it takes.
interface Status {
  readonly header: { readonly revision: string };
  readonly dbSize: string;
}

const { header } = await ask<Status>('maintenance/status', {});
await ask('kv/compaction', { revision: header.revision, physical: true });
await ask('maintenance/defragment', {});
console.log((await ask<Status>('maintenance/status', {})).dbSize);

/** The store's own gateway from JSON (etcd 3.6, gRPC gateway). */
async function ask<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:2379/v3/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`Cannot ask etcd for ${path}: it answers ${answer.status}`);
  return (await answer.json()) as T;
}
