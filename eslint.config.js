import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom: arrows point down only (docs/architecture.md). A folder that is not listed under
 * another's `allow` can't be imported from it, so a wrong arrow fails the lint rather than a review.
 */
const house = {
  common: [],
  hnet: ['common'],
  search: ['common'],
  sweepfile: ['common', 'hnet', 'search', 'workflow-types'],
  store: ['common', 'hnet-types', 'search', 'workflow-types'],
  workflows: ['hnet-types', 'search', 'activity-types'],
  activities: ['common', 'hnet', 'search', 'sweepfile', 'store', 'workflow-types'],
  workers: ['common', 'hnet', 'search', 'sweepfile', 'store', 'activities', 'workflows', 'workflow-types'],
  'dashboard-server': [
    'common',
    'hnet',
    'search',
    'sweepfile',
    'store',
    'activities',
    'workflows',
    'workflow-types',
  ],
  cli: [
    'common',
    'hnet',
    'search',
    'sweepfile',
    'store',
    'activities',
    'workflows',
    'workers',
    'dashboard-server',
    'workflow-types',
  ],
};
export { house };

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'prisma/generated/', '.hnet-sweep/', 'dashboard/web/dist/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', 'cli/*.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'max-lines': ['warn', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
);
