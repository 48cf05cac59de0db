import type { APIRoute, GetStaticPaths } from 'astro';
import { siteModel } from '../../../../model.ts';
import { attachmentNames, attachmentResponse } from '../../../../raw-files.ts';

/** Every file that a proof's evidence names and that is there. */
export const getStaticPaths: GetStaticPaths = async () =>
  (await siteModel()).proofs.flatMap((proof) =>
    attachmentNames(proof).map((name) => ({ params: { id: proof.id, name } })),
  );

/** The file as it lies in `proofs/<id>/`. */
export const GET: APIRoute = ({ params }) => attachmentResponse(params['id'] ?? '', params['name'] ?? '');
