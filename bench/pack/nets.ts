import { NETS as STEP_NETS, net, type Net } from '../step/nets.ts';

/** Nets whose packs are timed: those of `step`, and two small ones, which packs are for. */
export const NETS: Readonly<Record<string, Net>> = {
  polynomials: net('Polynomials', { name: 'polynomials', tasks: 3 }, [0, 2]),
  'p10-small': net(
    'Permuted MNIST, 10 tasks, target 100-100',
    { name: 'permuted-mnist', tasks: 10 },
    [0, 9],
    {
      target_layers: [100, 100],
    },
  ),
  ...STEP_NETS,
};
