/**
 * A process that starts a server, and then waits to be killed by a test, or ends it. Arguments: the program, the file,
 * the log, `wait` or `close`.
 */
import { startTemporalServer } from '../../../workers/temporal/index.ts';

const [path = '', dbFile = '', logFile = '', then] = process.argv.slice(2);
const server = await startTemporalServer({ cli: { path }, dbFile, logFile, port: 0 });
console.log(server.pid);
if (then === 'wait') setInterval(() => undefined, 60_000);
else {
  await server.close();
  console.log('closed');
}
