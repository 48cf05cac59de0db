import { runSteps, stepsText } from './run-steps.ts';

const results = await runSteps([
  { title: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { title: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { title: 'tests', command: ['npm', 'run', '--silent', 'unit'] },
]);
process.stdout.write(stepsText(results));
process.exitCode = results.every((result) => result.ok) ? 0 : 1;
