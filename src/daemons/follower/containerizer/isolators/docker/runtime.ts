import type { CommandInfo } from '../../../../../mesos/messages/command.ts'
import type { Container, ProvisionedImage } from '../../container.ts'
import type { Isolator, Refusal } from '../isolator.ts'

/** What an image says of its program: arguments, environment and working folder; not its user (containerizer.md 6). */
export const dockerRuntime: Isolator = {
  name: 'docker/runtime',
  skips: ['debug'],
  prepare: (spec, { command, image }, settings) => {
    if (image === undefined) return spec
    const config = settings.docker_ignore_runtime ? {} : image.config
    const args = argsOf(command, config)
    if ('refused' in args) return args
    const process = {
      ...spec.process,
      args,
      env: environmentOf(spec.process.env, command, config),
      cwd: config.WorkingDir || spec.process.cwd,
    }
    return { ...spec, process }
  },
}

const argsOf = (
  { shell = true, value, arguments: given = [] }: CommandInfo,
  { Entrypoint: entry = [], Cmd: cmd = [] }: ProvisionedImage['config'],
): readonly string[] | Refusal => {
  if (shell) return value === undefined ? { refused: 'a shell command needs a value' } : ['/bin/sh', '-c', value]
  if (value !== undefined) return [value, ...given.slice(1)]
  if (entry.length > 0) return [...entry, ...(given.length > 0 ? given : cmd)]
  if (cmd.length === 0) return { refused: 'neither its command nor its image names a program' }
  return given.length > 0 ? [cmd[0]!, ...given] : cmd
}

/** The command's own words count most, then the image's, then ours. */
const environmentOf = (
  ours: readonly string[],
  { environment }: Container['command'],
  { Env: image = [] }: ProvisionedImage['config'],
): readonly string[] => {
  const asked = new Set((environment?.variables ?? []).map(({ name }) => name))
  const taken = image.filter(pair => !asked.has(nameOf(pair)))
  const names = new Set(taken.map(nameOf))
  return [...ours.filter(pair => !names.has(nameOf(pair))), ...taken]
}

const nameOf = (pair: string): string => pair.slice(0, pair.indexOf('='))
