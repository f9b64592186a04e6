import { drawMarket, type ChartRegion } from './chart';

const options = { title: 'A day', feedInMicroPerKwh: 80_000, retailMicroPerKwh: 300_000 };

function region(name: string): ChartRegion {
    const points = Array.from({ length: 96 }, (_, quarter) => ({
        timeMs: Date.UTC(2016, 5, 13) + quarter * 900_000,
        demandWh: 4000,
        supplyWh: quarter > 24 && quarter < 72 ? 9000 : 0,
        tradedWh: quarter > 24 && quarter < 72 ? 3000 : 0,
        priceMicroPerKwh: quarter > 24 && quarter < 72 ? 150_000 : undefined,
    }));
    return { region: name, points };
}

describe('the chart of the market', () => {
    it('is one SVG with energy and price of every region, without a browser', () => {
        const svg = drawMarket([region('r1'), region('r2')], options);
        expect(svg).toMatch(/^<svg [^]*<\/svg>$/);
        for (const text of ['A day', 'r1', 'r2', 'demand', 'supply', 'traded', 'price', 'retail', 'feed-in', '06-13']) {
            expect(svg).toContain(`>${text}</text>`);
        }
        expect(svg).not.toContain('NaN');
    });

    it('draws the same figure for the same day', () => {
        expect(drawMarket([region('r1')], options)).toBe(drawMarket([region('r1')], options));
    });
});
