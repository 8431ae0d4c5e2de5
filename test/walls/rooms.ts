/**
 * The house as data: who may import whom, and which files are PURE. Rooms are matched by the longest prefix of a path below src/.
 * `imports`: other rooms that a file of this one may import; its own room always, errors.ts always.
 */
export interface Room {
  readonly path: string
  readonly imports: readonly string[]
}

const pureProvisioning = [
  'provisioning/model',
  'provisioning/facts',
  'provisioning/operations',
  'provisioning/planner',
  'provisioning/layout.ts',
]
const daemonShell = ['mesos', 'coordination', 'http', 'runtime']

export const rooms: readonly Room[] = [
  { path: 'errors.ts', imports: [] },
  { path: 'runtime', imports: [] },
  { path: 'mesos', imports: ['runtime'] },
  { path: 'zookeeper', imports: ['runtime'] },
  { path: 'coordination', imports: ['zookeeper', 'mesos', 'runtime'] },
  { path: 'http', imports: ['mesos', 'runtime'] },
  { path: 'transport', imports: [] },
  { path: 'inventory', imports: [] },
  {
    path: 'roles',
    imports: [
      ...pureProvisioning,
      'inventory',
      'mesos',
      'zookeeper/digest.ts',
      'runtime/flag-value.ts',
      'runtime/flag-spec.ts',
      'daemons/master/flags.ts',
      'daemons/follower/flags.ts',
    ],
  },
  { path: 'provisioning', imports: ['transport', 'inventory', 'roles', 'mesos', 'cluster'] },
  { path: 'daemons/master', imports: daemonShell },
  { path: 'daemons/follower', imports: daemonShell },
  {
    path: 'simulation',
    imports: [
      'mesos/messages',
      'mesos/resources',
      'mesos/roles.ts',
      'mesos/libprocess/messages.ts',
      'mesos/libprocess/authenticator.ts',
      'runtime/random.ts',
      'runtime/mailbox.ts',
      'runtime/flags.ts',
      'runtime/logger.ts',
      'coordination/state-store.ts',
      'daemons/master/state.ts',
      'daemons/master/new-state.ts',
      'daemons/master/events.ts',
      'daemons/master/effects.ts',
      'daemons/master/flags.ts',
      'daemons/master/settings.ts',
      'daemons/master/master-info.ts',
      'daemons/master/intake.ts',
      'daemons/master/transitions',
      'daemons/master/allocator',
      'daemons/master/validation',
      'daemons/master/registrar/records.ts',
      'daemons/master/frameworks/call-event.ts',
      'daemons/master/tasks/states.ts',
      'daemons/follower/state.ts',
      'daemons/follower/new-state.ts',
      'daemons/follower/events.ts',
      'daemons/follower/effects.ts',
      'daemons/follower/messages.ts',
      'daemons/follower/transitions',
      'daemons/follower/recovery/recovered.ts',
      'daemons/follower/containerizer/launcher/records.ts',
    ],
  },
  { path: 'tasks', imports: ['mesos'] },
  { path: 'cluster', imports: ['mesos'] },
  { path: 'upkeep', imports: ['cluster', 'inventory', 'mesos'] },
  { path: 'frameworks', imports: ['inventory', 'mesos'] },
  { path: 'sharing', imports: ['upkeep', 'inventory', 'mesos'] },
  {
    path: 'ui',
    imports: [
      'inventory',
      'provisioning',
      'cluster',
      'tasks',
      'simulation',
      'upkeep',
      'frameworks',
      'sharing',
      'mesos',
    ],
  },
  { path: 'command-line', imports: ['inventory', 'ui'] },
  { path: 'base-command.ts', imports: ['command-line', 'ui'] },
  { path: 'start.ts', imports: ['command-line'] },
  {
    path: 'commands',
    imports: [
      'base-command.ts',
      'command-line',
      'ui',
      'cluster',
      'tasks',
      'upkeep',
      'frameworks',
      'sharing',
      'simulation',
      'provisioning',
      'inventory',
      'transport',
      'roles',
      'mesos',
      'daemons/master/main.ts',
      'daemons/master/flags.ts',
      'daemons/follower/main.ts',
      'daemons/follower/flags.ts',
    ],
  },
]

/** Decisions: no node: IO module, no clock, no chance, no environment, no async. */
export const pure: readonly RegExp[] = [
  /^mesos\/messages\//,
  /^mesos\/resources\//,
  /^mesos\/(attributes|roles|recordio|credentials|signal-words)\.ts$/,
  /^mesos\/libprocess\/(upid|read-request|frame|cram-md5-server|cram-md5-client)\.ts$/,
  /^inventory\/(?!sources\/)/,
  /^provisioning\/(model|facts|operations|planner|doctor)\//,
  /^provisioning\/layout\.ts$/,
  /^provisioning\/saved\/(canonical|basis|saved-plan)\.ts$/,
  /^roles\//,
  /^runtime\/(flag-spec|flag-value|bytes|duration)\.ts$/,
  /^daemons\/\w+\/flags(\.ts$|\/)/,
  /^daemons\/\w+\/(state|events|effects)\.ts$/,
  /^daemons\/\w+\/(transitions|allocator|validation|offers|draining|maintenance|explain|quota|operations)\//,
  /^daemons\/master\/(accept|agents|executors|frameworks|tasks|views)\//,
  /^daemons\/follower\/containerizer\/isolators\//,
  /^daemons\/follower\/images\/names\//,
  /^daemons\/follower\/images\/(flags|image-flags|provisioner|registry\/(credentials|challenge)|sources\/(manifest|image-config|source)|store\/(gc-plan|places)|layers\/(pax|tar-header|whiteouts|layer-filter|rewriter|jail))\.ts$/,
  /^daemons\/follower\/checks\/(?!probes\/)/,
  /^daemons\/follower\/(modules|logger\/log-limits|fetcher\/(plan|cache-ledger|jail))\.ts$/,
  /^daemons\/follower\/(container-id|containerizer\/(container|launch-spec))\.ts$/,
  /^daemons\/master\/http\/render\//,
  /^http\/prometheus\//,
  /^simulation\//,
  /^zookeeper\/(session|digest)\.ts$/,
  /^tasks\/(run-session|exit-code)\.ts$/,
  /^ui\/terminal\/(palette|table|status-view|agents-view|frameworks-view|explanation-view|offer-reasons|simulation-view|maintenance-view|quota-view|prefixed-lines)\.ts$/,
  /^frameworks\/find-framework\.ts$/,
  /^sharing\/(amounts|role-names)\.ts$/,
  /^cluster\/agent-state\.ts$/,
  /^upkeep\/(find-agent|find-machine|schedule)\.ts$/,
  /^command-line\/(exit-codes|usage-error|unknown-command)\.ts$/,
  /^command-line\/completion\//,
]

/** What a PURE file may import of node: all the same, and why. */
export const harmless: Readonly<Record<string, string>> = {
  'zookeeper/digest.ts': 'node:crypto, for a digest is a function of its bytes',
  'provisioning/model/content.ts': 'node:crypto, for a digest is a function of its bytes',
  'command-line/usage-error.ts': 'node:util, which takes colours out of a text',
}

/** Files over 400 lines: none without a reason that stands in ARCHITECTURE.md too. */
export const longFiles: Readonly<Record<string, string>> = {}
