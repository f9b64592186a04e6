import { measureTransformer } from './transformer';

describe('the meter at the transformer', () => {
    const node = (name: string, netWh: number[]) => ({ node: name, hasPhotovoltaics: false, netWh });

    it('exports what the region lacks and imports what it has too much, so that all meters together balance', () => {
        const measure = measureTransformer(10, [node('a', [300, 100]), node('b', [50, -400])]);
        expect(measure(10)).toEqual({ importWh: 0, exportWh: 350 });
        expect(measure(11)).toEqual({ importWh: 300, exportWh: 0 });
    });
});
