import { expect, it } from 'vitest'
import { file } from '../../../src/provisioning/facts/files/file.ts'
import { strayDaemons } from '../../../src/provisioning/facts/host/stray-daemons.ts'
import { installedPackages } from '../../../src/provisioning/facts/packages/installed.ts'
import { damagedParts } from '../../../src/provisioning/facts/releases/damaged-parts.ts'
import { unitState } from '../../../src/provisioning/facts/units/unit-state.ts'
import { layoutOf } from '../../../src/provisioning/layout.ts'
import type { Applied } from '../../../src/provisioning/model/applied.ts'
import { ask, type FactKind, requestId } from '../../../src/provisioning/model/fact.ts'
import { driftOf, driftQuestions } from '../../../src/provisioning/planner/drift.ts'
import { factsFrom } from '../../../src/provisioning/planner/facts-needed.ts'
import { root } from '../../support/role-context.ts'

const layout = layoutOf(root)
const sha256 = 'a'.repeat(64)

/** Every question that the register leads to has this answer, and nothing else runs. */
const drift = (entry: Applied, fact: FactKind<any, unknown>, answer: unknown, strays: unknown = []) => {
  const questions = driftQuestions([entry], layout)
  const facts = factsFrom(
    new Map(
      questions.map(question => [
        requestId(question),
        question.fact === fact ? answer : question.fact === strayDaemons ? strays : undefined,
      ]),
    ),
  )
  return driftOf([entry], facts, layout).map(({ what, how }) => `${what}: ${how}`)
}

const aFile: Applied = { kind: 'file', path: '/f', sha256, mode: 0o640, owner: 'root:mesos' }
const asLeft = { kind: 'file', mode: 0o640, owner: 'root:mesos', sha256 }
const unit: Applied = { kind: 'unit', unit: 'u', manager: 'systemd', digest: 'd' }
const running = { active: true, enabled: true, startedWith: 'd' }

it.each<[Applied, FactKind<any, unknown>, unknown, string[]]>([
  [aFile, file, asLeft, []],
  [aFile, file, { ...asLeft, sha256: 'b' }, ['/f: changed']],
  [
    aFile,
    file,
    { ...asLeft, mode: 0o644, owner: 'joe:joe' },
    ['/f: mode 0644, not 0640', '/f: owned by joe:joe, not root:mesos'],
  ],
  [{ kind: 'file', path: '/f', sha256, mode: 0o640 }, file, { ...asLeft, owner: 'joe:joe' }, []],
  [aFile, file, { kind: 'absent' }, ['/f: missing']],
  [aFile, file, { kind: 'link', target: '/x' }, ['/f: a link now']],
  [
    { kind: 'directory', path: '/d', mode: 0o755 },
    file,
    { kind: 'directory', mode: 0o700, owner: 'a:b' },
    ['/d: mode 0700, not 0755'],
  ],
  [{ kind: 'link', path: '/l', target: '/t' }, file, { kind: 'link', target: '/t' }, []],
  [
    { kind: 'link', path: '/l', target: '/t' },
    file,
    { kind: 'link', target: '/o' },
    ['/l: leads elsewhere than to /t'],
  ],
  [unit, unitState, running, []],
  [unit, unitState, { ...running, active: false }, ['u: stopped']],
  [unit, unitState, { ...running, active: false, lingering: true }, ['u: its supervisor is gone']],
  [unit, unitState, { ...running, enabled: false }, ['u: does not start at boot']],
  [unit, unitState, { ...running, startedWith: 'e' }, ['u: started with other files than the last run wrote']],
  [{ kind: 'packages', names: ['p', 'q'] }, installedPackages, new Map([['p', '1']]), ['q: not installed any more']],
  [{ kind: 'release', path: '/r', files: [{ path: 'n', sha256, size: 1 }] }, damagedParts, ['n'], ['/r/n: damaged']],
])('%o is compared', (entry, fact, answer, expected) => {
  expect(drift(entry, fact, answer)).toEqual(expected)
})

it('a daemon that nobody of ours started is told', () => {
  expect(drift(unit, unitState, running, [{ pid: 7, command: '/usr/sbin/mesos-slave' }])).toEqual([
    'process 7: a daemon that mantl did not start: /usr/sbin/mesos-slave',
  ])
})

it('asks about strangers even where nothing was applied', () => {
  expect(driftQuestions([], layout).map(requestId)).toEqual([requestId(ask(strayDaemons, { runtime: layout.runtime }))])
})
