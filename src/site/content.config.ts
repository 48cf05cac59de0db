import { docsSchema } from '@astrojs/starlight/schema';
import { glob } from 'astro/loaders';
import { defineCollection } from 'astro:content';
import { contentDir } from './project.ts';

// Only .mdx with deferred rendering: a rendered page kept in the cache would go on showing an old transcript.
const docs = defineCollection({
  loader: glob({ base: contentDir(), pattern: ['**/*.mdx', '!**/_*', '!**/_*/**'], deferRender: true }),
  schema: docsSchema(),
});

export const collections = { docs };
