import { createLab, type Lab } from './lab.ts'

/** `count` hosts that run sshd and nothing else, named l1, l2 …: for measuring what many connections cost. */
export const lightHosts = (count: number): Promise<Lab> =>
  createLab({ hosts: Array.from({ length: count }, (_, index) => ({ name: `l${index + 1}`, init: 'sshd' as const })) })
