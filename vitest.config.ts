import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/longest-first.ts'

const processors = availableParallelism()
const patience = { poll: { timeout: 60_000 } }

/**
 * unit: needs nothing but Node · integration: real ZooKeeper, sshd, systemd, cgroups · walls: the house's own rules.
 * Integration tests wait half of their time, for daemons, elections and reboots, so that two files at once take little more than half as
 * long; more would make each wait for the other. They begin when the others, which need all processors, have ended.
 */
export default defineConfig({
  test: {
    reporters: ['default', './test/second-tries.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/walls/**'],
          maxWorkers: processors,
          // They take milliseconds; a loaded machine must not turn one red.
          retry: 1,
          expect: patience,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          // What is real is late now and then. test/second-tries.ts says so aloud.
          retry: 1,
          expect: patience,
          testTimeout: 300_000,
          // The first lab of a machine builds its images, and others wait for them.
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'walls',
          include: ['test/walls/**/*.test.ts'],
          maxWorkers: processors,
          testTimeout: 120_000,
        },
      },
    ],
  },
})
