import { readFileSync } from 'node:fs'
import { MantlError } from '../../../errors.ts'
import type { Clock } from '../../../runtime/clock.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Metrics } from '../../../runtime/metrics.ts'
import type { Disk } from '../disk/disk.ts'
import type { FollowerFlags } from '../identity.ts'
import type { Backend } from './backends/backend.ts'
import { chooseBackend } from './backends/choose-backend.ts'
import { createProvisioner } from './create-provisioner.ts'
import { dockerConfigOf, gcConfigOf, hasImages, registryOf } from './image-flags.ts'
import { startImageGc, usedPart } from './image-gc.ts'
import type { Provisioner } from './provisioner.ts'

/** What this machine can do for images; undefined: --image_providers asks for none. Throws MantlError follower.isolation. */
export const chooseImages = async (flags: FollowerFlags, root: boolean, log: Logger): Promise<Backend | undefined> => {
  if (!hasImages(flags)) return undefined
  if (!root) throw new MantlError('follower.isolation', '--image_providers needs root')
  const places = { store: flags.docker_store_dir, workDir: flags.work_dir }
  return chooseBackend(flags.image_provisioner_backend, places, log)
}

/** The provisioner that the flags ask for; they were checked. Its `close` ends the collection of garbage, too. */
export const openImages = (
  flags: FollowerFlags,
  backend: Backend,
  {
    disk,
    metrics,
    clock,
    log,
  }: { readonly disk: Disk; readonly metrics: Metrics; readonly clock: Clock; readonly log: Logger },
): Provisioner => {
  const credentials = dockerConfigOf(flags)
  const config = gcConfigOf(flags)
  if ('problem' in credentials) throw new MantlError('follower.flags', credentials.problem)
  const provisioner = createProvisioner({
    backend,
    disk,
    credentials,
    registry: registryOf(flags),
    stallMillis: flags.fetcher_stall_timeout,
    arch: process.arch,
    storeDir: flags.docker_store_dir,
    workDir: flags.work_dir,
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    metrics,
    log,
  })
  if (config === undefined || 'problem' in config) return provisioner
  const used = () => usedPart(flags.docker_store_dir)
  const stopGc = startImageGc({ config, provisioner, clock, log, used })
  const close = () => {
    stopGc()
    provisioner.close()
  }
  return { ...provisioner, close }
}
