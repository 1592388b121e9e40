import { defineConfig } from 'vitest/config';

const resultsFile = process.env['HEADROOM_TEST_RESULTS'];

export default defineConfig({
  test: {
    include: ['{planner-core,sim,studies,loadgen,live,scenarios,reports,cli,library,bench,docs}/**/*.test.ts'],
    testTimeout: 60_000,
    reporters: resultsFile ? ['default', ['json', { outputFile: resultsFile }]] : ['default'],
  },
});
