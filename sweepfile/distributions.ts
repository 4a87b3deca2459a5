/** W&B's distribution names, and ours beside them. */

/** How a named distribution reads its bounds. */
export interface Distribution {
  readonly log: boolean;
  /** `int`: whole numbers whatever the hyperparameter is; otherwise its own kind decides. */
  readonly whole: boolean;
  /** Whether it needs (`true`) or may not have (`false`) a step `q`; null where both will do. */
  readonly stepped: boolean | null;
}

/** Those with `min` and `max`. */
export const RANGE_DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  uniform: { log: false, whole: false, stepped: false },
  q_uniform: { log: false, whole: false, stepped: true },
  log_uniform_values: { log: true, whole: false, stepped: false },
  q_log_uniform_values: { log: true, whole: false, stepped: true },
  int_uniform: { log: false, whole: true, stepped: null },
  int_log_uniform_values: { log: true, whole: true, stepped: null },
};

/** Shorter names for the same, as other tools have them. */
export const DISTRIBUTION_ALIASES: Readonly<Record<string, string>> = {
  int: 'int_uniform',
  float: 'uniform',
  log: 'log_uniform_values',
  q_log: 'q_log_uniform_values',
  int_log: 'int_log_uniform_values',
};

/** Those with `value` or `values`. */
export const CHOICE_DISTRIBUTIONS = ['constant', 'categorical'] as const;

/** W&B's distributions that this version refuses, and what to write instead. */
export const REFUSED_DISTRIBUTIONS: Readonly<Record<string, string>> = {
  log_uniform: "log_uniform_values, whose bounds are the values themselves (log_uniform's are exponents)",
  q_log_uniform:
    "q_log_uniform_values, whose bounds are the values themselves (q_log_uniform's are exponents)",
  inv_log_uniform: 'log_uniform_values',
  inv_log_uniform_values: 'log_uniform_values',
  normal: 'uniform',
  q_normal: 'q_uniform',
  log_normal: 'log_uniform_values',
  q_log_normal: 'q_log_uniform_values',
  beta: 'uniform',
  q_beta: 'q_uniform',
  categorical_w_probabilities: 'categorical',
};

/** Every name that is accepted, for help texts. */
export const distributionNames: readonly string[] = [
  ...CHOICE_DISTRIBUTIONS,
  ...Object.keys(RANGE_DISTRIBUTIONS),
  ...Object.keys(DISTRIBUTION_ALIASES),
];
