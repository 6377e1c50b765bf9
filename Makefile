# What is done often. Each line can be typed as well: there is nothing else in here.

.PHONY: run test quick lint gate bench

run: ## the hash of this machine
	go run ./cmd/hwprint

test: ## all tests
	go test ./...

quick: ## about two minutes, while one works
	.ci/quick

lint: ## as the gate does
	test -z "$$(gofmt -l .)"
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

gate: ## everything that must hold before a change lands
	.ci/run

bench: ## what each call costs, beside the others
	cd bench && go test -run '^$$' -bench . ./hotpath
