import { CONFIG_FIELDS, configFromEnvironment, readConfig } from './config';

describe('the configuration', () => {
    it('is complete without any setting, and frozen', () => {
        const config = readConfig({});
        expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, developmentTokens: false, organisations: [] });
        expect(Object.isFrozen(config)).toBe(true);
    });

    it('reads texts of the environment into typed values', () => {
        const config = configFromEnvironment({
            EDGEBOURSE_PORT: '0',
            EDGEBOURSE_ORGANISATIONS: 'Eag1MSP,Eag2MSP',
            EDGEBOURSE_DEVELOPMENT_TOKENS: 'true',
            PATH: 'ignored',
        });
        expect(config).toMatchObject({ port: 0, organisations: ['Eag1MSP', 'Eag2MSP'], developmentTokens: true });
    });

    it('refuses a value that does not fit, naming its setting', () => {
        expect(() => configFromEnvironment({ EDGEBOURSE_PORT: '70000' })).toThrow(/port/);
        expect(() => configFromEnvironment({ EDGEBOURSE_LOG_LEVEL: 'loud' })).toThrow(/logLevel/);
    });

    it('refuses a variable that names no setting', () => {
        expect(() => configFromEnvironment({ EDGEBOURSE_PROT: '80' })).toThrow(/EDGEBOURSE_PROT/);
    });

    it('describes every setting', () => {
        for (const field of CONFIG_FIELDS) expect(field.description).not.toBe('');
    });
});
