module joinery.dev/ci/upstream-crds

go 1.26.0

require (
	sigs.k8s.io/about-api v0.0.0-20250131010323-518069c31c03
	sigs.k8s.io/cluster-inventory-api v0.1.3
	sigs.k8s.io/mcs-api v0.5.2
)
