import { readProject } from '../engine/index.ts';
import type { ProjectGate } from './gate.ts';
import { judgeSections } from './judge-sections.ts';
import { parseSections, SECTIONS_FILE } from './parse-sections.ts';

/** Every page is listed, every listed page has its headings, and no heading is empty. */
export const sectionsGate: ProjectGate = {
  kind: 'project',
  name: 'sections',
  holds: 'pages have the headings that they must have',
  look: async (project) => {
    if (!project.files.includes(SECTIONS_FILE))
      return { examined: 0, findings: [{ file: SECTIONS_FILE, line: 1, words: 'does not exist' }] };
    const { pages: required, findings } = parseSections(project.text(SECTIONS_FILE));
    const { pages } = (await readProject(project.root)).value;
    const written = pages.map(({ file, slug }) => ({ file, slug, text: project.text(file) }));
    return { examined: written.length, findings: [...findings, ...judgeSections(written, required)] };
  },
};
