import { describe, expect, it } from 'vitest';
import { JsonLogger } from '../../../../jobs/adapters/json-log/json-logger.ts';
import { Confidential } from '../../../../jobs/core/confidential/confidential.ts';
import { TokenSpent } from '../../../../jobs/core/verifier/errors.ts';

function aLogger() {
  const lines: string[] = [];
  const logger = new JsonLogger(
    (line) => lines.push(line),
    () => new Date('2026-11-20T12:00:00.000Z'),
    { program: 'hub' },
  );
  const read = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { lines, logger, read };
}

describe('JsonLogger', () => {
  it.for([['error'], ['warn'], ['info']] as const)('writes one object a line at level %s', ([level]) => {
    const { lines, logger, read } = aLogger();

    logger[level]('Joining', { member: 'edge-7\nforged' });

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{[^\n]*\}\n$/);
    expect(read()).toEqual([
      {
        time: '2026-11-20T12:00:00.000Z',
        level,
        message: 'Joining',
        program: 'hub',
        member: 'edge-7\nforged',
      },
    ]);
  });

  it('gives every line of a child its fields too', () => {
    const { logger, read } = aLogger();

    logger.child({ member: 'edge-7' }).child({ tokenId: 'a' }).info('Joining');

    expect(read()).toMatchObject([{ program: 'hub', member: 'edge-7', tokenId: 'a' }]);
  });

  it('writes an error of ours by its code, without a stack', () => {
    const { logger, read } = aLogger();
    const err = new TokenSpent({ tokenId: '0123456789ab', uses: 1 });

    logger.warn('Join refused', { err });

    const { code, message, remedy, disposition, details } = err;
    expect(read()).toMatchObject([{ err: { code, message, remedy, disposition, details } }]);
    expect(JSON.stringify(read())).not.toContain('stack');
  });

  it('writes of a foreign error nothing that hangs on it', () => {
    const { logger, read } = aLogger();
    const err = Object.assign(new Error('Broken'), { response: { body: 'marked-secret' } });

    logger.error('Request failed', { err });

    expect(JSON.stringify(read())).not.toContain('marked-secret');
    expect(read()).toMatchObject([{ err: { name: 'Error', message: 'Broken' } }]);
  });

  it('writes what is thrown and no error', () => {
    const { logger, read } = aLogger();

    logger.error('Request failed', { err: 'text' });

    expect(read()).toMatchObject([{ err: { message: 'text' } }]);
  });

  it('shows no secret that is wrapped', () => {
    const { lines, logger } = aLogger();

    logger.info('Joining', { deep: { token: new Confidential('marked-secret') } });

    expect(lines.join('')).not.toContain('marked-secret');
  });
});
