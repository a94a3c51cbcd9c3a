// npm run clusters: the two local clusters by hand; see ci/clusters.ts for what it can do.
import '../clusters.ts';
