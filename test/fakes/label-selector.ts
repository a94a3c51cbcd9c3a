/** Tells whether labels meet a selector in its text form: `key`, `!key`, `key=value` and `key in (a,b)`, joined by commas. */
export function isSelectedByLabels(selector: string, labels: Readonly<Record<string, string>>): boolean {
  return selector
    .split(/,(?![^(]*\))/)
    .map((requirement) => requirement.trim())
    .every((requirement) => {
      const set = /^(\S+) in \((.*)\)$/.exec(requirement);
      if (set !== null) return (set[2] ?? '').split(',').includes(labels[set[1] ?? ''] ?? '');
      const equal = /^([^!=]+)=(.*)$/.exec(requirement);
      if (equal !== null) return labels[equal[1] ?? ''] === equal[2];
      return requirement.startsWith('!') ? !(requirement.slice(1) in labels) : requirement in labels;
    });
}
