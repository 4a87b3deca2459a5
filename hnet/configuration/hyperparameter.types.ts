import type { ParameterValue } from '../types.ts';

/** What a hyperparameter may be. */
export type Domain =
  | { readonly kind: 'real'; readonly min: number; readonly max: number; readonly exclusiveMin?: boolean }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'layers'; readonly minLength: number };

/** One hyperparameter as users meet it. */
export interface Hyperparameter {
  /** As in sweep files. */
  readonly name: string;
  /** One sentence, with the symbol of the paper where it has one. */
  readonly doc: string;
  readonly domain: Domain;
}

/** Says in words what is allowed. */
export function describeDomain(domain: Domain): string {
  switch (domain.kind) {
    case 'real':
      return `a number ${domain.exclusiveMin ? '>' : '>='} ${domain.min}${domain.max === Infinity ? '' : ` and <= ${domain.max}`}`;
    case 'integer':
      return `a whole number >= ${domain.min}${domain.max === Number.MAX_SAFE_INTEGER ? '' : ` and <= ${domain.max}`}`;
    case 'boolean':
      return 'true or false';
    case 'choice':
      return domain.choices.join(', ');
    case 'layers':
      return `a list of layer widths (whole numbers >= 1)${domain.minLength === 0 ? ', possibly empty' : ''}`;
  }
}

/** Whether a value lies in a domain. */
export function inDomain(domain: Domain, value: ParameterValue): boolean {
  switch (domain.kind) {
    case 'real':
      return (
        typeof value === 'number' &&
        Number.isFinite(value) &&
        (domain.exclusiveMin ? value > domain.min : value >= domain.min) &&
        value <= domain.max
      );
    case 'integer':
      return (
        Number.isSafeInteger(value) && (value as number) >= domain.min && (value as number) <= domain.max
      );
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && domain.choices.includes(value);
    case 'layers':
      return (
        Array.isArray(value) &&
        value.length >= domain.minLength &&
        value.every((width) => Number.isSafeInteger(width) && (width as number) >= 1)
      );
  }
}
