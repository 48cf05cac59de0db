import { planDockerInCi } from './docker-in-ci.ts';
import { failuresText, runSteps, stepsText } from './run-steps.ts';

const docker = await planDockerInCi(process.cwd());
console.log(`Proofs that need Docker: ${docker.words}`);
const results = await runSteps([
  { title: 'npm test', command: ['npm', 'test', '--silent'] },
  { title: 'proofs:check', command: ['npm', 'run', '--silent', 'proofs:check', ...docker.options] },
  { title: 'proofs:controls', command: ['npm', 'run', '--silent', 'proofs:controls', '--', '--check'] },
  { title: 'verify', command: ['npm', 'run', '--silent', 'verify'] },
  { title: 'claims', command: ['npm', 'run', '--silent', 'claims'] },
  { title: 'analytics', command: ['npm', 'run', '--silent', 'analytics'] },
  { title: 'deploy:check', command: ['npm', 'run', '--silent', 'deploy:check'] },
  { title: 'site build', command: ['npm', 'run', '--silent', 'build'] },
  { title: 'gates', command: ['npm', 'run', '--silent', 'gates'] },
  { title: 'package', command: ['npm', 'run', '--silent', 'package:check'] },
]);
if (results.some(({ title, ok }) => title === 'proofs:check' && ok)) docker.held();
process.stdout.write(`${failuresText(results)}\nProofs that need Docker: ${docker.words}\n${stepsText(results)}`);
process.exitCode = results.every((result) => result.ok) ? 0 : 1;
