import { parseArgs } from 'node:util';
import { MissingPrerequisite } from '../tools/missing-prerequisite.ts';

/** Where the demo runs. */
export type DemoOptions =
  | { readonly place: 'help' }
  /** Clusters that the demo starts itself. */
  | { readonly place: 'local' }
  /** Clusters the user has. */
  | {
      readonly place: 'contexts';
      readonly primaryContext: string;
      readonly secondaryContext: string;
      readonly ingressURL: string;
      /** Such as `registry.example.com/joinery:0.1.0`; both clusters must be able to pull it. */
      readonly image: string;
      /** Values file for the primary, for its Ingress; empty for none. */
      readonly valuesPath: string;
    };

export const demoUsage = `npm run demo                     two clusters on this machine (Linux, root, Go, apt)
npm run demo -- --contexts PRIMARY,SECONDARY --ingress-url URL --image IMAGE [--values FILE]
                                 the same on two clusters you have, with helm and kubectl from your PATH
npm run demo:down                removes what the demo started on this machine

  --contexts A,B     contexts of your kubeconfig: the primary's, then the secondary's
  --ingress-url URL  URL at which the secondary reaches the primary, such as https://hub.example.com/joinery
  --image IMAGE      image that both clusters can pull; npm run build makes it as build/image/joinery.tar
  --values FILE      more values for the primary, such as multicluster.primary.ingress.create=true`;

/** @throws {MissingPrerequisite} For options that are unknown, or that need another one. */
export function parseDemoOptions(commandArguments: readonly string[]): DemoOptions {
  const values = parseValues(commandArguments);
  if (values.help) return { place: 'help' };
  if (values.contexts === '') return { place: 'local' };
  const [primaryContext = '', secondaryContext = '', ...more] = values.contexts.split(',');
  if (primaryContext === '' || secondaryContext === '' || more.length > 0) {
    throw refuse('--contexts needs two contexts with a comma between them');
  }
  if (values['ingress-url'] === '') throw refuse('--contexts needs --ingress-url');
  if (values.image === '') throw refuse('--contexts needs --image');
  const { 'ingress-url': ingressURL, image, values: valuesPath } = values;
  return { place: 'contexts', primaryContext, secondaryContext, ingressURL, image, valuesPath };
}

function parseValues(commandArguments: readonly string[]) {
  const text = { type: 'string', default: '' } as const;
  try {
    return parseArgs({
      args: [...commandArguments],
      options: {
        contexts: text,
        'ingress-url': text,
        image: text,
        values: text,
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(found: string): MissingPrerequisite {
  return new MissingPrerequisite(
    `Cannot start the demo: ${found}`,
    'Run "npm run demo -- --help" to see what it takes',
  );
}
