import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/problem-view.tsx';
import { differenceScale } from '../../format/effects.ts';
import { metricWords } from '../../format/metric.ts';
import { unitOf } from '../../format/score.ts';
import { ParameterLevels } from './parameter-levels.tsx';

const title = 'Which value of each hyperparameter is best?';

/** Which value of each hyperparameter is best, by how much, and whether that is more than noise. */
export function EffectsPanel({ sweep }: { readonly sweep: Sweep }) {
  const { complete } = sweep.counts;
  const { data: effects, error } = useQuery({
    queryKey: keys.effects(sweep.id, complete),
    queryFn: () => api.effects(sweep.id),
    enabled: complete > 1,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  if (error !== null)
    return (
      <Panel title={title}>
        <ProblemView error={error} />
      </Panel>
    );
  if (effects === undefined || effects.parameters.length === 0) return null;
  const { parameters, objective } = effects;
  const scale = differenceScale(parameters);
  return (
    <Panel title={title} aside={<span className="muted">{metricWords(objective.name)}</span>}>
      <p className="muted">
        Each value against the best one, ± standard error, over pairs of trainings that differ in nothing
        else: two-sided paired t-test, p adjusted by Holm’s method for the values of a hyperparameter.
      </p>
      <div className="effects">
        {parameters.map(({ name, levels }) => (
          <ParameterLevels
            key={name}
            name={name}
            levels={levels}
            goal={objective.goal}
            unit={unitOf(objective.name, sweep.spec.benchmark.name)}
            scale={scale}
          />
        ))}
      </div>
    </Panel>
  );
}
