import { ERRORS, type ErrorCode } from '@edgebourse/chaincode/common/errors';
import type { Attack } from './attack';
import { NOT_BY_CONTRACT, NOT_THROUGH_REST, type Side } from './one-sided';

/** What a run has seen: the status through REST by the attack's place in the list. */
export type Statuses = ReadonlyMap<Attack, number>;

const CODES = Object.keys(ERRORS) as ErrorCode[];

type SideName = 'rest' | 'contract';

const sideOf: Readonly<Record<SideName, Side>> = { rest: NOT_THROUGH_REST, contract: NOT_BY_CONTRACT };

/** @returns Codes that are neither provoked at a side nor said to be absent there, or both. */
export function emptyCells(attacks: readonly Attack[]): string[] {
    return (['rest', 'contract'] as const).flatMap((side) =>
        CODES.filter((code) => {
            const isProvoked = attacks.some((attack) => attack.code === code && attack[side] !== undefined);
            return isProvoked === (sideOf[side][code] !== undefined);
        }).map((code) => `${code} (${side})`),
    );
}

function rowsOf(code: ErrorCode, attacks: readonly Attack[], statuses: Statuses): string[][] {
    const own = attacks.filter((attack) => attack.code === code);
    const none = (side: Side): string => `— (${side[code] ?? 'by the other row'})`;
    if (own.length === 0) return [[code, '', none(NOT_THROUGH_REST), none(NOT_BY_CONTRACT)]];
    return own.map((attack) => [
        code,
        attack.what,
        attack.rest === undefined
            ? none(NOT_THROUGH_REST)
            : `${String(statuses.get(attack) ?? '')} at \`${attack.rest.how}\``,
        attack.contract === undefined ? none(NOT_BY_CONTRACT) : `\`${code}\` at \`${attack.contract.how}\``,
    ]);
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** @returns The page of refusals, as Markdown. */
export function refusalsPage(attacks: readonly Attack[], statuses: Statuses): string {
    const head = ['Code', 'What is wrong', 'Through REST', 'Straight at the contract'];
    const rows = CODES.flatMap((code) => rowsOf(code, attacks, statuses));
    return [
        '<!-- Written by `npm run docs:proven` from what its tests have seen; do not edit. -->',
        '# Refusals, each provoked twice',
        'A test sends what is wrong through REST to a gateway, and again past it: a hostile client with the operators’ ' +
            'certificates hands the same message to the contract with Fabric’s own client. Both are refused, with the ' +
            'code and status below, and the hash of the ledger’s state is the same after as before. Orders that a ' +
            'contract refuses are left out of its clearing with their code. The codes’ meanings are in ' +
            '[errors.md](errors.md); the attacks are in `gateway/test/hostile`.',
        [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'),
        '',
    ].join('\n\n');
}
