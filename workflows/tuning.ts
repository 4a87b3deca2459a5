/** How patient the workflows are. Data, so that tests can be impatient; carried in each workflow's input. */
export interface Tuning {
  /** A train worker that says nothing for this long is lost. */
  readonly heartbeatSeconds: number;
  /** Crashes of a stage (native crash, kill, hang) after which its trial fails. */
  readonly maxCrashes: number;
  /** Times a stage may run out of memory before its trial fails. */
  readonly maxOutOfMemory: number;
  /** Workers lost in a row without the stage having got further, after which its trial fails. */
  readonly maxLost: number;
  /** Times in a row that something may be missing (a data file, the checkpoint folder), after which its trial fails. */
  readonly maxUnavailable: number;
  /** Pause before a crashed stage is tried again; doubles up to a minute. */
  readonly retrySeconds: number;
  /** Failures in a row of the same kind, quick or with nothing trained, after which a sweep pauses itself. */
  readonly breakerCount: number;
  /** A failure within this time after its trial's start is quick. */
  readonly breakerSeconds: number;
  /** First interval at which silent trials are looked at; doubles while nothing happens, up to `inspectMaxSeconds`. */
  readonly inspectSeconds: number;
  readonly inspectMaxSeconds: number;
  /** Events after which a workflow continues as new, even if the server does not suggest it yet. */
  readonly historyBound: number;
}

/** What a real installation uses. */
export const DEFAULT_TUNING: Tuning = {
  heartbeatSeconds: 15,
  maxCrashes: 5,
  maxOutOfMemory: 2,
  maxLost: 10,
  maxUnavailable: 10,
  retrySeconds: 2,
  breakerCount: 5,
  breakerSeconds: 60,
  inspectSeconds: 30,
  inspectMaxSeconds: 600,
  historyBound: 4000,
};
