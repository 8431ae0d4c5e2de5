import type { Operation } from '../../provisioning/model/operation.ts'
import type { RoleContext } from '../role.ts'

/** The operations, where systemd and root are there; else nothing but a word of why not. */
export const needsSystemd = (
  { surroundings }: RoleContext,
  variable: string,
  operations: () => readonly Operation[],
): readonly Operation[] =>
  surroundings.unitManager === 'systemd'
    ? operations()
    : [
        {
          name: `host/needs-systemd ${variable}`,
          needs: [],
          changes: () => [],
          concerns: () => [
            { severity: 'warning', message: `${variable} does nothing here: it takes root and systemd` },
          ],
        },
      ]
