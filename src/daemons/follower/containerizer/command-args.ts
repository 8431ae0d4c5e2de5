import type { CommandInfo } from '../../../mesos/messages/command.ts'

/** The program and its arguments. Without a shell, `arguments` begin with the program's own name, as in execvp(3). */
export const commandArgs = (command: CommandInfo): readonly string[] =>
  command.shell === false
    ? [command.value ?? '', ...(command.arguments ?? []).slice(1)]
    : ['/bin/sh', '-c', command.value ?? '']
