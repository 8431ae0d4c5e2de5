import { describe, expect, it } from 'vitest'
import type { Container, ProvisionedImage } from '../../../../../src/daemons/follower/containerizer/container.ts'
import { dockerRuntime } from '../../../../../src/daemons/follower/containerizer/isolators/docker/runtime.ts'
import { isRefusal } from '../../../../../src/daemons/follower/containerizer/isolators/isolator.ts'
import type { LaunchSpec } from '../../../../../src/daemons/follower/containerizer/launch-spec.ts'
import type { CommandInfo } from '../../../../../src/mesos/messages/command.ts'

const settings = { cgroups_enable_cfs: false, cgroups_limit_swap: false, revocable_cpu_low_priority: true }
const prepared = (command: CommandInfo, config: ProvisionedImage['config'], env: readonly string[] = [], more = {}) => {
  const spec: LaunchSpec = {
    process: { args: [], env, cwd: '/sandbox' },
    linux: { cgroupsPath: '', controllers: [], resources: {} },
  }
  const container: Container = {
    id: 'c',
    kind: 'executor',
    command,
    directory: '/d',
    resources: { cpus: 1, mem: 1 },
    image: { backend: 'copy', layers: [], rootfs: '/r', config },
  }
  const amended = dockerRuntime.prepare!(spec, container, { ...settings, ...more })
  return isRefusal(amended) ? amended.refused : amended.process
}

describe('what runs (containerizer.md 6, entry table)', () => {
  const none = {}
  const cmd = { Cmd: ['c0', 'c1'] }
  const entry = { Entrypoint: ['e0', 'e1'] }
  const both = { ...entry, ...cmd }
  const exec = { shell: false }
  const withArguments = { shell: false, arguments: ['a0', 'a1'] }
  const withValue = { shell: false, value: 'v', arguments: ['argv0', 'a1'] }
  const cases: readonly (readonly [string, CommandInfo, ProvisionedImage['config'], readonly string[] | string])[] = [
    ['nothing', exec, none, 'names a program'],
    ['C', exec, cmd, ['c0', 'c1']],
    ['E', exec, entry, ['e0', 'e1']],
    ['E C', exec, both, ['e0', 'e1', 'c0', 'c1']],
    ['arguments of nothing', withArguments, none, 'names a program'],
    ['C[0] A', withArguments, cmd, ['c0', 'a0', 'a1']],
    ['E A', withArguments, entry, ['e0', 'e1', 'a0', 'a1']],
    ['E A, not C', withArguments, both, ['e0', 'e1', 'a0', 'a1']],
    ['V A', withValue, both, ['v', 'a1']],
    ['V', { shell: false, value: 'v' }, none, ['v']],
    ['a shell', { shell: true, value: 'v x' }, both, ['/bin/sh', '-c', 'v x']],
    ['a shell by default', { value: 'v x' }, none, ['/bin/sh', '-c', 'v x']],
    ['a shell without a value', { shell: true }, both, 'needs a value'],
  ]
  it.each(cases)('%s', (_, command, config, expected) => {
    const process = prepared(command, config)
    if (typeof expected === 'string') expect(process).toContain(expected)
    else expect(process).toMatchObject({ args: expected })
  })
})

describe('its surroundings', () => {
  const shell = { shell: true, value: 'x' }
  it("the command's environment goes before the image's, and that before ours", () => {
    const command = { ...shell, environment: { variables: [{ name: 'B', value: 'command' }] } }
    expect(
      prepared(command, { Env: ['A=image', 'B=image', 'C=image'] }, ['A=ours', 'B=command', 'D=ours']),
    ).toMatchObject({
      env: ['B=command', 'D=ours', 'A=image', 'C=image'],
    })
  })
  it.each([
    [undefined, '/sandbox'],
    ['', '/sandbox'],
    ['/srv', '/srv'],
  ])('working folder %s', (WorkingDir, cwd) => {
    expect(prepared(shell, WorkingDir === undefined ? {} : { WorkingDir })).toMatchObject({ cwd })
  })
  it('of the image nothing counts under --docker_ignore_runtime', () => {
    const config = { Env: ['A=image'], WorkingDir: '/srv', Entrypoint: ['e'] }
    expect(prepared(shell, config, ['B=1'], { docker_ignore_runtime: true })).toMatchObject({
      env: ['B=1'],
      cwd: '/sandbox',
    })
    expect(prepared({ shell: false }, config, [], { docker_ignore_runtime: true })).toContain('names a program')
  })
})
