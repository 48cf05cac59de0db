import type { ProjectGate } from './gate.ts';
import { judgeProse } from './judge-prose.ts';

const PROSE = /^(?:content\/.*\.mdx?|README\.md|CONTRIBUTING\.md|ARCHITECTURE\.md|CHANGELOG\.md)$/;

/** Sentences are short and do without words that boast, belittle or fill. */
export const proseGate: ProjectGate = {
  kind: 'project',
  name: 'prose',
  holds: 'sentences are short and plain',
  look: (project) => {
    const judged = project.files.filter((file) => PROSE.test(file)).map((file) => judgeProse(file, project.text(file)));
    return {
      examined: judged.reduce((sum, { sentences }) => sum + sentences, 0),
      findings: judged.flatMap(({ findings }) => findings),
    };
  },
};
