import type { Command } from 'commander';
import { giveToken } from '../../../workflows/enrol/give-token.ts';
import { readJoinStatus } from '../../../workflows/enrol/read-join-status.ts';
import { waitForJoin } from '../../../workflows/enrol/wait-for-join.ts';
import { findDeployment } from '../../../workflows/release/find-deployment.ts';
import { addVerb } from '../add-verb.ts';
import type { CommandContext } from '../command-context.ts';
import { addJoinSecret, type JoinSecretOptions } from '../join-secret-option.ts';
import { addTimeout, type TimeoutOptions } from '../timeout-option.ts';

interface JoinOptions extends TimeoutOptions, JoinSecretOptions {
  readonly tokenFile: string;
  readonly memberName?: string;
  readonly endpoint?: string;
  readonly caFile?: string;
  readonly wait: boolean;
}

/** `join`: gives a secondary its token and waits until it has joined. */
export function addJoin(program: Command, context: CommandContext): void {
  const verb = {
    usage: 'join',
    summary: 'join this cluster to a set with a token',
    details:
      'The token is read from a file or from standard input, never from an argument, which would be seen in the list of ' +
      'processes. It is put into the join Secret of the release; the agent joins with it.',
    examples: [
      'kubectl joinery join --token-file join-token --member-name edge-7',
      'kubectl joinery token create --context hub | kubectl joinery join --context edge-7',
    ],
    options: (command: Command) =>
      addJoinSecret(addTimeout(command, 120))
        .option('--token-file <file>', 'file with the token; "-" is standard input', '-')
        .option('--member-name <name>', 'name to join as')
        .option('--endpoint <url>', 'URL of the primary, in place of the one in the token')
        .option('--ca-file <file>', 'certificates (PEM) to trust for that URL')
        .option('--no-wait', 'end once the agent has the token'),
  };
  addVerb<JoinOptions>(program, context, verb, async (invocation) => {
    const { tokenFile, caFile, memberName, endpoint, namespace, joinSecret, timeout, wait } =
      invocation.options;
    const token = (await invocation.read(tokenFile, 'token')).trim();
    const ca = caFile === undefined ? {} : { 'ca.crt': await invocation.read(caFile, 'certificate') };
    const texts = {
      token,
      ...(memberName === undefined ? {} : { 'member-name': memberName }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...ca,
    };
    const ports = await invocation.open();
    await findDeployment(ports.kubernetes, namespace, 'agent');
    const before = await readJoinStatus(ports.kubernetes, namespace);
    const given = await giveToken(ports.kubernetes, { namespace, secretName: joinSecret, texts });
    if (!wait) return invocation.done('secret', joinSecret, 'written; the agent joins with it');
    const { tokenDigest, isNews } = given;
    const said = await waitForJoin(ports, {
      namespace,
      tokenDigest,
      ignoredVersion: isNews ? before.resourceVersion : '',
      seconds: timeout,
      signal: invocation.signal,
      tell: (text) => invocation.tell(text),
    });
    invocation.done('member.joinery.dev', said.texts['member-name'] ?? '', said.status.toLowerCase());
    if (said.remedy !== '') invocation.tell(`${said.message} ${said.remedy}`);
  });
}
