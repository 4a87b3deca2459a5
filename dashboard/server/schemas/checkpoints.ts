import { z } from 'zod';

const Share = z.object({ stages: z.int(), bytes: z.int() });

/** What fills the folder of checkpoints. */
export const CheckpointUse = z
  .object({
    folder: z.string(),
    needed: Share.meta({ description: 'Of sweeps that are not over, or in training.' }),
    last: Share.meta({ description: 'The last of each training: what models and figures are made of.' }),
    free: Share.meta({ description: 'Good for nothing but being reused by trainings to come.' }),
    unknown: Share.meta({ description: 'Not in this database: of another, or of none.' }),
  })
  .meta({ id: 'CheckpointUse' });
export type CheckpointUse = z.infer<typeof CheckpointUse>;

/** What was deleted. */
export const PrunedCheckpoints = z
  .object({ removed: Share, left: CheckpointUse })
  .meta({ id: 'PrunedCheckpoints' });
export type PrunedCheckpoints = z.infer<typeof PrunedCheckpoints>;
