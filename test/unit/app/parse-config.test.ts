import { describe, expect, it } from 'vitest';
import { parsePrimaryConfig, parseSecondaryConfig } from '../../../jobs/app/parse-config.ts';
import { aPrimaryConfig, aSecondaryConfig } from '../../builders/a-config.ts';

const { name: _, ...nameless } = aPrimaryConfig();

describe('parsePrimaryConfig()', () => {
  it.for([
    ['nothing', undefined, 'not set'],
    ['an empty text', '', 'not set'],
    ['no JSON', '{"name":', 'not JSON'],
    ['no object', 'null', 'must be object'],
    ['a member too few', JSON.stringify(nameless), "'name'"],
    ['a member too many', JSON.stringify({ ...aPrimaryConfig(), tokenTtl: '24h' }), 'additional properties'],
    ['a wrong value', JSON.stringify({ ...aPrimaryConfig(), approval: 'maybe' }), '/approval'],
    ["a secondary's configuration", JSON.stringify(aSecondaryConfig()), 'must have required property'],
  ] as const)('refuses %s and says where', ([, text, found]) => {
    expect(() => parsePrimaryConfig(text)).toThrow(
      expect.objectContaining({
        code: 'JOINERY_CONFIG_INVALID',
        message: expect.stringContaining(found) as string,
      }),
    );
  });

  it('reads what the chart renders', () => {
    expect(parsePrimaryConfig(JSON.stringify(aPrimaryConfig()))).toEqual(aPrimaryConfig());
  });
});

describe('parseSecondaryConfig()', () => {
  it('refuses an unknown choice and says where', () => {
    const config = aSecondaryConfig();
    const text = JSON.stringify({ ...config, join: { ...config.join, onUnreachable: 'wait' } });

    expect(() => parseSecondaryConfig(text)).toThrow(
      expect.objectContaining({ message: expect.stringContaining('/join/onUnreachable') as string }),
    );
  });

  it('reads what the chart renders', () => {
    expect(parseSecondaryConfig(JSON.stringify(aSecondaryConfig()))).toEqual(aSecondaryConfig());
  });
});
