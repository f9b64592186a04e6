import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawPlot } from './chart';
import type { Study, StudyOptions } from './figure';
import { judged, studyPage, type JudgedFigure } from './page';

/** What a study consists of on the disk: path below the folder, and text. */
export interface StudyFiles {
    readonly figures: readonly JudgedFigure[];
    readonly files: ReadonlyMap<string, string>;
}

/** Computes a study: page, and CSV and SVG of each figure. The same options give the same texts. */
export function makeStudy(study: Study, options: StudyOptions): StudyFiles {
    const figures = study.figures(options).map(judged);
    const files = new Map([[`${study.name}.md`, studyPage(study, figures, options)]]);
    for (const { figure, csv, table } of figures) {
        const path = `${study.name}/fig${figure.id}`;
        files.set(`${path}.csv`, csv);
        files.set(`${path}.svg`, `${drawPlot(`Fig. ${figure.id}: ${figure.title}`, table, figure.plot)}\n`);
    }
    return { figures, files };
}

/** Writes a study's files. @param folder - Made when missing. */
export async function writeStudy(files: StudyFiles['files'], folder: string): Promise<void> {
    for (const [path, text] of files) {
        const target = join(folder, path);
        await mkdir(join(target, '..'), { recursive: true });
        await writeFile(target, text);
    }
}
