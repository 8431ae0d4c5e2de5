import { execute } from '@oclif/core/execute'

/** `entry`: import.meta.url of the program in bin/. Errors end in BaseCommand; what gets here is oclif's own, about usage. */
export const start = async (entry: string): Promise<void> => {
  await execute({ dir: entry })
}
