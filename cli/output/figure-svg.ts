/** Figures as SVG files, drawn by the page's own plots without a browser. */
import { init } from 'echarts';
import { figureHeight, figureLabel, figureOption } from '../../dashboard/web/charts/figures/figure-option.ts';
import { paletteOf } from '../../dashboard/web/charts/palette.ts';
import type { Figure } from '../../dashboard/server/schemas/figure.ts';

const WIDTH = 900;

/** The figure on white, with what it shows as its title. */
export function figureSvg(figure: Figure): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: figureHeight(figure) });
  try {
    chart.setOption({ backgroundColor: '#ffffff', ...figureOption(figure, paletteOf('light')) });
    const title = `<title>${figureLabel(figure)}: ${figure.sweepId}</title>`;
    return chart.renderToSVGString().replace(/^(<svg[^>]*>)/, `$1${title}`);
  } finally {
    chart.dispose();
  }
}
