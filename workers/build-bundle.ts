/** `npm run build:node` runs this on the compiled code: workers then start without bundling. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BUNDLE_PATH, makeWorkflowBundle } from './workflow-bundle.ts';

const { code } = await makeWorkflowBundle();
await mkdir(dirname(BUNDLE_PATH), { recursive: true });
await writeFile(BUNDLE_PATH, code);
