import { renderSvg } from '@edgebourse/agents/demo/svg';
import type { EChartsOption } from 'echarts';
import { column, type Table } from './table';

/** A curve or a set of bars: one column of the table. */
export interface PlotSeries {
    readonly column: string;
    /** Text of the legend; the column's name when absent. */
    readonly label?: string;
    readonly kind?: 'line' | 'bar' | 'step';
    /** 1 for the axis on the right side. */
    readonly axis?: 0 | 1;
}

/** How a table is drawn. The first column is x. */
export interface Plot {
    readonly xLabel: string;
    readonly yLabel: string;
    /** Named where series use the axis on the right. */
    readonly rightLabel?: string;
    /** Whether x is a list of names instead of a number. */
    readonly categories?: boolean;
    readonly series: readonly PlotSeries[];
    readonly yMin?: number;
    readonly yMax?: number;
}

const SIZE = { width: 760, height: 460 };
/** Okabe and Ito: told apart by colour-blind readers too; lines also differ in dash and mark. */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999', '#5a3d8a'];
const DASHES = ['solid', 'dashed', 'dotted'];
const MARKS = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle', 'emptyDiamond'];
const TEXT = { fontFamily: 'sans-serif', fontSize: 13, color: '#222222' };
/** Above this many points marks would hide the curve. */
const MARKED_POINTS = 45;

function pick<T>(list: readonly T[], at: number): T | undefined {
    return list[at % list.length];
}

function seriesOf(table: Table, plot: Plot): object[] {
    const marked = table.rows.length <= MARKED_POINTS;
    return plot.series.map(({ column: name, label, kind = 'line', axis = 0 }, at) => {
        const values = column(table, name);
        const color = pick(COLORS, at);
        return {
            name: label ?? name,
            type: kind === 'bar' ? 'bar' : 'line',
            silent: true,
            yAxisIndex: axis,
            itemStyle: { color },
            data: plot.categories === true ? values : values.map((value, row) => [table.rows[row]?.[0], value]),
            ...(kind !== 'bar' && {
                ...(kind === 'step' && { step: 'end' }),
                lineStyle: { color, width: 2, type: pick(DASHES, at) },
                symbol: marked ? pick(MARKS, at) : 'none',
                symbolSize: 7,
                showAllSymbol: true,
            }),
        };
    });
}

function yAxis(plot: Plot): object[] {
    const axis = (name: string, split: boolean): object => ({
        type: 'value',
        name,
        nameLocation: 'middle',
        nameGap: 52,
        nameTextStyle: TEXT,
        axisLabel: TEXT,
        axisLine: { show: true },
        splitLine: { show: split },
    });
    const left = {
        ...axis(plot.yLabel, true),
        ...(plot.yMin !== undefined && { min: plot.yMin }),
        ...(plot.yMax !== undefined && { max: plot.yMax }),
    };
    return plot.rightLabel === undefined ? [left] : [left, axis(plot.rightLabel, false)];
}

function xAxis(table: Table, plot: Plot): object {
    const names = table.rows.map(([x]) => String(x));
    return {
        ...(plot.categories === true
            ? { type: 'category', data: names }
            : { type: 'value', min: 'dataMin', max: 'dataMax' }),
        name: plot.xLabel,
        nameLocation: 'middle',
        nameGap: 32,
        nameTextStyle: TEXT,
        axisLabel: { ...TEXT, hideOverlap: true },
        axisLine: { show: true, onZero: false },
        splitLine: { show: false },
    };
}

/** Draws a table as a chart. @returns SVG text, the same for the same table. */
export function drawPlot(title: string, table: Table, plot: Plot): string {
    const option = {
        title: { text: title, left: 'center', top: 8, textStyle: { ...TEXT, fontSize: 15, fontWeight: 'bold' } },
        legend: { top: 34, left: 'center', width: '92%', itemWidth: 34, textStyle: TEXT, selectedMode: false },
        grid: { left: 78, right: plot.rightLabel === undefined ? 28 : 84, top: 92, bottom: 56 },
        xAxis: xAxis(table, plot),
        yAxis: yAxis(plot),
        series: seriesOf(table, plot),
    } as EChartsOption;
    return renderSvg(option, SIZE);
}
