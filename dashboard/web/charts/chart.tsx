import type { EChartsOption, EChartsType } from 'echarts';
import { useEffect, useRef } from 'react';
import { init } from './echarts.ts';

/** What a plot's point stands for; a click on it goes there. */
interface PointLike {
  readonly id?: unknown;
}

/** A plot: fills its width, follows its container, and says in words what it shows. */
export function Chart({
  option,
  height,
  label,
  onPick,
}: {
  readonly option: EChartsOption;
  readonly height: number;
  readonly label: string;
  /** Called with the `id` of the datum that was clicked. */
  readonly onPick?: (id: string) => void;
}) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);

  useEffect(() => {
    const container = element.current!;
    const made = init(container);
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(container);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
  }, [option]);

  useEffect(() => {
    if (onPick === undefined) return;
    const pick = ({ data }: { data?: unknown }) => {
      const id = (data as PointLike | null)?.id;
      if (typeof id === 'string') onPick(id);
    };
    const current = chart.current;
    current?.on('click', pick);
    return () => {
      if (current?.isDisposed() === false) current.off('click', pick);
    };
  }, [onPick]);

  return <div ref={element} className="chart" role="img" aria-label={label} style={{ height }} />;
}
