import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROBLEMS } from '../engine/index.ts';
import { PERMISSIONS, ROLES } from '../service/auth/permissions.ts';
import { PROBLEM_CODES } from '../service/base/problem.ts';
import { COMMANDS } from '../service/commands/table.ts';
import { configFields } from '../service/config.ts';
import { inventoryRows } from '../service/db/classification.ts';
import { ALL_CHECKS } from '../service/deploy-check/all-checks.ts';
import { JOBS } from '../service/jobs/job-table.ts';
import { NEEDED } from '../service/read-config.ts';
import { ALERTS_FILE, parseAlerts } from './alerts.ts';
import { alertsTable } from './alerts-table.ts';
import { commandsTable } from './commands-table.ts';
import { deployChecksTable } from './deploy-checks-table.ts';
import { environmentTable } from './environment-table.ts';
import { inventoryTable } from './inventory-table.ts';
import { jobsTable } from './jobs-table.ts';
import { permissionsTable } from './permissions-table.ts';
import { engineProblemsTable, problemsTable } from './problems-tables.ts';
import { MATRIX_FILE, parseQuestions, QUESTIONS_FILE } from './questions.ts';
import { answeredQuestionsTable, openQuestionsTable } from './questions-table.ts';
import { readRoutes } from './read-routes.ts';
import { retentionTable } from './retention-table.ts';
import { rolesTable } from './roles-table.ts';
import { routesTable } from './routes-table.ts';
import { secretsTable } from './secrets-table.ts';
import type { NamedTable } from './table.ts';

/** Every table that a page can show. `root` is the folder whose alert rules are read; one without them, or without questions, has no such table. */
export function allTables(root: string): readonly NamedTable[] {
  const named = (name: string, source: string, read: NamedTable['read']): NamedTable => ({ name, source, read });
  const rules = path.join(root, ALERTS_FILE);
  const alerts = () => alertsTable(parseAlerts(readFileSync(rules, 'utf8')));
  const asked = path.join(root, QUESTIONS_FILE);
  const questions = () =>
    parseQuestions(readFileSync(asked, 'utf8'), readFileSync(path.join(root, MATRIX_FILE), 'utf8'));
  return [
    named('environment', 'src/service/config.ts', () => environmentTable(configFields(), NEEDED)),
    named('secrets', 'src/service/config.ts', () => secretsTable(configFields())),
    named('commands', 'src/service/commands/table.ts', () => commandsTable(COMMANDS)),
    named('roles', 'src/service/auth/permissions.ts', () => rolesTable(ROLES, PERMISSIONS)),
    named('permissions', 'src/service/auth/permissions.ts', () => permissionsTable(ROLES, PERMISSIONS)),
    named('routes', 'src/service/web/', async () =>
      routesTable(await readRoutes(), { roles: ROLES, rules: PERMISSIONS }),
    ),
    named('inventory', 'src/service/db/classification.ts', () => inventoryTable(inventoryRows())),
    named('personal-data', 'src/service/db/classification.ts', () =>
      inventoryTable(inventoryRows().filter(({ pii }) => pii !== 'no')),
    ),
    named('retention', 'src/service/db/classification.ts', () => retentionTable(inventoryRows(), configFields())),
    named('jobs', 'src/service/jobs/job-table.ts', () => jobsTable(JOBS)),
    ...(existsSync(rules) ? [named('alerts', ALERTS_FILE, alerts)] : []),
    named('deploy-checks', 'src/service/deploy-check/all-checks.ts', () => deployChecksTable(ALL_CHECKS)),
    ...(existsSync(asked)
      ? [
          named('open-questions', QUESTIONS_FILE, () => openQuestionsTable(questions())),
          named('answered-questions', QUESTIONS_FILE, () => answeredQuestionsTable(questions())),
        ]
      : []),
    named('problems', 'src/service/base/problem.ts', () => problemsTable(PROBLEM_CODES)),
    named('engine-problems', 'src/engine/base/problem-catalogue.ts', () => engineProblemsTable(PROBLEMS)),
  ];
}
