import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { EnvHttpProxyAgent, ProxyAgent, request, type Dispatcher } from 'undici';
import type { KubernetesConnection, KubernetesExchange } from '../kubernetes/connection.ts';
import { ContextInvalid, CredentialsMissing } from './errors.ts';
import { readKubeconfig, type KubeconfigChoice } from './read-kubeconfig.ts';

/** What the library fills in: TLS options and headers. */
type RequestOptions = Extract<
  Parameters<KubeConfig['applyToHTTPSOptions']>[0],
  { auth?: string | null | undefined }
>;

/** No request to the API server takes longer, in milliseconds. */
const timeoutMs = 30_000;

/**
 * Connects as the user of a context. Credentials that expire are got anew by the library when they have.
 *
 * @throws {ContextInvalid} {@link CredentialsMissing}
 */
export async function createKubeconfigConnection(choice: KubeconfigChoice): Promise<KubernetesConnection> {
  const config = readKubeconfig(choice);
  const options = await readCredentials(config);
  return {
    server: config.getCurrentCluster()?.server.replace(/\/+$/, '') ?? '',
    user: `the user of context "${config.getCurrentContext()}"`,
    exchange: createExchange(createDispatcher(config, options, choice.environment)),
    authorization: async () => readAuthorization(await readCredentials(config)),
  };
}

async function readCredentials(config: KubeConfig): Promise<RequestOptions> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch {
    // A plugin's words may hold what it was to keep.
    throw new CredentialsMissing({ user: config.getCurrentUser()?.name ?? '' });
  }
  return options;
}

function readAuthorization({ headers = {}, auth }: RequestOptions): string | undefined {
  const { Authorization: header } = headers as Readonly<Record<string, string | undefined>>;
  if (header !== undefined || auth == null) return header;
  return `Basic ${Buffer.from(auth).toString('base64')}`;
}

function createExchange(dispatcher: Dispatcher): KubernetesExchange {
  return async (url, { silenceMs = timeoutMs, signal, body, ...sent }) => {
    const options = { ...sent, body: body === '' ? null : body, bodyTimeout: silenceMs };
    const answer = await request(url, {
      dispatcher,
      ...options,
      ...(signal === undefined ? {} : { signal }),
    });
    return { status: answer.statusCode, body: answer.body };
  };
}

function createDispatcher(
  config: KubeConfig,
  { ca, cert, key, rejectUnauthorized, servername }: RequestOptions,
  environment: KubeconfigChoice['environment'],
): Dispatcher {
  const given = Object.entries({ ca, cert, key, rejectUnauthorized, servername });
  const tls = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const limits = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
  const uri = config.getCurrentCluster()?.proxyUrl;
  if (uri !== undefined) {
    if (!/^https?:/.test(uri)) throw new ContextInvalid('its proxy-url is neither http nor https');
    return new ProxyAgent({ uri, requestTls: tls, ...limits });
  }
  const proxies = { httpProxy: '', httpsProxy: '', noProxy: '' };
  for (const name of ['httpProxy', 'httpsProxy', 'noProxy'] as const) {
    const variable = name.replace('Proxy', '_proxy');
    proxies[name] = environment[variable] ?? environment[variable.toUpperCase()] ?? '';
  }
  return new EnvHttpProxyAgent({
    ...proxies,
    connect: { ...tls, timeout: timeoutMs },
    requestTls: tls,
    ...limits,
  });
}
