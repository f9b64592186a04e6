import { readFile } from 'node:fs/promises';

/** Where a vehicle is. */
export interface Position {
    readonly x: number;
    readonly y: number;
    /** Metres a second. */
    readonly speed: number;
}

const HEADER = 'time_s,vehicle,x_m,y_m,speed_mps';

/** Positions of vehicles, second by second. */
export class MobilityTrace {
    /** By vehicle, then by second. */
    readonly #tracks = new Map<string, Map<number, Position>>();
    #end = 0;

    /** @throws Error when the text is no trace. */
    constructor(csv: string) {
        const [header, ...lines] = csv.trim().split('\n');
        if (header?.trim() !== HEADER) throw new Error(`a trace begins with ${HEADER}`);
        for (const line of lines) this.#add(line);
    }

    #add(line: string): void {
        const [time = '', vehicle = '', ...numbers] = line.trim().split(',');
        const [second, x, y, speed] = [time, ...numbers].map(Number);
        const isWhole = Number.isSafeInteger(second) && [x, y, speed].every(Number.isFinite);
        if (!isWhole || second === undefined || x === undefined || y === undefined || speed === undefined) {
            throw new Error(`no line of a trace: ${line}`);
        }
        const track = this.#tracks.get(vehicle) ?? new Map<number, Position>();
        track.set(second, { x, y, speed });
        this.#tracks.set(vehicle, track);
        this.#end = Math.max(this.#end, second + 1);
    }

    /** The second behind the last one. */
    get end(): number {
        return this.#end;
    }

    /** @returns Where the vehicle is in that second; undefined outside the area. */
    at(vehicle: string, second: number): Position | undefined {
        return this.#tracks.get(vehicle)?.get(Math.floor(second));
    }

    /** @returns The vehicles in the area in that second, by name. */
    present(second: number): string[] {
        const names = [...this.#tracks]
            .filter(([, track]) => track.has(Math.floor(second)))
            .map(([vehicle]) => vehicle);
        return names.sort();
    }

    /** @returns Seconds until the vehicle leaves the area, or the trace ends; 0 when it is not there. */
    staySeconds(vehicle: string, second: number): number {
        const track = this.#tracks.get(vehicle);
        let last = Math.floor(second);
        while (track?.has(last) === true) last += 1;
        return last - Math.floor(second);
    }

    /** @returns The first second from then on in which the vehicle is there; undefined when there is none. */
    arrival(vehicle: string, from: number): number | undefined {
        const seconds = [...(this.#tracks.get(vehicle)?.keys() ?? [])].filter((second) => second >= from);
        return seconds.length === 0 ? undefined : Math.min(...seconds);
    }

    /** @returns Metres between two vehicles; undefined when one of them is not there. */
    distance(one: string, other: string, second: number): number | undefined {
        const [from, to] = [this.at(one, second), this.at(other, second)];
        return from && to && Math.hypot(from.x - to.x, from.y - to.y);
    }
}

/** Reads a trace from a file. */
export async function readTrace(path: string): Promise<MobilityTrace> {
    return new MobilityTrace(await readFile(path, 'utf8'));
}
