import type { Points } from '../../server/schemas/points.ts';
import { parameterText } from '../format/parameter.ts';
import { scoreWithError } from '../format/score.ts';
import type { ObjectiveAxis } from './objective-axis.ts';
import { escapeHtml } from './parts.ts';

type Point = Points['points'][number];

/** What a point says when looked at: its trial, value and configuration. */
export function pointTooltip(point: Point, parameters: readonly string[], { unit }: ObjectiveAxis): string {
  const rows = parameters.map(
    (name, i) =>
      `<tr><td>${escapeHtml(name)}</td><td style="text-align:right;padding-left:16px">${escapeHtml(parameterText(point.values[i]))}</td></tr>`,
  );
  return (
    `<strong>#${point.number}</strong> ${point.state}<br>` +
    `<strong>${scoreWithError(point.value, point.standardError, unit)}</strong>` +
    `<table style="font-size:12px;margin-top:4px">${rows.join('')}</table>`
  );
}
