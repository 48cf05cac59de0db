import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';

const HELP = `npm run cases -- FILE…

Runs test files and prints each case with a mark, without times, so that two runs print the same. A case whose name says
"skipped without" another program is run where that is installed, and not listed, so that two machines print the same.
One that is "(measured)" depends on how busy the machine is, and is left to the tests.

Exit: 0 every case holds, 1 one does not or there is none, 2 the input is wrong.
`;

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

const files = process.argv.slice(2);
if (files.length === 0 || files.includes('--help')) {
  process.stdout.write(HELP);
  process.exit(files.length === 0 ? 2 : 0);
}
// What the program under test logs goes to standard output, so the report has a file of its own.
const folder = mkdtempSync(path.join(os.tmpdir(), 'cases-'));
const file = path.join(folder, 'report.json');
const options = [
  '--reporter=json',
  `--outputFile=${file}`,
  '--maxWorkers=1',
  '--testNamePattern=^(?!.*\\(measured\\))',
];
const run = await execa('vitest', ['run', ...options, ...files], { preferLocal: true, reject: false, stdin: 'ignore' });
const report = reportSchema.safeParse(readReport());
rmSync(folder, { recursive: true, force: true });
if (!report.success) {
  process.stderr.write(`no report: ${run.stderr.slice(-2000)}\n`);
  process.exit(1);
}
const cases = report.data.testResults
  .flatMap((one) => one.assertionResults)
  .filter(({ fullName, status }) => status === 'failed' || !/\((?:skipped without |measured\))/.test(fullName));
for (const { fullName, status } of cases) process.stdout.write(`${status === 'passed' ? '✓' : '✗'} ${fullName}\n`);
for (const { message } of report.data.testResults) if (message !== '') process.stderr.write(`${message}\n`);
const failed = cases.filter(({ status }) => status !== 'passed');
const good = cases.length - failed.length;
process.stdout.write(`${good} of ${cases.length} cases hold\n`);
// Told once more at the end, where a person or a log looks first, with why.
for (const { fullName, status, failureMessages } of failed.slice(0, 5))
  process.stdout.write(`✗ ${fullName}: ${(failureMessages?.[0] ?? status).split('\n')[0]}\n`);
process.exitCode = run.exitCode === 0 && good === cases.length && good > 0 ? 0 : 1;

function readReport(): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
