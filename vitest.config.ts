import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const resultsFile = process.env['HEADROOM_TEST_RESULTS'];

/** Folders whose tests start no process and change nothing that others see: their files share one. */
const PURE = '{planner-core,sim,scenarios,studies/{trial,plan,sweep,tournament}}';

export default defineConfig({
  test: {
    testTimeout: 120_000,
    maxWorkers: availableParallelism(), // vitest's own default leaves one core idle: of two, half
    reporters: resultsFile ? ['default', ['json', { outputFile: resultsFile }]] : ['default'],
    projects: [
      { extends: true, test: { name: 'pure', include: [`${PURE}/**/*.test.ts`], isolate: false } },
      {
        extends: true,
        test: {
          name: 'edges',
          include: ['{studies,loadgen,live,reports,cli,library,bench,docs}/**/*.test.ts'],
          exclude: [`${PURE}/**`],
        },
      },
    ],
  },
});
