import { expect, it } from 'vitest'
import { startImageGc } from '../../../../src/daemons/follower/images/image-gc.ts'
import type { Provisioner } from '../../../../src/daemons/follower/images/provisioner.ts'
import { createLogger } from '../../../../src/runtime/logger.ts'
import { virtualClock } from '../../../support/clock.ts'

it('prunes whenever too little is free, and goes on after a failure', async () => {
  const clock = virtualClock()
  const pruned: unknown[] = []
  let used = 0.89
  const keep = [{ type: 'DOCKER' as const, docker: { name: 'base' } }]
  const provisioner = {
    prune: async (excluded: unknown) => {
      pruned.push(excluded)
      if (pruned.length === 1) throw new Error('busy')
    },
  } as unknown as Provisioner
  const stop = startImageGc({
    config: { image_disk_headroom: 0.1, image_disk_watch_interval: { nanoseconds: 60e9 }, excluded_images: keep },
    ...{ provisioner, clock, used: () => used, log: createLogger('test', 'ERROR', { quiet: true }) },
  })
  const minute = async () => {
    clock.advance(60_000)
    await new Promise(resolve => setImmediate(resolve))
  }
  await minute()
  expect(pruned).toEqual([])
  used = 0.91
  await minute()
  await minute()
  expect(pruned).toEqual([keep, keep])
  stop()
  await minute()
  expect(pruned).toHaveLength(2)
})
