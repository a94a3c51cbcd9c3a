module joinery.dev/ci/pods

go 1.24.0
