import { describe, expect, it } from 'vitest';
import { leaveOutIgnored, listIgnored } from '../../../../jobs/core/applied-set/ignored-fields.ts';
import { aDeployment } from '../../../builders/a-manifest.ts';

/** The object on the member, with what Joinery manages of it. */
const owned = (fieldsV1: object) => {
  const live = aDeployment(7);
  live.metadata.managedFields = [{ manager: 'joinery', operation: 'Apply', fieldsV1 }];
  return live;
};

describe('listIgnored()', () => {
  it.for([
    ['all objects', { fields: ['/a'] }, ['/a']],
    ['objects of the kind', { kind: 'Deployment', fields: ['/a'] }, ['/a']],
    ['objects of another kind', { kind: 'Service', fields: ['/a'] }, []],
    ['the object of the name', { kind: 'Deployment', name: 'web', fields: ['/a'] }, ['/a']],
    ['an object of another name', { name: 'shop', fields: ['/a'] }, []],
  ] as const)('takes a rule for %s', ([, rule, fields]) => {
    expect(listIgnored([rule], aDeployment(1))).toEqual(fields);
  });
});

describe('leaveOutIgnored()', () => {
  const ignored = ['/spec/replicas'];
  it('leaves nothing out of an object that is not there yet', () => {
    expect(leaveOutIgnored(aDeployment(1), ignored, undefined)).toEqual(aDeployment(1));
  });

  it('leaves out what somebody else took over', () => {
    const left = leaveOutIgnored(aDeployment(1), ignored, owned({ 'f:spec': { 'f:paused': {} } }));

    expect(left['spec']).toEqual({ paused: false });
  });

  it('keeps what is still as it was applied: leaving it out would delete it', () => {
    const left = leaveOutIgnored(aDeployment(1), ignored, owned({ 'f:spec': { 'f:replicas': {} } }));

    expect(left).toEqual(aDeployment(1));
  });

  it('does not mind a field that the manifest does not have', () => {
    expect(leaveOutIgnored(aDeployment(1), ['/spec/template/spec/x'], owned({}))).toEqual(aDeployment(1));
  });
});
