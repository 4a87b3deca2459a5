import { axisNumber } from '../objective-axis.ts';
import type { ScoreUnit } from '../../format/score.ts';

/** A label of an axis of scores: `97.5%`, `0.003`. */
export function axisScore(value: number, unit: ScoreUnit): string {
  return unit === 'percent' ? `${axisNumber(100 * value)}%` : axisNumber(value);
}
