import type { EChartsOption } from 'echarts';
import { renderSvg } from './svg';

/** What the chart shows of one interval of one region. Energy in Wh, price in micro-coins per kWh. */
export interface ChartPoint {
    /** Start of the interval, ms since the epoch; shown as local time of the neighbourhood. */
    readonly timeMs: number;
    readonly demandWh: number;
    readonly supplyWh: number;
    readonly tradedWh: number;
    /** Undefined where nothing was traded. */
    readonly priceMicroPerKwh: number | undefined;
}

/** A region's line of points. */
export interface ChartRegion {
    readonly region: string;
    readonly points: readonly ChartPoint[];
}

/** What is drawn besides the points. */
export interface ChartOptions {
    readonly title: string;
    readonly feedInMicroPerKwh: number;
    readonly retailMicroPerKwh: number;
}

const WIDTH = 1400;
const HEIGHT = 820;
const COLORS = { demand: '#c23531', supply: '#e0a100', traded: '#2f7d32', price: '#1f4e8c', bound: '#888888' };
/** Shares of the figure: columns for regions, rows for energy and price. */
const LEFT = ['6%', '55%'];
const COLUMN_WIDTH = '40%';
const ROWS = [
    { top: '15%', height: '42%' },
    { top: '66%', height: '24%' },
];

const toKwh = (wh: number): number => wh / 1000;
const toCoins = (micro: number): number => micro / 1_000_000;

function clock(timeMs: number): string {
    return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
}

function energySeries({ region, points }: ChartRegion, grid: number): object[] {
    const line = (name: string, color: string, value: (point: ChartPoint) => number, area: boolean): object => ({
        name,
        id: `${region} ${name}`,
        type: 'line',
        silent: true,
        step: 'middle',
        symbol: 'none',
        xAxisIndex: grid,
        yAxisIndex: grid,
        lineStyle: { color, width: 1.5 },
        itemStyle: { color },
        ...(area && { areaStyle: { color, opacity: 0.35 } }),
        data: points.map((point) => toKwh(value(point))),
    });
    return [
        line('demand', COLORS.demand, (point) => point.demandWh, false),
        line('supply', COLORS.supply, (point) => point.supplyWh, false),
        line('traded', COLORS.traded, (point) => point.tradedWh, true),
    ];
}

function priceSeries({ region, points }: ChartRegion, grid: number, options: ChartOptions): object {
    const bound = (name: string, micro: number): object => ({ name, yAxis: toCoins(micro) });
    return {
        name: 'price',
        id: `${region} price`,
        type: 'line',
        silent: true,
        step: 'middle',
        symbol: 'circle',
        symbolSize: 3,
        xAxisIndex: grid,
        yAxisIndex: grid,
        lineStyle: { color: COLORS.price, width: 1.5 },
        itemStyle: { color: COLORS.price },
        data: points.map(({ priceMicroPerKwh: micro }) => (micro === undefined ? null : toCoins(micro))),
        markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: COLORS.bound, type: 'dashed' },
            label: { formatter: '{b}', position: 'insideEndTop', color: COLORS.bound },
            data: [bound('retail', options.retailMicroPerKwh), bound('feed-in', options.feedInMicroPerKwh)],
        },
    };
}

function axes(
    { region, points }: ChartRegion,
    column: number,
    options: ChartOptions,
): Record<'title' | 'grid' | 'xAxis' | 'yAxis', object>[] {
    const times = points.map(({ timeMs }) => clock(timeMs));
    return ROWS.map((row, at) => ({
        title: { text: at === 0 ? region : '', left: LEFT[column], top: '9%', textStyle: { fontSize: 15 } },
        grid: { left: LEFT[column], width: COLUMN_WIDTH, ...row },
        xAxis: { type: 'category', data: times, gridIndex: 2 * column + at, axisLabel: { formatter: hourOf } },
        yAxis: {
            type: 'value',
            gridIndex: 2 * column + at,
            name: at === 0 ? 'kWh per interval' : 'coins per kWh',
            ...(at === 1 && { min: 0, max: Math.ceil(toCoins(options.retailMicroPerKwh) * 20) / 20 }),
        },
    }));
}

/** "13:30" of one day; the date where the day begins. */
function hourOf(time: string): string {
    const [date, hour] = time.split(' ');
    return hour === '00:00' ? (date ?? '').slice(5) : (hour ?? '');
}

/**
 * Draws demand, supply and traded energy over the price, one column a region, on the server without a browser.
 * @returns The figure as SVG text.
 */
export function drawMarket(regions: readonly ChartRegion[], options: ChartOptions): string {
    const parts = regions.flatMap((region, column) => axes(region, column, options));
    const legend = ['demand', 'supply', 'traded', 'price'];
    const option = {
        title: [{ text: options.title, left: 'center', top: '1%' }, ...parts.map(({ title }) => title)],
        legend: { top: '5%', left: 'center', data: legend, selectedMode: false },
        grid: parts.map(({ grid }) => grid),
        xAxis: parts.map(({ xAxis }) => xAxis),
        yAxis: parts.map(({ yAxis }) => yAxis),
        series: regions.flatMap((region, column) => [
            ...energySeries(region, 2 * column),
            priceSeries(region, 2 * column + 1, options),
        ]),
    } as EChartsOption;
    return renderSvg(option, { width: WIDTH, height: HEIGHT });
}
