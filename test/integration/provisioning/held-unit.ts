import type { TestHost } from '../../hosts/host.ts'

const mark = (unit: string) => `/run/held-${unit}`
const folder = (unit: string) => `/run/systemd/system/${unit}.service.d`

/** From now on the unit does not come up when it is started: a run that restarts it can't end before `letUnitsGo`, however late we are. */
export const holdUnit = async (host: TestHost, unit: string): Promise<void> => {
  const wait = `while [ -e ${mark(unit)} ]; do sleep 0.1; done`
  const input = `[Service]\nTimeoutStartSec=infinity\nExecStartPre=+/bin/sh -c '${wait}'\n`
  const script = `: > ${mark(unit)}; mkdir -p ${folder(unit)}; cat > ${folder(unit)}/held.conf; systemctl daemon-reload`
  await host.exec(['sh', '-c', script], { input })
}

export const letUnitsGo = async (host: TestHost): Promise<void> => {
  await host.exec(['sh', '-c', `rm -rf ${mark('*')} ${folder('*')}/held.conf; systemctl daemon-reload`])
}
