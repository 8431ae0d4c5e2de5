import type { Container } from '../../container.ts'
import type { SpecSeccomp } from '../../launch-spec.ts'
import type { Isolator, IsolatorSettings, MachineFigures, Refusal } from '../isolator.ts'
import { seccompFrom } from './seccomp-profile.ts'

/** System calls that the container may make: by a profile in Docker's format, of the operator's or one that the task names. */
export const linuxSeccomp: Isolator = {
  name: 'linux/seccomp',
  impossible: (machine, settings) => {
    if (!machine.root) return 'it needs root'
    if (machine.runtime === undefined) return 'the program crun is not installed'
    if (settings.seccomp_config_dir === undefined) return 'it needs --seccomp_config_dir'
    const { seccomp_profile_name: name, machine: figures } = settings
    if (name === undefined || figures === undefined) return undefined
    const found = profile(name, figures, undefined)
    return isRefused(found) ? found.refused : undefined
  },
  prepare: (spec, container, settings) => {
    const name = nameOf(container, settings)
    if (typeof name === 'object') return name
    if (name === undefined || settings.machine === undefined) return spec
    const found = profile(name, settings.machine, spec.process.capabilities?.bounding)
    return isRefused(found) ? found : { ...spec, linux: { ...spec.linux, seccomp: found } }
  },
}

const isRefused = (found: SpecSeccomp | Refusal): found is Refusal => 'refused' in found

/** Absent: no profile. */
const nameOf = ({ info }: Container, settings: IsolatorSettings): string | Refusal | undefined => {
  const asked = info?.linux_info?.seccomp
  if (asked === undefined) return settings.seccomp_profile_name
  if (asked.unconfined === true) {
    return asked.profile_name === undefined
      ? undefined
      : { refused: 'seccomp: unconfined and profile_name are both set' }
  }
  return asked.profile_name ?? { refused: 'seccomp: neither profile_name nor unconfined is set' }
}

const profile = (
  name: string,
  machine: MachineFigures,
  capabilities: readonly string[] | undefined,
): SpecSeccomp | Refusal => {
  const read = machine.seccompProfile(name)
  if ('refused' in read) return { refused: `the seccomp profile '${name}' can't be read: ${read.refused}` }
  const { arch, kernel } = machine
  const found = seccompFrom(read.profile, { arch, kernel, ...(capabilities ? { capabilities } : {}) })
  return isRefused(found) ? { refused: `the seccomp profile '${name}' is wrong: ${found.refused}` } : found
}
