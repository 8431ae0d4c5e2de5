import { defineConfig } from 'vitest/config'

/** unit: needs nothing but Node · integration: real ZooKeeper, sshd, systemd, cgroups · walls: the house's own rules. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/walls/**'],
          // They take milliseconds; a loaded machine must not turn one red.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      { test: { name: 'walls', include: ['test/walls/**/*.test.ts'], testTimeout: 120_000 } },
    ],
  },
})
