import { UserError } from '../../common/errors.ts';
import { datasetNames, prepareDataset } from '../../hnet/index.ts';
import type { Finding } from './finding.types.ts';

/** Whether each data set is here, with its checksums right; fetches nothing: some are large, and few need all. */
export async function examineData(): Promise<readonly Finding[]> {
  return await Promise.all(
    datasetNames.map(async (name): Promise<Finding> => {
      const subject = `data ${name}`;
      try {
        const { images } = await prepareDataset(name, { dataDir: null, download: false });
        return {
          subject,
          state: 'fine',
          words: `${images.toLocaleString('en-US')} images, checksums right`,
          hint: null,
        };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        const state = error.code === 'corrupt-data' ? 'broken' : 'absent';
        return { subject, state, words: error.message, hint: error.hint ?? null };
      }
    }),
  );
}
