const words: Readonly<Record<string, string>> = { val: 'validation', mse: 'MSE' };

/** `val_average_accuracy` as `validation average accuracy`. */
export function metricWords(metric: string): string {
  return metric
    .split('_')
    .map((word) => words[word] ?? word)
    .join(' ');
}
