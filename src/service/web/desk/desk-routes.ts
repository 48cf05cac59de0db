import type { FastifyInstance } from 'fastify';
import type { Till } from '../../till.ts';
import { analyticsPages } from './analytics-pages.ts';
import { exportPages } from './export-pages.ts';
import { orderPages } from './order-pages.ts';
import { recordPages } from './record-pages.ts';
import { signInRoutes } from './sign-in-routes.ts';

/** All pages of the ops desk. */
export function deskRoutes(scope: FastifyInstance, till: Till): void {
  signInRoutes(scope, till);
  orderPages(scope, till);
  recordPages(scope, till);
  analyticsPages(scope, till);
  exportPages(scope, till);
}
