import type { Command } from 'commander';
import { createToken, type FilledToken, type TokenOrder } from '../../../workflows/token/create-token.ts';
import { listTokens } from '../../../workflows/token/list-tokens.ts';
import { revokeToken } from '../../../workflows/token/revoke-token.ts';
import { addVerb } from '../add-verb.ts';
import { addVerbGroup } from '../add-verb-group.ts';
import type { CommandContext } from '../command-context.ts';
import { addTimeout, type TimeoutOptions } from '../timeout-option.ts';
import type { Invocation } from '../invocation.ts';

interface CreateOptions extends TimeoutOptions, Omit<TokenOrder, 'replace' | 'clone'> {
  readonly replace?: true;
  readonly clone?: true;
}

/** `token create`, `token list` and `token revoke`. */
export function addToken(program: Command, context: CommandContext): void {
  const token = addVerbGroup(program, 'token', 'create, list and revoke join tokens');
  addCreate(token, context);
  addList(token, context);
  addRevoke(token, context);
}

function addCreate(token: Command, context: CommandContext): void {
  const verb = {
    usage: 'create [name]',
    summary: 'create a join token and write it to standard output',
    details:
      'Whoever has it can join until it is spent or expires. The name is that of its Secret; by default one is made up.',
    examples: [
      'kubectl joinery token create --member-name edge-7 > join-token',
      'kubectl joinery token create --context hub | kubectl joinery join --context edge-7',
      'kubectl joinery token create --member-name edge-7 --replace --ttl 1h > join-token',
    ],
    options: (command: Command) =>
      addTimeout(command, 30)
        .option(
          '--ttl <time>',
          "how long it may be used, such as 90m, 24h or 7d; the primary's default otherwise",
        )
        .option('--uses <number>', 'how many clusters may join with it, or "unlimited"; 1 by default')
        .option('--member-name <name>', 'only this name may join with it')
        .option('--member-thumbprint <thumbprint>', 'only the cluster with this key may join with it')
        .option('--replace', 'it may give the member of that name a new key')
        .option('--clone', 'it may let in a copy of the cluster of another member'),
  };
  addVerb<CreateOptions>(token, context, verb, async (invocation, name) => {
    const ports = await invocation.open();
    const {
      setNamespace: namespace,
      timeout: seconds,
      replace,
      clone,
      ttl,
      uses,
      memberName,
      memberThumbprint,
    } = invocation.options;
    const flags = { ...(replace ? { replace: 'true' } : {}), ...(clone ? { clone: 'true' } : {}) };
    const wishes = { ttl, uses, memberName, memberThumbprint, ...flags };
    const order = Object.fromEntries(
      Object.entries(wishes).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const { signal } = invocation;
    showToken(invocation, await createToken(ports, order, { namespace, name, seconds, signal }));
  });
}

/** Alone on standard output, so that it can be sent on without being seen. */
function showToken(invocation: Invocation, { token, ...rest }: FilledToken): void {
  const { output } = invocation.options;
  invocation.tell(`Secret "${rest.name}": ${rest.message}`);
  if (output === 'table' || output === 'wide') return invocation.write(`${token.reveal()}\n`);
  invocation.show({
    document: { ...rest, token: token.reveal() },
    names: [`secret/${rest.name}`],
    columns: [],
    nothing: '',
  });
}

function addList(token: Command, context: CommandContext): void {
  const verb = {
    usage: 'list',
    summary: 'list the join tokens; the tokens themselves are not shown',
    examples: ['kubectl joinery token list'],
  };
  addVerb(token, context, verb, async (invocation) => {
    const { kubernetes } = await invocation.open();
    const { setNamespace } = invocation.options;
    const tokens = await listTokens(kubernetes, setNamespace);
    invocation.show({
      document: tokens,
      names: tokens.map(({ name }) => `secret/${name}`),
      columns: [
        { header: 'NAME', cells: tokens.map(({ name }) => name) },
        { header: 'STATUS', cells: tokens.map(({ status }) => status) },
        { header: 'MEMBER', cells: tokens.map(({ memberName }) => memberName ?? '') },
        { header: 'EXPIRES', cells: tokens.map(({ expiresAt }) => expiresAt ?? '') },
        { header: 'MESSAGE', cells: tokens.map(({ message }) => message) },
      ],
      nothing: `There are no join tokens in namespace "${setNamespace}".`,
    });
  });
}

function addRevoke(token: Command, context: CommandContext): void {
  const verb = {
    usage: 'revoke <name>',
    summary: 'delete a join token, so that nobody joins with it any more',
    details: 'Clusters that joined with it stay members.',
    examples: ['kubectl joinery token revoke join-token-1'],
  };
  addVerb(token, context, verb, async (invocation, name = '') => {
    const { kubernetes } = await invocation.open();
    await revokeToken(kubernetes, { namespace: invocation.options.setNamespace, name });
    invocation.done('secret', name, 'revoked');
  });
}
