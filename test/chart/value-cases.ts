/** Values, and what they are. */
export interface Case {
  readonly title: string;
  readonly values: Record<string, unknown>;
}

/** Where the hub of the cases is. */
export const url = 'https://hub.example.com/joinery';

/** Values of a primary. */
export function primary(over: object = {}): Record<string, unknown> {
  return { multicluster: { primary: { create: true, name: 'eu-central', ingressURL: url, ...over } } };
}

/** Values of a secondary. */
export function secondary(over: object): Record<string, unknown> {
  return { multicluster: { secondary: { create: true, ...over } } };
}

/** Values of a secondary that says how it joins. */
export function join(over: object): Record<string, unknown> {
  return secondary({ join: over });
}
