# Every verb is a job of bootstrap.py, which sets up .venv by itself; `make` alone prints them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
JOBS := setup reports test notebooks lab check bench fuzz soak clean

.PHONY: help $(JOBS)

help:
	@"$(PYTHON)" bootstrap.py --help

$(JOBS):
	@"$(PYTHON)" bootstrap.py $@ $(ARGS)
