import { describe, expect, it } from 'vitest';
import { findManifest, isWorkload } from './manifest.ts';
import { renderChart } from './render-chart.ts';

const kinds = /^(ServiceMonitor|PodMonitor|PrometheusRule)$/;

describe('monitoring', () => {
  it.for(['primary', 'secondary'])('adds nothing to a %s by default', async (values) => {
    const manifests = await renderChart({ values });

    expect(manifests.filter(({ kind }) => kinds.test(kind))).toEqual([]);
    expect(manifests.map(({ metadata }) => metadata.name)).not.toContain('rel-joinery-metrics');
  });

  it('lets Prometheus find the hub through a Service that leads to metrics and nowhere else', async () => {
    const manifests = await renderChart({ values: 'primary-monitoring' });
    const monitor = findManifest(manifests, 'ServiceMonitor', 'hub');
    const service = findManifest(manifests, 'Service', 'metrics');

    expect(monitor.metadata.labels).toMatchObject({ release: 'kube-prometheus-stack' });
    expect(monitor.spec).toEqual({
      selector: { matchLabels: selectorOf('metrics') },
      endpoints: [{ port: 'health', path: '/metrics', interval: '15s' }],
    });
    expect(service.metadata.labels).toMatchObject(selectorOf('metrics'));
    expect(service.spec).toEqual({
      clusterIP: 'None',
      selector: selectorOf('hub'),
      ports: [{ name: 'health', port: 8081, targetPort: 'health', protocol: 'TCP' }],
    });
  });

  it('lets Prometheus find the agent, which has no Service', async () => {
    const manifests = await renderChart({ values: 'secondary-gitops' });
    const monitor = findManifest(manifests, 'PodMonitor', 'agent');

    expect(monitor.spec).toEqual({
      selector: { matchLabels: selectorOf('agent') },
      podMetricsEndpoints: [{ port: 'health', path: '/metrics' }],
    });
    expect(manifests.filter(({ kind }) => kind === 'Service')).toEqual([]);
  });

  it.for([
    ['primary-monitoring', 'PodMonitor'],
    ['secondary-gitops', 'ServiceMonitor'],
  ] as const)('of %s has no %s', async ([values, kind]) => {
    const manifests = await renderChart({ values });

    expect(manifests.map((manifest) => manifest.kind)).not.toContain(kind);
  });

  it.for([
    ['primary-monitoring', 'hub'],
    ['secondary-gitops', 'agent'],
  ] as const)('of %s asks a port that the %s has', async ([values, program]) => {
    const deployment = findManifest(await renderChart({ values }), 'Deployment', program);
    const ports = isWorkload(deployment) ? deployment.spec.template.spec.containers[0]?.['ports'] : [];

    expect(ports).toContainEqual({ name: 'health', containerPort: 8081 });
  });

  it('gives the board to the sidecar of Grafana', async () => {
    const configMap = findManifest(
      await renderChart({ values: 'primary-monitoring' }),
      'ConfigMap',
      'dashboard',
    );

    expect(configMap.metadata.labels).toMatchObject({ grafana_dashboard: '1' });
    expect(configMap.metadata.annotations).toEqual({ grafana_folder: 'Clusters' });
  });
});

function selectorOf(component: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'joinery',
    'app.kubernetes.io/instance': 'rel',
    'app.kubernetes.io/component': component,
  };
}
