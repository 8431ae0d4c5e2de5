import { z } from 'zod'
import { count, finding, list, time } from './parts.ts'
import { appliedPlan, planFields } from './plan.ts'

const inventory = z.string().describe('as it was given')

const ended = z.enum(['done', 'failed', 'held', 'interrupted', 'died', 'unfinished'])

const run = z.strictObject({
  run: z.string().describe('its id'),
  since: time('when it began'),
  user: z.string(),
  machine: z.string().describe('where it was started'),
  command: z.string(),
  release: z.string().describe('digest of the release that the hosts have after it'),
  result: ended.describe('the worst of its hosts'),
  hosts: list(
    z.strictObject({
      host: z.string(),
      result: ended,
      applied: count('changes that were carried out'),
      changes: list(z.strictObject({ role: z.string(), what: z.string(), why: z.string() })),
      ended: time('when it ended there').optional(),
      error: z.string().optional(),
    }),
  ),
})

const stays = list(z.strictObject({ host: z.string(), paths: list(z.string()) })).describe(
  'folders that are left, for something that mantl did not make is in them',
)

/** Commands that look at hosts or change them. */
export const hostResults = {
  plan: z.strictObject(planFields),
  provision: z.strictObject(appliedPlan),
  upgrade: z.strictObject(appliedPlan),
  rollback: z.strictObject({ undone: z.string().describe('id of the run'), ...appliedPlan }),
  destroy: z.strictObject({ ...appliedPlan, stays }),
  remove: z.strictObject({
    removed: list(z.string()).describe('the hosts'),
    agents: list(z.strictObject({ id: z.string(), hostname: z.string(), tasks: count('tasks that were to end') })),
    inventory: z.strictObject({
      files: list(z.string()).describe('those that were changed'),
      left: list(z.string()).describe('hosts that are still to be taken out by hand'),
    }),
    ...appliedPlan,
    stays,
  }),
  doctor: z.strictObject({ inventory, findings: list(finding) }),
  drift: z.strictObject({
    inventory,
    hosts: list(
      z.strictObject({
        host: z.string(),
        known: z.boolean().describe('whether mantl ever changed something there'),
        drift: list(z.strictObject({ what: z.string().describe('a path, unit, package or process'), how: z.string() })),
      }),
    ),
  }),
  history: z.strictObject({ inventory, runs: list(run).describe('the latest first') }),
  'history show': run,
  unlock: z.strictObject({
    unlocked: list(
      z.strictObject({
        host: z.string(),
        user: z.string().optional(),
        machine: z.string().optional(),
        command: z.string().optional(),
        since: time('when it was taken').optional(),
        pid: z.int().optional(),
        boot: z.string().optional().describe('which boot of that machine the process belongs to'),
      }),
    ),
  }),
  'support-bundle': z.strictObject({ archive: z.string().describe('its path'), files: count('files in it') }),
  'release pack': z.strictObject({
    file: z.string(),
    version: z.string(),
    digest: z.string().describe('SHA-256 over names, modes and digests of its files'),
    architecture: z.string(),
  }),
}
