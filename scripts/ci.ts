import { runSteps, stepsText } from './run-steps.ts';

const results = await runSteps([
  { title: 'npm test', command: ['npm', 'test', '--silent'] },
  { title: 'proofs:check', command: ['npm', 'run', '--silent', 'proofs:check'] },
  { title: 'proofs:controls', command: ['npm', 'run', '--silent', 'proofs:controls', '--', '--check'] },
  { title: 'verify', command: ['npm', 'run', '--silent', 'verify'] },
  { title: 'claims', command: ['npm', 'run', '--silent', 'claims'] },
  { title: 'analytics', command: ['npm', 'run', '--silent', 'analytics'] },
  { title: 'deploy:check', command: ['npm', 'run', '--silent', 'deploy:check'] },
  { title: 'site build', command: ['npm', 'run', '--silent', 'build'] },
  { title: 'gates', command: ['npm', 'run', '--silent', 'gates'] },
  { title: 'package', command: ['npm', 'run', '--silent', 'package:check'] },
]);
process.stdout.write(stepsText(results));
process.exitCode = results.every((result) => result.ok) ? 0 : 1;
