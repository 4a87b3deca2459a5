/**
 * Recorded histories as JSON files. (The SDK's own conversion fails where npm has laid two copies of protobufjs, as it
 * does for this release: "type must be a Type".)
 */
import proto from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;
type History = proto.temporal.api.history.v1.IHistory;

/** A history as plain data: long numbers and bytes as text, enumerations by name. */
export function historyToPlain(history: History): unknown {
  return History.toObject(History.fromObject(history), {
    longs: String,
    bytes: String,
    enums: String,
  });
}

/** The history again. */
export function historyFromPlain(plain: object): History {
  return History.fromObject(plain);
}
