type Document = Record<string, unknown>;

/** A change to the first example of a schema, and where the result is refused. */
export interface CounterExample {
  readonly schema: string;
  readonly title: string;
  readonly change: (document: Document) => unknown;
  /** JSON pointer into the document and the keyword of the schema. */
  readonly place: string;
}

const set =
  (path: string, value: unknown) =>
  (document: Document): Document => {
    const keys = path.split('/');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<Document>((at, key) => at[key] as Document, document);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
    return document;
  };

const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };

/** Each is one step away from a valid document. */
export const counterExamples: readonly CounterExample[] = [
  { schema: 'key', title: 'no object', change: () => 'key', place: ' type' },
  { schema: 'key', title: 'a private half', change: set('d', 'secret'), place: ' additionalProperties' },
  { schema: 'key', title: 'another curve', change: set('crv', 'P-256'), place: '/crv enum' },
  { schema: 'key', title: 'another type', change: set('kty', 'RSA'), place: '/kty const' },
  { schema: 'key', title: 'a short x', change: set('x', 'abc'), place: '/x pattern' },
  { schema: 'key-chain', title: 'no keys', change: () => [], place: ' minItems' },
  {
    schema: 'key-chain',
    title: '65 keys',
    change: () => Array.from({ length: 65 }, () => ({ key })),
    place: ' maxItems',
  },
  { schema: 'key-chain', title: 'a link without a key', change: () => [{}], place: '/0 required' },
  {
    schema: 'key-chain',
    title: 'a statement without end',
    change: () => [{ key, statement: 'x'.repeat(1025) }],
    place: '/0/statement maxLength',
  },
  { schema: 'backup', title: 'another format', change: set('format', 'v0'), place: '/format const' },
  { schema: 'backup', title: 'no hub', change: set('hubId', undefined), place: ' required' },
  {
    schema: 'backup',
    title: 'an object of another kind',
    change: set('objects/0/kind', 'Pod'),
    place: '/objects/0/kind enum',
  },
  {
    schema: 'backup',
    title: 'an object that says where it is to go',
    change: set('objects/0/namespace', 'kube-system'),
    place: '/objects/0 additionalProperties',
  },
  {
    schema: 'service-slice',
    title: 'names in place of addresses',
    change: set('addressType', 'FQDN'),
    place: '/addressType enum',
  },
  {
    schema: 'exported-service',
    title: 'another type',
    change: set('type', 'ExternalName'),
    place: '/type enum',
  },
  {
    schema: 'imported-service',
    title: 'no clusters',
    change: set('clusters', undefined),
    place: ' required',
  },
  {
    schema: 'exports-request',
    title: 'an unknown standing',
    change: set('standing/reason', 'Fine'),
    place: '/standing/reason enum',
  },
  {
    schema: 'exports-request',
    title: 'a port that is none',
    change: set('services/0/ports/0/port', 65_536),
    place: '/services/0/ports/0/port maximum',
  },
  {
    schema: 'imports-request',
    title: 'no list of what it has',
    change: set('have', undefined),
    place: ' required',
  },
  {
    schema: 'imports-answer',
    title: 'an id that is none',
    change: set('list/0', '../etc'),
    place: '/list/0 pattern',
  },
  {
    schema: 'sync-request',
    title: 'services without a digest of the imports',
    change: set('services', { exports: '' }),
    place: '/services required',
  },
  { schema: 'join-request', title: 'no name', change: set('name', undefined), place: ' required' },
  {
    schema: 'join-request',
    title: 'a name without end',
    change: set('name', 'x'.repeat(254)),
    place: '/name maxLength',
  },
  {
    schema: 'join-request',
    title: 'a uid that is none',
    change: set('clusterUid', '../etc'),
    place: '/clusterUid pattern',
  },
  {
    schema: 'join-request',
    title: 'no voucher',
    change: set('keys/voucher', undefined),
    place: '/keys required',
  },
  {
    schema: 'join-request',
    title: 'a private key',
    change: set('keys/signing/d', 'x'),
    place: '/keys/signing additionalProperties',
  },
  {
    schema: 'join-request',
    title: 'no version',
    change: set('versions/agent', undefined),
    place: '/versions required',
  },
  {
    schema: 'join-request',
    title: 'a version that is a number',
    change: set('versions/agent', 1),
    place: '/versions/agent type',
  },
  {
    schema: 'join-request',
    title: 'an instance that is none',
    change: set('instance', 'x'),
    place: '/instance pattern',
  },
  { schema: 'join-answer', title: 'an unknown state', change: set('state', 'Maybe'), place: '/state enum' },
  {
    schema: 'join-answer',
    title: 'no member id',
    change: set('member/id', undefined),
    place: '/member required',
  },
  { schema: 'join-answer', title: 'no primary', change: set('primary', undefined), place: ' required' },
  { schema: 'join-answer', title: 'an empty chain', change: set('chain', []), place: '/chain minItems' },
  { schema: 'leave-request', title: 'no name', change: set('name', undefined), place: ' required' },
  { schema: 'leave-request', title: 'a name that is a list', change: set('name', []), place: '/name type' },
  {
    schema: 'rotate-request',
    title: 'a hub key that is none',
    change: set('hubKey', '../x'),
    place: '/hubKey pattern',
  },
  { schema: 'rotate-request', title: 'no keys', change: set('chain', []), place: '/chain minItems' },
  { schema: 'rotate-request', title: 'no voucher', change: set('voucher', undefined), place: ' required' },
  {
    schema: 'rotate-request',
    title: 'a private key',
    change: set('sealing/d', 'x'),
    place: '/sealing additionalProperties',
  },
  {
    schema: 'rotate-request',
    title: 'a time that is none',
    change: set('keysExpireAt', 'in 90 days'),
    place: '/keysExpireAt pattern',
  },
  {
    schema: 'rotate-answer',
    title: 'a thumbprint that is none',
    change: set('thumbprint', ''),
    place: '/thumbprint pattern',
  },
  { schema: 'ca-answer', title: 'no chain', change: set('chain', undefined), place: ' required' },
  { schema: 'ca-answer', title: 'a CA that is an object', change: set('ca', {}), place: '/ca type' },
  { schema: 'problem', title: 'no remedy', change: set('remedy', undefined), place: ' required' },
  {
    schema: 'problem',
    title: 'an unknown disposition',
    change: set('disposition', 'panic'),
    place: '/disposition enum',
  },
  {
    schema: 'problem',
    title: 'a status that is a text',
    change: set('status', '403'),
    place: '/status type',
  },
  {
    schema: 'primary-config',
    title: 'a member it does not know',
    change: set('token', 'x'),
    place: ' additionalProperties',
  },
  {
    schema: 'primary-config',
    title: 'a source without a namespace',
    change: set('sources', [{ group: '', resource: 'configmaps', kind: 'ConfigMap', namespaces: [] }]),
    place: '/sources/0/namespaces minItems',
  },
  { schema: 'primary-config', title: 'no name', change: set('name', ''), place: '/name minLength' },
  {
    schema: 'primary-config',
    title: 'an unknown approval',
    change: set('approval', 'maybe'),
    place: '/approval enum',
  },
  {
    schema: 'primary-config',
    title: 'a declared member without a name',
    change: set('members', [{}]),
    place: '/members/0 required',
  },
  {
    schema: 'primary-config',
    title: 'an unknown end of the set',
    change: set('uninstallMembers', 'delete'),
    place: '/uninstallMembers enum',
  },
  {
    schema: 'primary-config',
    title: 'a deadline of zero',
    change: set('deadlineSeconds', 0),
    place: '/deadlineSeconds minimum',
  },
  {
    schema: 'secondary-config',
    title: 'a member it does not know',
    change: set('token', 'x'),
    place: ' additionalProperties',
  },
  {
    schema: 'primary-config',
    title: 'an overlap without a unit',
    change: set('hubKeyOverlap', '24'),
    place: '/hubKeyOverlap pattern',
  },
  {
    schema: 'secondary-config',
    title: 'an age of zero',
    change: set('keysMaxAge', '0d'),
    place: '/keysMaxAge pattern',
  },
  {
    schema: 'secondary-config',
    title: 'a token in it',
    change: set('join/token', 'x'),
    place: '/join additionalProperties',
  },
  {
    schema: 'secondary-config',
    title: 'a proxy that is a text',
    change: set('proxy', 'http://proxy'),
    place: '/proxy type',
  },
  {
    schema: 'secondary-config',
    title: 'no hold',
    change: set('holdSeconds', 0),
    place: '/holdSeconds minimum',
  },
  {
    schema: 'secondary-config',
    title: 'no Deployment',
    change: set('deployment', ''),
    place: '/deployment minLength',
  },
  {
    schema: 'secondary-config',
    title: 'an unknown choice',
    change: set('join/onUnreachable', 'wait'),
    place: '/join/onUnreachable enum',
  },
  {
    schema: 'probe-request',
    title: 'a hold without end',
    change: set('holdSeconds', 61),
    place: '/holdSeconds maximum',
  },
  {
    schema: 'probe-request',
    title: 'an applicant without a key',
    change: set('applicant', { name: 'edge-7' }),
    place: '/applicant required',
  },
  { schema: 'probe-answer', title: 'no key chain', change: set('chain', undefined), place: ' required' },
  {
    schema: 'probe-answer',
    title: 'a header that is no text',
    change: set('received/headers/joinery-signature', 1),
    place: '/received/headers/joinery-signature type',
  },
  { schema: 'sync-request', title: 'no digest', change: set('desired', undefined), place: ' required' },
  {
    schema: 'sync-request',
    title: 'a sequence of zero',
    change: set('sequence', 0),
    place: '/sequence minimum',
  },
  {
    schema: 'sync-request',
    title: 'a hold of a minute',
    change: set('holdSeconds', 60),
    place: '/holdSeconds maximum',
  },
  {
    schema: 'report',
    title: 'a label that is a number',
    change: set('labels', { tier: 1 }),
    place: '/labels/tier type',
  },
  {
    schema: 'offers-request',
    title: 'an offer of another kind',
    change: set('offers/0/kind', 'Pod'),
    place: '/offers/0/kind enum',
  },
  {
    schema: 'offers-request',
    title: 'a name that leads elsewhere',
    change: set('offers/0/name', '../x'),
    place: '/offers/0/name pattern',
  },
  {
    schema: 'offers-answer',
    title: 'no key to seal to',
    change: set('sealing', undefined),
    place: ' required',
  },
  {
    schema: 'sync-answer',
    title: 'no time to come back in',
    change: set('reconnectSeconds', 0),
    place: '/reconnectSeconds minimum',
  },
  {
    schema: 'sync-answer',
    title: 'no URL',
    change: set('desired', { state: 'Joined', endpoints: [], ca: '', hubKey: '', rotateKeys: '' }),
    place: '/desired/endpoints minItems',
  },
  {
    schema: 'sync-answer',
    title: 'a list of parts without its digest',
    change: set('parts', { list: [] }),
    place: '/parts required',
  },
  {
    schema: 'sync-request',
    title: 'a report on parts that has none',
    change: set('deliveryReport', {}),
    place: '/deliveryReport required',
  },
  { schema: 'part', title: 'no distribution', change: set('uid', undefined), place: ' required' },
  {
    schema: 'part',
    title: 'an id that is a path',
    change: set('objects', ['../../v1/objects']),
    place: '/objects/0 pattern',
  },
  {
    schema: 'part',
    title: 'another way to settle conflicts',
    change: set('conflict', 'Merge'),
    place: '/conflict enum',
  },
  {
    schema: 'part',
    title: 'a field that is no JSON Pointer',
    change: set('ignore', [{ fields: ['spec.replicas'] }]),
    place: '/ignore/0/fields/0 pattern',
  },
  {
    schema: 'delivery-report',
    title: 'a state that nobody knows',
    change: set('parts/0/state', 'Happy'),
    place: '/parts/0/state enum',
  },
  {
    schema: 'delivery-report',
    title: 'less than nothing',
    change: set('parts/0/failed', -1),
    place: '/parts/0/failed minimum',
  },
  { schema: 'objects-request', title: 'no ids', change: set('ids', []), place: '/ids minItems' },
  {
    schema: 'objects-request',
    title: 'more ids than anybody asks for',
    change: set(
      'ids',
      Array.from({ length: 501 }, () => 'a'.repeat(43)),
    ),
    place: '/ids maxItems',
  },
  {
    schema: 'objects-answer',
    title: 'an object without an id',
    change: set('objects/0/id', undefined),
    place: '/objects/0 required',
  },
  {
    schema: 'objects-answer',
    title: 'an object that is text',
    change: set('objects/0/manifest', 'kind: Secret'),
    place: '/objects/0/manifest type',
  },
  {
    schema: 'doctor-config',
    title: 'a check that is no name',
    change: set('ignore', [1]),
    place: '/ignore/0 type',
  },
  {
    schema: 'doctor-report',
    title: 'a severity that nobody knows',
    change: set('worst', 'fatal'),
    place: '/worst enum',
  },
];
