import type { SpecResources } from '../../launch-spec.ts'
import type { Isolator, IsolatorSettings, MachineAbilities } from '../isolator.ts'
import { inCgroups, sharesCgroups } from './in-cgroups.ts'
import { needsCgroups } from './needs-cgroups.ts'

type Rule = NonNullable<SpecResources['devices']>[number]

const allow = (major: number, minor?: number): Rule => ({
  allow: true,
  type: 'c',
  major,
  ...(minor === undefined ? {} : { minor }),
  access: 'rwm',
})

/** What every container may use (containerizer.md 3): nodes of any kind may be made, few be opened. */
const always: readonly Rule[] = [
  { allow: false, type: 'a', access: 'rwm' },
  { allow: true, type: 'c', access: 'm' },
  { allow: true, type: 'b', access: 'm' },
  allow(5, 1), // console
  allow(4, 0), // tty0
  allow(4, 1), // tty1
  allow(136), // pts
  allow(5, 2), // ptmx
  allow(10, 200), // tun
  allow(1, 3), // null
  allow(1, 5), // zero
  allow(1, 7), // full
  allow(5, 0), // tty
  allow(1, 9), // urandom
  allow(1, 8), // random
]

/** Containers may open the usual harmless devices and those of --allowed_devices, no others. */
export const cgroupsDevices: Isolator = {
  name: 'cgroups/devices',
  impossible: machine => (machine.cgroups === 'v2' ? needsProgram(machine) : needsCgroups('devices', machine)),
  prepare: (spec, container, settings) => {
    const devices = [...always, ...fromFlag(settings)]
    const amended = inCgroups(spec, container, ['devices'], { devices })
    if (settings.machine?.cgroups !== 'v2' || sharesCgroups(container)) return amended
    const program = { kind: 'device-program', cgroupsPath: spec.linux.cgroupsPath, rules: devices } as const
    return { ...amended, preparations: [...(spec.preparations ?? []), program] }
  },
}

/** The unified hierarchy has no files for it: the kernel takes a program there. */
const needsProgram = ({ root, programs }: MachineAbilities): string | undefined => {
  if (!root) return 'it needs root'
  return programs?.has('bpftool') ? undefined : 'the program bpftool is not installed, which loads eBPF into the kernel'
}

const fromFlag = ({ machine }: IsolatorSettings): readonly Rule[] =>
  (machine?.allowedDevices ?? []).map(({ type, major, minor, access }) => ({
    allow: true,
    type: type === 'b' ? 'b' : 'c',
    major,
    minor,
    access,
  }))
