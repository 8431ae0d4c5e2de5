import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take longest, first of them the longest: begun last, each would keep one processor busy while the others have nothing
 * left to do. A name that is missing here costs time, no more.
 */
const long: readonly string[] = [
  'simulation/seeds.test.ts',
  'simulation/run.test.ts',
  'simulation/mutations.test.ts',
  'integration/provisioning/cluster.test.ts',
  'integration/provisioning/faults.test.ts',
  'integration/provisioning/upgrade-faults.test.ts',
  'integration/provisioning/life.test.ts',
  'integration/provisioning/upgrade.test.ts',
  'integration/laptop/without-systemd.test.ts',
  'integration/laptop/with-systemd.test.ts',
  'integration/provisioning/variables.test.ts',
  'integration/commands/agents.test.ts',
  'integration/master/zookeeper-outage.test.ts',
  'integration/master/embedded.test.ts',
  'integration/hosts/lab.test.ts',
]

/** All others keep the order that vitest gives them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = long.indexOf(relative(import.meta.dirname, moduleId))
      return at < 0 ? long.length : at
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}
