import { InvalidInputError, type InputIssue } from '../common/errors.ts';
import { spaceSize } from '../search/space/index.ts';
import type { SweepSpec } from '../workflows/types.ts';
import { withCanonicalKeys } from './aliases.ts';
import { catalogue as science, type Catalogue } from './catalogue.ts';
import { checkConstraints } from './constraints.ts';
import { impossibleCombinations, readSpace } from './check-space.ts';
import { readDocument } from './document.ts';
import { durationSeconds } from './duration.ts';
import { pathText, shown, type Fault } from './fault.ts';
import { readObjective, readObjectives } from './objective.ts';
import { readParts } from './read-parts.ts';
import { resolveTrial } from './resolve-trial.ts';
import { readSearchControl } from './search-control.ts';
import { checkMethod, checkScenario, readBenchmark, readSeeds } from './settings.ts';
import { checkSeveralObjectives } from './several-objectives.ts';
import type { SweepFile } from './sweep.schema.ts';

/** A checked sweep file. */
export interface ParsedSweep {
  readonly spec: SweepSpec;
  /** What the user should hear although nothing is wrong. */
  readonly warnings: readonly string[];
}

/**
 * Reads and checks a sweep file, fills in every default, and makes sure that every configuration of its space can be
 * trained, before anything is scheduled.
 * @param text YAML or JSON
 * @param options.source what to call the file in errors, e.g. its path
 * @throws InvalidInputError naming every fault found: its line, its path, what was given, what is allowed
 * @example parseSweepFile(await readFile(path, 'utf8'), { source: path }).spec.space
 */
export function parseSweepFile(
  text: string,
  { source = 'sweep file', catalogue = science }: { source?: string; catalogue?: Catalogue } = {},
): ParsedSweep {
  const document = readDocument(text, source);
  const refuse = (faults: readonly Fault[]): never => {
    const issues = faults.map((fault): InputIssue => ({
      path: pathText(fault.path),
      given: fault.given,
      allowed: fault.allowed,
      line: document.lineOf(fault.path),
    }));
    throw new InvalidInputError(
      source,
      [...issues].sort((a, b) => a.line! - b.line!),
    );
  };

  if (document.data === null || typeof document.data !== 'object' || Array.isArray(document.data))
    return refuse([
      { path: [], given: shown(document.data), allowed: 'a mapping with name, benchmark, method, ...' },
    ]);
  const { data, faults: twice } = withCanonicalKeys(document.data);
  const { parts, faults: inParts } = readParts(data as Record<string, unknown>);
  const faults: Fault[] = [...twice, ...inParts];
  const warnings: string[] = [];
  /** Takes over what a check found. */
  const note = <T extends { faults: readonly Fault[]; warnings?: readonly string[] }>(found: T): T => {
    faults.push(...found.faults);
    warnings.push(...(found.warnings ?? []));
    return found;
  };

  const { strategy, method, parameters: entries } = parts;
  const benchmark =
    parts.benchmark === undefined ? null : note(readBenchmark(parts.benchmark, catalogue)).benchmark;
  if (benchmark !== null && strategy !== undefined) note(checkScenario(benchmark, strategy, catalogue));
  const objective =
    benchmark === null || faultIn(inParts, 'metric')
      ? null
      : note(readObjective(parts.metric, benchmark, catalogue, strategy)).objective;
  const objectives =
    benchmark === null || faultIn(inParts, 'metrics')
      ? null
      : note(readObjectives(parts, benchmark, catalogue, strategy)).objectives;
  const read =
    strategy === undefined || entries === undefined
      ? null
      : note(readSpace(entries, catalogue.hyperparametersOf(strategy)));
  if (read !== null && method !== undefined) note(checkMethod(method, read.space, parts.run_cap));
  if (read !== null && !faultIn(faults, 'parameters') && !faultIn(faults, 'benchmark') && benchmark !== null)
    note({
      faults: impossibleCombinations(read.space, entries!, {
        ...{ benchmark, strategy: strategy!, catalogue, constraints: parts.constraints },
      }),
    });
  const constraints = parts.constraints ?? [];
  if (constraints.length > 0 && read !== null && benchmark !== null && !faultIn(faults, 'parameters'))
    note(
      checkConstraints(constraints, {
        ...{ benchmark, strategy: strategy!, space: read.space },
        hyperparameters: catalogue.hyperparametersOf(strategy!).map(({ name }) => name),
        resolve: (assignment) => catalogue.resolveConfiguration(benchmark, strategy!, assignment),
      }),
    );
  const seeds = parts.seeds === undefined ? [] : note(readSeeds(parts.seeds)).seeds;
  const { control } = note(
    readSearchControl(parts, {
      tasks: benchmark?.tasks ?? null,
      seeds: seeds.length === 0 ? null : seeds.length,
      space: read === null || faultIn(faults, 'parameters') ? null : read.space,
      resolve:
        benchmark === null || strategy === undefined
          ? null
          : (assignment) => resolveTrial({ benchmark, strategy, constraints }, assignment),
    }),
  );
  note(checkSeveralObjectives(parts, control, objectives));
  if (faults.length > 0 || benchmark === null || objective === null || read === null) return refuse(faults);

  if (seeds.length === 1 && spaceSize(read.space) > 1)
    warnings.push(
      'seeds: one seed gives no standard error, so that differences between configurations may be chance',
    );
  const file = parts as SweepFile;
  return {
    spec: {
      ...{ ...settingsOf(file), benchmark, objective, space: read.space, seeds },
      ...(objectives === null ? {} : { objective: objectives[0]!, objectives }),
      ...(constraints.length > 0 ? { constraints } : {}),
      ...control,
    },
    warnings,
  };
}

/** What needs no more than its units changed. */
function settingsOf(file: SweepFile): Omit<SweepSpec, 'benchmark' | 'objective' | 'space' | 'seeds'> {
  return {
    name: file.name,
    strategy: file.strategy,
    method: file.method,
    searchSeed: file.search_seed,
    runCap: file.run_cap ?? null,
    maxConcurrentTrials: file.max_concurrent_trials,
    maxFailedTrials: file.max_failed_trials ?? null,
    maxTrialSeconds: file.max_trial_duration === undefined ? null : durationSeconds(file.max_trial_duration),
    checkpointEverySeconds: durationSeconds(file.checkpoint.every)!,
    checkpointKeep: file.checkpoint.keep,
    backend: file.backend,
    priority: file.priority,
  };
}

function faultIn(faults: readonly Fault[], key: string): boolean {
  return faults.some((fault) => fault.path[0] === key);
}
