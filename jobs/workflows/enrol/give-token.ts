import { isDeepStrictEqual } from 'node:util';
import { parseJoinSecret } from '../../core/join-secret/parse-join-secret.ts';
import { renderSecretData } from '../../core/kubernetes/secret-data.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import { callBackAgent } from './call-back-agent.ts';

/** Where the join Secret is to be, and what is to stand in it. */
export interface GivenToken {
  readonly namespace: string;
  readonly secretName: string;
  /** Keys of the join Secret: `token`, and optionally `member-name`, `endpoint`, `ca.crt`. */
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Writes the join Secret, once it is known to be a good one, and calls back an agent that a leave told to
 * stand down. A repeat changes nothing.
 *
 * @returns The digest by which the membership names the token, and whether the agent got anything new.
 * @throws JoinTokenMalformed, JoinSecretInvalid, UrlInvalid, NameInvalid, CaInvalid
 */
export async function giveToken(
  kubernetes: KubernetesApi,
  { namespace, secretName, texts }: GivenToken,
): Promise<{ tokenDigest: string; isNews: boolean }> {
  const data = renderSecretData(texts);
  // What the release's values allow and pin is the agent's to judge.
  const anyPrimary = { allowInsecureURL: true, primaryThumbprint: '', extraCa: '' };
  const { tokenDigest } = parseJoinSecret({ name: secretName, data }, anyPrimary);
  const isNewSecret = await writeJoinSecret(kubernetes, { namespace, name: secretName }, data);
  const isCalledBack = await callBackAgent(kubernetes, namespace);
  return { tokenDigest, isNews: isNewSecret || isCalledBack };
}

async function writeJoinSecret(
  kubernetes: KubernetesApi,
  ref: { namespace: string; name: string },
  data: Record<string, string>,
): Promise<boolean> {
  let isNews = false;
  const found = await changeObject(kubernetes, 'Secret', ref, (stored) => {
    isNews = !isDeepStrictEqual(stored.data, data);
    return isNews ? { ...stored, data } : undefined;
  });
  if (found !== undefined) return isNews;
  const created = await kubernetes.create('Secret', { metadata: ref, type: 'Opaque', data });
  return created === undefined ? writeJoinSecret(kubernetes, ref, data) : true;
}
