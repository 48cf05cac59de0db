import { configFields, type SettingField } from './config.ts';

/** An example of an environment file: every setting, commented out, with its meaning and its default. It holds no secret. */
export function envExample(): string {
  const head = [
    '# Settings of Till. `till settings` prints the same list, `till check --deploy` judges what is set.',
    '# A secret can also be given as a file: NAME_FILE=/run/secrets/name.',
  ];
  return `${[head.join('\n'), ...configFields().map(settingLines)].join('\n\n')}\n`;
}

function settingLines({ name, doc, default: preset, secret }: SettingField): string {
  return `# ${doc}${secret ? ' Secret.' : ''}\n# ${name}=${preset ?? ''}`;
}
