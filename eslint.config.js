import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/**
 * The house: who may import whom at run time (docs/architecture.md). Arrows point down only; a top-level folder
 * not listed here can't be imported from that one, so a wrong arrow fails the lint rather than a review.
 * Types may be imported upwards where a record is named after its owner: they leave nothing at run time.
 */
const mayImport = {
  common: [],
  search: ['common'],
  hnet: ['common'],
  prisma: ['common'],
  sweepfile: ['common', 'hnet', 'search'],
  workflows: ['search', 'common'],
  activities: ['common', 'hnet', 'search', 'sweepfile', 'prisma', 'workflows'],
  workers: ['common', 'hnet', 'search', 'sweepfile', 'prisma', 'activities', 'workflows'],
  dashboard: ['common', 'hnet', 'search', 'sweepfile', 'prisma', 'workflows'],
  cli: ['common', 'hnet', 'search', 'sweepfile', 'prisma', 'workflows', 'activities', 'workers', 'dashboard'],
};

/** The science and the search stay usable alone: no orchestration, database or network package in them. */
const outerPackages = ['@temporalio/*', '@prisma/*', 'express', 'commander', 'pino'];

const houseRules = Object.entries(mayImport).map(([folder, allowed]) => {
  const forbidden = Object.keys(mayImport).filter((other) => other !== folder && !allowed.includes(other));
  const crossing = `^(\\.\\./)+(${forbidden.join('|')})/`;
  const patterns = [
    {
      regex: crossing,
      allowTypeImports: true,
      message: `${folder}/ may import only from: ${allowed.join(', ') || 'nothing of ours'} (eslint.config.js).`,
    },
  ];
  if (['common', 'search', 'hnet'].includes(folder))
    patterns.push({
      group: outerPackages,
      message: `${folder}/ is pure: it knows nothing of orchestration or storage.`,
    });
  if (folder !== 'prisma')
    patterns.push({
      regex: 'prisma/generated',
      message: 'Only prisma/store/ touches the generated clients.',
    });
  return {
    files: [`${folder}/**/*.{ts,tsx}`],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
      'no-restricted-syntax': [
        'error',
        {
          selector: `ImportExpression[source.value=/${crossing.replaceAll('/', '\\/')}/]`,
          message: patterns[0].message,
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'prisma/generated/', '.hnet-sweep/', 'coverage/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['cli/bin.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  ...houseRules,
  {
    files: ['workflows/**/*.ts'],
    ignores: ['workflows/client/**', 'workflows/bundle/**'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'Buffer'],
    },
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { URL: 'readonly', console: 'readonly', process: 'readonly' } },
  },
  {
    files: ['dashboard/web/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }] },
  },
);
