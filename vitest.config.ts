import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['{planner-core,sim,loadgen,live,scenarios,reports,cli,bench}/**/*.test.ts'], testTimeout: 60_000 },
});
