import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const contractRules = {
    'no-restricted-globals': ['error', 'Date', 'Math', 'performance', 'setTimeout', 'setInterval', 'Intl'],
    'no-restricted-syntax': [
        'error',
        {
            selector: 'MemberExpression[property.name=/^(toLocale|localeCompare)/]',
            message: 'A locale differs between peers.',
        },
        { selector: "CallExpression[callee.property.name='random']", message: 'Contracts have no randomness.' },
        { selector: 'ForInStatement', message: 'Iterate over sorted keys.' },
    ],
};

export default tseslint.config(
    { ignores: ['**/dist/**', 'node_modules/**', 'reports/**', 'data/**', '.edgebourse/**'] },
    js.configs.recommended,
    {
        files: ['**/*.ts'],
        extends: [...tseslint.configs.strictTypeChecked],
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            complexity: ['error', 10],
            'max-lines': ['error', { max: 300 }],
            'max-lines-per-function': ['error', { max: 50, skipComments: true }],
            '@typescript-eslint/explicit-module-boundary-types': 'error',
            '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
            '@typescript-eslint/no-extraneous-class': 'off',
            '@typescript-eslint/require-await': 'off',
            '@typescript-eslint/no-unnecessary-type-parameters': 'off',
        },
    },
    { files: ['chaincode/src/**/*.ts'], ignores: ['**/*.test.ts'], rules: contractRules },
    {
        files: ['**/*.test.ts', '*/test/**/*.ts', '**/*.bench.ts'],
        rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
    },
    {
        files: ['**/*.{js,mjs,cjs}'],
        extends: [tseslint.configs.disableTypeChecked],
        languageOptions: {
            globals: {
                process: 'readonly',
                console: 'readonly',
                require: 'readonly',
                module: 'writable',
                __dirname: 'readonly',
                URL: 'readonly',
            },
        },
    },
);
