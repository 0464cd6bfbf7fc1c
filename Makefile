# What there is to do. Everything runs with Go alone; any Go from 1.21 on fetches the one it needs by itself.

# The toolchain the assembly is written for, whatever the machine's own Go is and asks for.
export GOTOOLCHAIN := go1.27.4
# No workspace and no flags of the machine's; builds are the same in and out of version control.
export GOWORK := off
export GOFLAGS := -buildvcs=false
unexport GOOS GOARCH GOEXPERIMENT GOWASM

ADDR     ?= localhost:8080
PYTHON   ?= python3
FUZZTIME ?= 30s
BENCH    ?=
ACCURACY ?=
# Google's weights, as make serve and make weights fetch them.
official := weights/official
WEIGHTS  ?= $(official)
FETCH    ?=
RUN      ?=
WRANGLER ?=
ONLY     ?=

# Where a class finds the page over https (LAN=host:port for another place), and over http what the browser will say.
https = $(if $(filter 1,$(LAN)),:8443,$(LAN))
http  = $(if $(filter file,$(origin ADDR)),:8080,$(ADDR))

dist  := dist
fetch  = mkdir -p build && go build -o build/fetch ./weights/fetch && build/fetch -dir $(official)

wrangler := node e2e/wrangler/node_modules/wrangler/bin/wrangler.js

gofumpt     := mvdan.cc/gofumpt@v0.12.0
staticcheck := honnef.co/go/tools/cmd/staticcheck@v0.8.2

# Environment of the browser's target, the packages that are built for it, and those that compute.
js         := env GOOS=js GOARCH=wasm
js_code    := . ./web/files ./web/requestlog ./web/wall/database ./kernels/... ./model/... ./weights ./weights/layers ./wasm/page ./wasm/engine ./wasm/internal/...
arithmetic := ./kernels/... ./model/...

# What would take minutes on an emulated ARM.
slow_on_arm := ^TestCrew$$|^TestFeatures$$|^TestRebuild$$|AgreesWithReference|^TestOfficial|Brought|^TestOwn

# Which tests run.
tests := $(if $(RUN),-run '$(RUN)')

# $(call step,NAME,COMMAND) says what runs and for how long it ran.
step = @start=$$(date +%s); echo "== $(1)"; { $(2); } || exit 1; echo "   $$(($$(date +%s) - start)) s"

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help gotest serve site npm-package worker worker-dev deploy weights test check format train-test bench accuracy screenshots fuzz clean toolchain browser npm lint unit-tests browser-tests arm-tests arm-tests-here e2e-tests

help: ## say what there is to do
	@echo 'make TARGET [NAME=VALUE]'
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: toolchain ## fetch and build what is missing, serve on http://localhost:8080 (ADDR=host:port, WEIGHTS=directory), or a class in its network (LAN=1)
	@$(if $(filter file:$(official),$(origin WEIGHTS):$(WEIGHTS)),$(fetch) -first 30s $(FETCH))
	@go run ./wasm/site -out $(dist) -weights $(WEIGHTS) -brotli 9 $(if $(LAN),,-fresh)
	@mkdir -p build && go build -o build/serve . && exec build/serve $(if $(LAN),-lan $(https) -addr $(http),-addr $(ADDR)) -dir $(dist)

site: toolchain ## build the static site in dist/, for any host, and say how large it is (WEIGHTS=directory)
	@go run ./wasm/site -out $(dist) -weights $(WEIGHTS)

npm-package: toolchain ## write the library as an npm package into build/ (nothing is published)
	@go run ./wasm/site -package build

worker: toolchain ## build the site's worker for Cloudflare into build/worker, say its size and how fast it starts
	@go run ./e2e/worker -out build/worker

worker-dev: site worker ## run the site as Cloudflare does, on this machine (WRANGLER=arguments)
	@$(wrangler) dev $(WRANGLER)

deploy: site worker ## put the site on Cloudflare, which asks for an account (WRANGLER=arguments)
	@$(wrangler) deploy $(WRANGLER)

weights: toolchain ## fetch Google's official weights into weights/official (FETCH=arguments)
	@$(fetch) $(FETCH)

test: toolchain browser lint unit-tests browser-tests arm-tests e2e-tests ## run every test, natively, in Chromium and on an emulated ARM (RUN=pattern of names)

check: toolchain ## what a change must pass: format, tidy, generated files, and every test
	$(call step,format,files=$$(go run $(gofumpt) -l .) && test -z "$$files" || { echo "$$files: run make format" >&2; false; })
	$(call step,go mod tidy,go mod tidy -diff)
	$(call step,go generate,before=$$(git diff | git hash-object --stdin) && go generate ./... && \
		test "$$(git diff | git hash-object --stdin)" = "$$before" || { git diff --stat; echo 'go generate changed files' >&2; false; })
	@$(MAKE) --no-print-directory test

