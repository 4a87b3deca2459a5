export { parameterEffects, type EffectTrial, type Level, type ParameterEffect } from './effects.ts';
export { mean, sampleSd, standardError } from './describe.ts';
export { holm } from './holm.ts';
export { rankTrials, type RankedTrial, type Ranking, type SeededTrial } from './ranking.ts';
export { signedRankTest } from './signed-rank.ts';
export { studentTCdf, studentTQuantile, studentTUpperTail } from './student-t.ts';
export { pairedTTest, welchTTest, type TestResult } from './t-test.ts';
