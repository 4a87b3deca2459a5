import { z } from 'zod';

/** What every error answer looks like: problem details of RFC 9457, with the fields of our errors beside them. */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'urn:hnet-sweep:problem:<code>; stable.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'Kind of the error, as `common/errors.ts` names them.' }),
    hint: z.string().optional().meta({ description: 'What to do next, one sentence.' }),
    issues: z
      .array(
        z.object({
          path: z.string(),
          given: z.string(),
          allowed: z.string(),
          line: z.int().optional().meta({ description: '1-based line of a submitted file.' }),
          column: z.int().optional().meta({ description: 'Its 1-based column, of a fault in the syntax.' }),
        }),
      )
      .optional()
      .meta({ description: 'Every fault found in the input, not only the first.' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
