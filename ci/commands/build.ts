// npm run build: generated files, one bundle per program, the image, the command line as npm package and krew plugin.
import { generateWhenChanged } from '../generate/generate-all.ts';
import { buildImage, imageArchive } from '../image/build-image.ts';
import { layOutKrewPlugin } from '../package/lay-out-krew-plugin.ts';
import { layOutPackage } from '../package/lay-out-package.ts';
import { runCommand } from '../runner/run-command.ts';

await runCommand(async () => {
  await generateWhenChanged();
  const { name, digest, sizeBytes } = await buildImage(console.error);
  await layOutPackage();
  await layOutKrewPlugin(process.env['JOINERY_DOWNLOAD_URL']);
  console.log(`${name}\n${digest}\n${(sizeBytes / 1e6).toFixed(1)} MB compressed\n${imageArchive}`);
  return 0;
});
