import type { Points } from '../../server/schemas/points.ts';
import type { Sweep } from '../../server/schemas/sweep.ts';
import { metricWords } from '../format/metric.ts';
import { significant, unitOf, type ScoreUnit } from '../format/score.ts';
import type { Palette } from './palette.ts';
import { axisLook, type ValueAxis } from './parts.ts';

type Point = Points['points'][number];

/** Errors that span so much are read by their order of magnitude. */
const logFrom = 50;

/** How the objective is shown in plots. */
export interface ObjectiveAxis {
  readonly name: string;
  readonly unit: ScoreUnit;
  readonly goal: 'maximize' | 'minimize';
  /** Percentages are plotted as such. */
  readonly factor: number;
  readonly log: boolean;
}

/** How the objective of a sweep is shown: in percent, or logarithmic where it spans orders of magnitude. */
export function objectiveAxis(sweep: Sweep, points: readonly Point[]): ObjectiveAxis {
  const { objective, benchmark } = sweep.spec;
  const unit = unitOf(objective.name, benchmark.name);
  const values = points.map((point) => point.value);
  const smallest = values.reduce((a, b) => Math.min(a, b), Infinity);
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return {
    name: metricWords(objective.name),
    unit,
    goal: objective.goal,
    factor: unit === 'percent' ? 100 : 1,
    log: unit !== 'percent' && smallest > 0 && largest / smallest > logFrom,
  };
}

/** An axis label: the numbers of an axis are round already. */
export function axisNumber(value: number): string {
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5
    ? String(Number(value.toPrecision(4)))
    : significant(value, 1);
}

/** The objective upwards. */
export function objectiveYAxis({ log, unit }: ObjectiveAxis, palette: Palette): ValueAxis {
  const look = axisLook(palette);
  const formatter = (value: number) => (unit === 'percent' ? `${axisNumber(value)}%` : axisNumber(value));
  return {
    ...look,
    type: log ? 'log' : 'value',
    scale: true,
    splitNumber: 4,
    axisLine: { show: false },
    axisLabel: { ...look.axisLabel, formatter },
  };
}
