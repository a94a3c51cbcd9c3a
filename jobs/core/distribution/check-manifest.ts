import type { Manifest } from '../kubernetes/manifest.ts';
import { isDeep } from './is-deep.ts';

/** An API server takes one and a half times that with everything around it. */
export const maxManifestBytes = 1024 * 1024;

const apiVersionPattern = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?v[a-z0-9]{1,62}$/;
const kindPattern = /^[A-Za-z][A-Za-z0-9]{0,62}$/;
const namePattern = /^[^/%]{1,253}$/;
const namespacePattern = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Checks that a document is one Kubernetes object with a name. Whether its kind exists, and what it asks for, only
 * the cluster knows that gets it.
 *
 * @returns What is wrong, such as `it has no kind`; nothing when it is an object.
 */
export function checkManifest(document: unknown): string | undefined {
  if (!isMap(document)) return 'it is no object';
  if (isDeep(document)) return 'it is nested too deep';
  const { apiVersion, kind, metadata } = document;
  if (!isText(apiVersion, apiVersionPattern)) return describe('apiVersion', apiVersion);
  if (!isText(kind, kindPattern)) return describe('kind', kind);
  if (!isMap(metadata)) return describe('metadata', metadata);
  if (!isText(metadata['name'], namePattern) || metadata['name'].startsWith('.')) {
    return describe('metadata.name', metadata['name']);
  }
  const { namespace } = metadata;
  if (namespace !== undefined && !isText(namespace, namespacePattern)) {
    return describe('metadata.namespace', namespace);
  }
  const wrongMap = (['labels', 'annotations'] as const).find((field) => !isTextMap(metadata[field]));
  if (wrongMap !== undefined) return `metadata.${wrongMap} has a value that is no text; put it in quotes`;
  return undefined;
}

/** Narrows what {@link checkManifest} found nothing wrong with. */
export function isManifest(document: unknown): document is Manifest {
  return checkManifest(document) === undefined;
}

/** Tells whether a value is a map as JSON has it. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function isTextMap(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return isMap(value) && Object.values(value).every((entry) => typeof entry === 'string');
}

function describe(field: string, value: unknown): string {
  return value === undefined || value === null || value === ''
    ? `it has no ${field}`
    : `its ${field} is not valid`;
}
