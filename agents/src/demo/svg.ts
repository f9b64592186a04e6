import { init, type EChartsOption } from 'echarts';

/** Size of a figure in pixels. */
export interface FigureSize {
    readonly width: number;
    readonly height: number;
}

/**
 * Draws a chart on the server, without a browser. ECharts numbers the ids of a page's charts in the order of their
 * making; they are made independent of it, so that one option gives one text.
 * @returns The figure as SVG text.
 */
export function renderSvg(option: EChartsOption, size: FigureSize): string {
    const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
    try {
        chart.setOption({ animation: false, backgroundColor: '#ffffff', ...option });
        return withStableIds(chart.renderToSVGString());
    } finally {
        chart.dispose();
    }
}

function withStableIds(svg: string): string {
    const ids = new Map<string, string>();
    return svg.replace(/\bzr\d+-[a-z]+(?:-?\d+)*/g, (id) => {
        const known = ids.get(id) ?? `e${String(ids.size)}`;
        ids.set(id, known);
        return known;
    });
}