format: toolchain ## format all Go code
	@go run $(gofumpt) -w .

train-test: ## test the training recipe (PYTHON=python3, with PyTorch; skipped without)
	@$(PYTHON) -m unittest discover -v weights/train

bench: toolchain browser ## measure every network in Chromium (BENCH=arguments)
	@go run ./e2e/bench $(BENCH)

accuracy: toolchain browser ## measure accuracy on labelled photos in Chromium, write weights/ACCURACY.md (ACCURACY="-photos directory")
	@go run ./e2e/accuracy -official $(WEIGHTS) $(ACCURACY)

screenshots: toolchain browser ## take the pictures of the page and its panels in docs (ONLY=page, figure, panels or a panel's id)
	@go run ./e2e/screenshots -only '$(ONLY)'

fuzz: toolchain ## fuzz every parser and kernel for FUZZTIME each (FUZZTIME=30s)
	@go list ./... | grep -v /e2e | while read -r package; do \
		go test -list '^Fuzz' "$$package" | grep '^Fuzz' | while read -r target; do \
			echo "== $$package $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$package" || exit 1; \
		done || exit 1; \
	done

clean: ## remove what was built; fetched weights and the class walls stay
	@rm -rf build $(dist) $(dist).new-*

toolchain:
	@command -v go >/dev/null 2>&1 || { \
		echo 'There is no go in PATH. Install Go 1.21 or newer: https://go.dev/dl/, apt-get install golang-go or brew install go.' >&2; exit 1; }
	@version=$$(go env GOVERSION) && test "$$version" = $(GOTOOLCHAIN) || { \
		echo "This needs $(GOTOOLCHAIN), and $$(GOTOOLCHAIN=local go version) did not get it: it takes a network once, and Go 1.21 or newer." >&2; exit 1; }

browser: toolchain
	@go run ./e2e/install chromium

npm: toolchain
	@go run ./e2e/install npm

lint: toolchain
	$(call step,vet,go vet ./... && $(js) go vet $(js_code))
	$(call step,staticcheck,go run $(staticcheck) ./... && go run -exec '$(js)' $(staticcheck) $(js_code))

# go test that says which tests were skipped, and why.
gotest: toolchain
	@mkdir -p build && go build -o build/gotest ./e2e/gotest

unit-tests: gotest
	$(call step,unit tests,build/gotest -shuffle=on -timeout 30m $(tests) $$(go list ./... | grep -v /e2e))

browser-tests: gotest browser
	@go build -o build/browsertest ./e2e/browsertest
	$(call step,the same under js/wasm in Chromium,$(js) build/gotest -shuffle=on -timeout 30m -exec '$(CURDIR)/build/browsertest' $(tests) $(js_code))
	$(call step,and with relaxed SIMD,MOBILENET_RELAXED=1 $(js) build/gotest -shuffle=on -timeout 30m -exec '$(CURDIR)/build/browsertest' $(tests) $(arithmetic))
	$(call step,and slim,MOBILENET_SLIM=1 $(js) build/gotest -shuffle=on -timeout 30m -exec '$(CURDIR)/build/browsertest' $(tests) ./wasm/finish)

# Where ARM can be emulated: with its dot product of bytes and, on a Cortex-A53, without.
on_arm = MOBILENET_RELAXED=$(2) $(js) build/gotest -timeout 30m -exec '$(CURDIR)/build/armtest -cpu $(1)' $(tests) -skip '$(slow_on_arm)'

arm-tests: gotest
	@go build -o build/armtest ./e2e/armtest
	@if go run ./e2e/install arm npm && build/armtest; then $(MAKE) --no-print-directory arm-tests-here; \
	else echo '== ARM: skipped, since no program for it runs here'; fi

arm-tests-here:
	$(call step,the arithmetic with relaxed SIMD on ARM,$(call on_arm,max,1) ./kernels ./model)
	$(call step,the kernels without the dot product of bytes,$(call on_arm,cortex-a53,1) ./kernels)
	$(call step,and without relaxed SIMD,$(call on_arm,max,) ./kernels)
	$(call step,whole networks without the dot product,$(call on_arm,cortex-a53,1) $(if $(RUN),,-run SameLogits) ./model)
	$(call step,and without relaxed SIMD,$(call on_arm,max,) $(if $(RUN),,-run SameLogits) ./model)

e2e-tests: gotest browser npm
	$(call step,the whole in Chromium,build/gotest -count=1 -p 1 -timeout 90m $(tests) ./e2e/...)
