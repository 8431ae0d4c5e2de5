import { z } from 'zod'
import { count, list } from './parts.ts'

const traceLine = z.strictObject({
  number: z.int(),
  at: z.number().describe('virtual ms since the run began'),
  node: z.string(),
  what: z.string(),
  subjects: list(z.string()).describe('ids that it is about'),
})

/** Commands that need neither hosts nor a cluster. */
export const ownResults = {
  complete: z.strictObject({ names: list(z.string()) }),
  completion: z.strictObject({ shell: z.enum(['bash', 'zsh', 'fish']), script: z.string() }),
  schema: z
    .record(z.string(), z.unknown())
    .describe('a JSON Schema; without COMMAND one for each command, by its name'),
  simulate: z.strictObject({
    seeds: count('runs'),
    events: count('in all runs'),
    tasks: count(),
    faults: count(),
    time: z.number().describe('virtual ms'),
    seconds: z.number().describe('that it took'),
    violations: list(
      z.strictObject({
        seed: z.int(),
        hash: z.string().describe('of the run’s trace'),
        invariant: z.string(),
        message: z.string(),
        event: z.int().describe('number of the trace’s last line'),
        at: z.number().describe('virtual ms'),
        subjects: list(z.string()),
        history: list(traceLine),
      }),
    ),
  }),
}
