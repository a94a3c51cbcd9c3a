import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Confidential } from '../../../../jobs/core/confidential/confidential.ts';

const secret = 'marked-secret';
const wrapped = new Confidential(secret);

describe('Confidential', () => {
  it.for([
    ['as a string', String(wrapped)],
    // eslint-disable-next-line typescript/restrict-template-expressions -- what must do no harm when it happens
    ['in a template', `${wrapped}`],
    ['joined to a text', ['', wrapped].join('')],
    ['as JSON', JSON.stringify({ wrapped })],
    ['inspected', inspect(wrapped)],
    ['inspected with hidden members', inspect(wrapped, { showHidden: true, depth: 9 })],
    ['inspected inside an object', inspect({ deep: { wrapped } }, { depth: 9 })],
    ['formatted', format('%s %o %j', wrapped, wrapped, wrapped)],
    // eslint-disable-next-line typescript/no-misused-spread -- what must do no harm when it happens
    ['spread', JSON.stringify({ ...wrapped })],
    ['listed by entries', JSON.stringify(Object.entries(wrapped))],
  ] as const)('does not show the secret %s', ([, shown]) => {
    expect(shown).not.toContain(secret);
  });

  it('gives the secret to whoever asks for it by name', () => {
    expect(wrapped.reveal()).toBe(secret);
  });
});
