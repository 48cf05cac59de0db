import { type Project, readProject } from '../engine/index.ts';
import { ALERTS_FILE, parseAlerts } from '../tables/alerts.ts';
import { collectLinks, type Link } from './collect-links.ts';
import type { Finding, Looked, ProjectFiles, ProjectGate } from './gate.ts';
import { headingAnchors } from './heading-anchors.ts';
import { isExternal, judgeLink, type Origin, type Targets } from './judge-link.ts';
import { pageAddress, siteMap } from './site-map.ts';

interface Source {
  readonly origin: Origin;
  readonly links: readonly Link[];
}

/** Every link leads to a page, a heading or a file that exists. Links to other hosts are counted and not fetched. */
export const linksGate: ProjectGate = {
  kind: 'project',
  name: 'links',
  holds: 'links lead somewhere',
  look: async (files) => {
    const { value, problems } = await readProject(files.root);
    const unread = problems.map(({ place, code, title, detail }) => ({
      ...place,
      words: `${code} ${title}: ${detail}`,
    }));
    return judgeSources(files, value, unread);
  },
};

function judgeSources(files: ProjectFiles, project: Project, unread: readonly Finding[]): Looked {
  const targets: Targets = {
    site: siteMap(project),
    files: new Set(files.files),
    anchorsOf: (file) => (/\.mdx?$/.test(file) ? headingAnchors(file, files.text(file)) : null),
  };
  const sources = [...pageSources(files, project), ...fileSources(files), ...alertSources(files)];
  const links = sources.flatMap(({ origin, links }) => links.map((link) => ({ origin, ...link })));
  const own = links.filter(({ url }) => !isExternal(url));
  const broken = own.flatMap(({ origin, url, line }) => {
    const words = judgeLink(url, origin, targets);
    return words === null ? [] : [{ file: origin.file, line, words: `the link ${words}` }];
  });
  const external = links.length - own.length;
  return {
    examined: own.length,
    findings: [...unread, ...broken],
    holds: `links lead somewhere; ${external} to other hosts were not fetched`,
  };
}

function pageSources(files: ProjectFiles, { pages }: Project): readonly Source[] {
  return pages.map(({ file, slug }) => ({
    origin: { kind: 'page', file, address: pageAddress(slug) },
    links: collectLinks(file, files.text(file)),
  }));
}

function fileSources(files: ProjectFiles): readonly Source[] {
  return files.files
    .filter((file) => /^(?:[^/]+|content\/.*|\.github\/.*)\.md$/.test(file))
    .map((file) => ({ origin: { kind: 'file', file }, links: collectLinks(file, files.text(file)) }));
}

/** The runbook sections that alerts name are addresses of the site. */
function alertSources(files: ProjectFiles): readonly Source[] {
  if (!files.files.includes(ALERTS_FILE)) return [];
  const text = files.text(ALERTS_FILE);
  const rows = text.split('\n');
  const links = parseAlerts(text).map(({ annotations: { runbook } }) => ({
    url: runbook,
    line: rows.findIndex((row) => row.includes(runbook)) + 1,
  }));
  return [{ origin: { kind: 'page', file: ALERTS_FILE, address: '/' }, links }];
}
