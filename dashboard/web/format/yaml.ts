import type { ParameterValue } from './parameter.ts';

function yamlValue(value: ParameterValue): string {
  if (typeof value === 'object') return `[${value.join(', ')}]`;
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value); // a JSON string is a YAML string
}

/** A configuration as the `parameters` of a sweep file: pasted there, it fixes every one of them. */
export function configurationYaml(
  configuration: Readonly<Record<string, ParameterValue>>,
  title: string,
): string {
  const lines = Object.entries(configuration).map(
    ([name, value]) => `  ${name}: { value: ${yamlValue(value)} }`,
  );
  return [`# ${title}`, 'parameters:', ...lines, ''].join('\n');
}
