/** `constraints`: expressions that every trained configuration keeps, over hyperparameters and what follows from them. */
import { closest } from '../common/closest.ts';
import { unlessRefused, type InputIssue } from '../common/errors.ts';
import { parameterCounts } from '../hnet/configuration/parameter-counts.ts';
import type { BenchmarkSpec, TrialSpec } from '../hnet/types.ts';
import {
  ExpressionError,
  parseExpression,
  type Expression,
  type Names,
} from '../search/constraints/expression.ts';
import { uniformStream } from '../search/random.ts';
import { configurationAt, decode, freeParameters, spaceSize } from '../search/space/index.ts';
import type { Assignment, SearchSpace } from '../search/types.ts';
import { shown, type Fault } from './fault.ts';

/** What follows from a configuration without training it, by the names that constraints use. */
const FIGURES = {
  tasks: 'tasks of the benchmark',
  target_weights: 'weights of the target network, all heads counted',
  chunks: 'chunks; 0 for a full hypernetwork',
  hypernetwork_parameters: "the hypernetwork's own, embeddings left out",
  chunk_embedding_parameters: 'of all chunk embeddings',
  task_embedding_parameters: 'of all task embeddings',
  network_parameters: 'of networks that are stored as they are',
  memory: 'numbers kept from task to task for training alone',
  total_parameters: 'everything stored to predict all tasks',
  compression_ratio: 'total_parameters / target_weights',
} as const;

/** Their names. */
export const figureNames: readonly string[] = Object.keys(FIGURES);

/** Values of all names that constraints may have: every hyperparameter, and the figures. */
export function namesOf({ benchmark, strategy, configuration }: TrialSpec): Names {
  const counts = parameterCounts(benchmark, strategy, configuration);
  const figures: Record<keyof typeof FIGURES, number> = {
    tasks: benchmark.tasks,
    target_weights: counts.target,
    chunks: counts.chunks,
    hypernetwork_parameters: counts.hypernetworkMlp,
    chunk_embedding_parameters: counts.chunkEmbeddings,
    task_embedding_parameters: counts.taskEmbeddings,
    network_parameters: counts.network ?? 0,
    memory: counts.memory ?? 0,
    total_parameters: counts.total,
    compression_ratio: counts.compressionRatio,
  };
  return { ...configuration, ...figures };
}

const parsed = new Map<string, Expression>();

function expressionOf(text: string): Expression {
  let expression = parsed.get(text);
  if (expression === undefined) {
    expression = parseExpression(text);
    if (parsed.size > 1000) parsed.clear();
    parsed.set(text, expression);
  }
  return expression;
}

/**
 * Those of the constraints that a configuration breaks, as faults with the values that break them; none where it keeps
 * all. A constraint that has no value (a place that a list lacks) counts as broken.
 */
export function brokenConstraints(constraints: readonly string[], trial: TrialSpec): readonly InputIssue[] {
  if (constraints.length === 0) return [];
  const names = namesOf(trial);
  return constraints.flatMap((text, i): InputIssue[] => {
    const expression = expressionOf(text);
    const found = expression.names.map((name) => `${name} ${shown(names[name])}`).join(', ');
    try {
      if (expression.evaluate(names) === true) return [];
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
    }
    return [{ path: `constraints[${i}]`, given: found, allowed: text }];
  });
}

/**
 * Constraints that are about a space's own parameters alone, for configurations that may be impossible otherwise.
 * @returns whether an assignment breaks one of them
 */
export function breaksOwn(constraints: readonly string[], assignment: Assignment): boolean {
  return constraints.some((text) => {
    try {
      const expression = expressionOf(text);
      return (
        expression.names.every((name) => assignment[name] !== undefined) &&
        expression.evaluate(assignment) === false
      );
    } catch (error) {
      if (error instanceof ExpressionError) return false;
      throw error;
    }
  });
}

/** How much of a space keeps the constraints. */
export interface FeasibleShare {
  /** 0 to 1. */
  readonly share: number;
  /** Configurations that were looked at. */
  readonly tried: number;
  /** True if those were all. */
  readonly exact: boolean;
}

