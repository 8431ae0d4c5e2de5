import type { CommandInfo } from '../../../../mesos/messages/command.ts'

/**
 * What execve(2) takes, in bytes: one argument or variable with its end, and all of them with a pointer to each. Of the second it is a quarter
 * of the stack's limit, which is 8 MB unless the container asks for another, and never more than `mostEver`.
 */
const [mostOfOne, mostOfAll, mostEver, pointer] = [128 * 1024, 2 * 1024 ** 2, 6 * 1024 ** 2, 8]

/** Why the kernel would not start it; to find that out by trying costs us more than the kernel. PURE. */
export const commandSizeProblem = (
  { shell = true, value = '', arguments: given = [], environment }: CommandInfo,
  ownStack: boolean,
): string | undefined => {
  const most = ownStack ? mostEver : mostOfAll
  const variables = environment?.variables ?? []
  let all = 0
  for (const bytes of sizes(shell ? [value] : [value, ...given], variables)) {
    if (bytes > mostOfOne)
      return `an argument or a variable is longer than the ${mostOfOne} bytes that the kernel takes`
    all += bytes + pointer
    if (all > most) return `arguments and environment are longer than the ${most} bytes that the kernel takes`
  }
  return undefined
}

function* sizes(
  words: readonly string[],
  variables: readonly { readonly name: string; readonly value?: string }[],
): Generator<number> {
  for (const word of words) yield Buffer.byteLength(word) + 1
  for (const { name, value = '' } of variables) yield Buffer.byteLength(name) + Buffer.byteLength(value) + 2
}
