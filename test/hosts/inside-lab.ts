import { execa, type Options } from 'execa'

/** Runs a program of this machine in the lab's network, from where it reaches the hosts (and nothing else). */
export const insideLab = <T extends Options>(lab: string, argv: readonly string[], options?: T) =>
  execa<T>('nsenter', [`--net=/run/netns/${lab}`, '--', ...argv], options as T)
