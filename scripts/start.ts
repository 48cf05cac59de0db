import { runSteps } from './run-steps.ts';

/** `npm start`: says how the evidence stands, builds the site from it and serves it. Nothing is proved again. */
const [, build] = await runSteps([
  { title: 'Verifying the evidence from its files', command: ['npm', 'run', '--silent', 'verify'] },
  { title: 'Building the site', command: ['npm', 'run', '--silent', 'build', '--', '--silent'] },
]);
if (build?.ok) await import('./site-serve.ts').then((site) => site.main());
else process.exitCode = 1;