/** Configurations that are looked at, at most. */
const MOST_TRIED = 1000;

/** The share of configurations that can be trained and keep the constraints: of all, or of 1,000 drawn. */
export function feasibleShare(space: SearchSpace, keeps: (assignment: Assignment) => boolean): FeasibleShare {
  const size = spaceSize(space);
  const exact = size <= MOST_TRIED;
  const tried = exact ? size : MOST_TRIED;
  const names = freeParameters(space);
  let kept = 0;
  for (let i = 0; i < tried; i += 1) {
    const uniform = uniformStream(0, i);
    const assignment = exact
      ? configurationAt(space, i)!
      : decode(
          space,
          names.map(() => uniform()),
        );
    if (keeps(assignment)) kept += 1;
  }
  return { share: tried === 0 ? 0 : kept / tried, tried, exact };
}

/** What a check of constraints is made with. */
export interface ConstraintContext {
  readonly benchmark: BenchmarkSpec;
  readonly strategy: string;
  readonly space: SearchSpace;
  /** Names of the strategy's hyperparameters. */
  readonly hyperparameters: readonly string[];
  /** @throws InvalidInputError for what can't be trained */
  readonly resolve: (assignment: Assignment) => TrialSpec['configuration'];
}

/**
 * Checks the constraints of a sweep file: that they can be read, name what there is, are true or false, and leave
 * something to try.
 */
export function checkConstraints(
  constraints: readonly string[],
  context: ConstraintContext,
): { readonly faults: readonly Fault[]; readonly warnings: readonly string[] } {
  const { benchmark, strategy, space, resolve } = context;
  const known = [...context.hyperparameters, ...figureNames];
  const faults = constraints.flatMap((text, i): Fault[] => {
    const path = ['constraints', i];
    try {
      return expressionOf(text)
        .names.filter((name) => !known.includes(name))
        .map((name) => {
          const near = closest(name, known);
          const list = `hyperparameters, and ${figureNames.join(', ')}`;
          return {
            path,
            given: `unknown name ${name}`,
            allowed: near === null ? list : `${list}; did you mean ${near}?`,
          };
        });
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return [
        {
          path,
          given: `${shown(text)}: ${error.message}`,
          allowed: 'an expression such as compression_ratio <= 1',
        },
      ];
    }
  });
  if (faults.length > 0) return { faults, warnings: [] };

  const wrong = new Map<number, Fault>();
  const { share, tried, exact } = feasibleShare(space, (assignment) => {
    const trial = trialOf(assignment);
    if (trial === null) return false;
    const names = namesOf(trial);
    constraints.forEach((text, i) => {
      const fault = notABoolean(text, names);
      if (fault !== null && !wrong.has(i)) wrong.set(i, { path: ['constraints', i], ...fault });
    });
    return brokenConstraints(constraints, trial).length === 0;
  });
  if (wrong.size > 0) return { faults: [...wrong.values()], warnings: [] };
  const of = exact ? `all ${tried} configurations` : `${tried} configurations drawn at random`;
  if (share === 0)
    return {
      faults: [
        {
          path: ['constraints'],
          given: `${of} break them`,
          allowed: 'constraints that leave something to try',
        },
      ],
      warnings: [],
    };
  const warnings =
    share < 0.05
      ? [
          `constraints: of ${of} only ${(share * 100).toPrecision(2)} % keep them; a smaller space would be searched better`,
        ]
      : [];
  return { faults: [], warnings };

  function trialOf(assignment: Assignment): TrialSpec | null {
    return unlessRefused(() => ({ benchmark, strategy, configuration: resolve(assignment) }));
  }
}

/** What an expression is, if it is neither true nor false; a place that a list lacks makes it false. */
function notABoolean(text: string, names: Names): Pick<Fault, 'given' | 'allowed'> | null {
  const allowed = 'a comparison, true or false';
  try {
    const value = expressionOf(text).evaluate(names);
    return typeof value === 'boolean' ? null : { given: `${shown(text)}, which is ${shown(value)}`, allowed };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return / has no place /.test(error.message)
      ? null
      : { given: `${shown(text)}: ${error.message}`, allowed };
  }
}
