import type { RecoveredTask } from './recovered.ts'

type Pod = NonNullable<RecoveredTask['pod']>

/**
 * One line: the key of the container that a pod's task is, and what tasks that came with it have in common. Mesos has its executor remember
 * this, we are that. PURE.
 */
export const podText = ({ nested, group }: Pod): string => `${nested} ${group}\n`

/** `undefined`: not such a line. */
export const parsePod = (text: string): Pod | undefined => {
  const match = /^([\w-]+\/[\w-]+) ([\w-]+)\n/.exec(text)
  return match === null ? undefined : { nested: match[1]!, group: match[2]! }
}
