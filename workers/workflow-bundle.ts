import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { WorkflowBundleOption } from '@temporalio/worker';

/** Where the build leaves the bundle: beside the compiled workflows. */
export const BUNDLE_PATH = fileURLToPath(new URL('../workflows/bundle/workflows.js', import.meta.url));

let bundled: Promise<WorkflowBundleOption> | null = null;

/** The workflow code for workers: made by the build where there was one, made now (two seconds) from the sources. */
export function workflowBundle(): Promise<WorkflowBundleOption> {
  const fromSource = import.meta.url.endsWith('.ts');
  if (!fromSource && existsSync(BUNDLE_PATH)) return Promise.resolve({ codePath: BUNDLE_PATH });
  return (bundled ??= makeWorkflowBundle());
}

/** Bundles the workflows for Temporal's sandbox. */
export function makeWorkflowBundle(): Promise<{ code: string }> {
  const entry = import.meta.url.endsWith('.ts') ? '../workflows/index.ts' : '../workflows/index.js';
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL(entry, import.meta.url)),
    logger: SILENT,
  });
}

const nothing = (): void => undefined;
const SILENT = {
  log: nothing,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};
