import { findTemporal, connectClient } from '../../workers/temporal/index.ts';
import type { Finding } from './finding.types.ts';
import { meantTemporalServer } from './meant-server.ts';

/** The program of the embedded server, and whether the server that is meant answers. */
export async function examineTemporal(): Promise<readonly Finding[]> {
  return [await program(), await server()];
}

async function program(): Promise<Finding> {
  const subject = 'Temporal program';
  try {
    const cli = await findTemporal({ fetch: false });
    return { subject, state: 'fine', words: `temporal ${cli.cli} (${cli.source})`, hint: null };
  } catch (error) {
    const words = `none yet; it is fetched or built by \`npm run setup:temporal\` or the first \`hnet-sweep up\``;
    return { subject, state: 'absent', words, hint: (error as Error).message.split('\n')[0]! };
  }
}

/** Only a server that was named, or is in use here, has to answer. */
async function server(): Promise<Finding> {
  const subject = 'Temporal server';
  const settings = meantTemporalServer();
  if (settings === null)
    return { subject, state: 'absent', words: 'none runs here, and TEMPORAL_ADDRESS is not set', hint: null };
  const connection = await connectClient(settings);
  try {
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    return {
      subject,
      state: 'fine',
      words: `version ${serverVersion} answers at ${settings.address}`,
      hint: null,
    };
  } finally {
    await connection.close();
  }
}
