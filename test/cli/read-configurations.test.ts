import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfigurations } from '../../cli/local/read-configurations.ts';

describe('configurations of a command', () => {
  let folder = '';
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'hnet-configurations-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (text: string): string => {
    const path = join(folder, `${text.length}.yaml`);
    writeFileSync(path, text);
    return path;
  };

  it('are name=value pairs of one, with values as a sweep file has them', async () => {
    expect(await readConfigurations(['beta=0.01', 'hidden_layers=[10, 10]', 'activation=relu'])).toEqual([
      { beta: 0.01, hidden_layers: [10, 10], activation: 'relu' },
    ]);
  });

  it('or a file of one or a list', async () => {
    expect(await readConfigurations([file('beta: 0.5')])).toEqual([{ beta: 0.5 }]);
    expect(await readConfigurations([file('- { beta: 0.5 }\n- { beta: 1 }')])).toEqual([
      { beta: 0.5 },
      { beta: 1 },
    ]);
  });

  it.each([
    [['beta=1', 'other'], /allowed: name=value pairs, e\.g\. beta=0\.01, or one file/],
    [['nowhere.yaml'], /^no file nowhere\.yaml$/],
  ])('are refused: %j', async (words, message) => {
    await expect(readConfigurations(words)).rejects.toThrow(message);
  });

  it('are refused where the file has something else', async () => {
    await expect(readConfigurations([file('[1, 2]')])).rejects.toThrow(
      /given \[1,2\]; allowed: one configuration or a list/,
    );
  });
});
