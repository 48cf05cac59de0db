import type { APIRoute, GetStaticPaths } from 'astro';
import { siteModel } from '../../model.ts';
import { rawFileResponse, rawFiles } from '../../raw-files.ts';

/** The proofs whose `.txt` file is kept. */
export const getStaticPaths: GetStaticPaths = async () =>
  (await siteModel()).proofs.filter(({ id }) => rawFiles(id).includes('txt')).map(({ id }) => ({ params: { id } }));

/** The file as it lies in `proofs/`. */
export const GET: APIRoute = ({ params }) => rawFileResponse(params['id'] ?? '', 'txt');
