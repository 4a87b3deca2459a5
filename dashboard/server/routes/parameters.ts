import { z } from 'zod';

/** Path of one sweep. */
export const sweepPath = z.object({
  id: z.string().meta({ description: "The sweep's id.", example: 'split-mnist-beta-1' }),
});

/** Path of one trial. */
export const trialPath = z.object({
  id: z.string().meta({ description: "The trial's id.", example: 'split-mnist-beta-1.7' }),
});

/** Query of every list that comes in pages. */
export function pageQuery(usual: number) {
  return z.object({
    limit: z.coerce.number().int().min(1).max(500).default(usual).meta({ description: 'Rows a page.' }),
    cursor: z.string().optional().meta({ description: '`nextCursor` of the page before.' }),
  });
}
