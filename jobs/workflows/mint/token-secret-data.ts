import { renderSecretData } from '../../core/kubernetes/secret-data.ts';
import type { TokenSecretTexts } from './describe-token.ts';

/** Renders the values of a join-token Secret; a text that is not there is left out. */
export function renderTokenSecretData(texts: TokenSecretTexts): Record<string, string> {
  return renderSecretData({
    status: texts.status,
    message: texts.message,
    ...(texts.token === undefined ? {} : { token: texts.token.reveal() }),
    ...(texts.endpoint === undefined ? {} : { endpoint: texts.endpoint }),
    ...(texts.expiresAt === undefined ? {} : { 'expires-at': texts.expiresAt }),
  });
}
