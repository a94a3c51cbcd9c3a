import { describe, expect, it } from 'vitest';
import { buildPath, resourceOf } from '../../../../jobs/adapters/kubernetes/resources.ts';

describe('buildPath()', () => {
  it.for([
    ['a collection', 'Member', { namespace: 'joinery-mc' }, '/members'],
    ['an object', 'Member', { namespace: 'joinery-mc', name: 'edge-7' }, '/members/edge-7'],
    ['a name that looks like a path', 'Member', { namespace: 'joinery-mc', name: 'a/b' }, '/members/a%2Fb'],
  ] as const)('leads to %s', ([, kind, ref, path]) => {
    expect(buildPath(resourceOf(kind), ref)).toBe(`/apis/joinery.dev/v1alpha1/namespaces/joinery-mc${path}`);
  });

  it.for([[''], ['.'], ['..']] as const)('refuses the name "%s", which would lead elsewhere', ([name]) => {
    expect(() => buildPath(resourceOf('Member'), { namespace: 'joinery-mc', name })).toThrow(TypeError);
    expect(() => buildPath(resourceOf('Member'), { namespace: name, name: 'edge-7' })).toThrow(TypeError);
  });
});
