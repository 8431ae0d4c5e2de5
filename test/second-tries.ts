import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Names at the end each test that passed at its second try only, with what the first one said: it is seen, though nothing is red. */
export default class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const test of modules.flatMap(({ children }) => [...children.allTests()])) {
      if (test.diagnostic()?.flaky) console.log(line(test))
    }
  }
}

const line = (test: TestCase): string => {
  const [first] = test.result().errors ?? []
  const why = first?.message.split('\n')[0] ?? 'no reason was given'
  return `needed a second try: ${test.module.relativeModuleId} > ${test.fullName}: ${why}`
}
