# 《AI 大模型：从原理到应用》 —— `make help` lists the targets. Windows without make: see README.md.
.DEFAULT_GOAL := help
.PHONY: help install site test unit notebooks lab serve portable gpu bench train-mnist lint lock clean

# The first of these that starts is asked to build the environment; tools/install.py refuses a wrong version.
PYTHON ?= $(shell for p in python3.11 python3 python; do $$p -c '' 2>/dev/null && echo $$p && break; done)
BIN    := .venv/bin
JOBS   ?= 2

help:  ## 列出这些命令（list the targets）
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install:  ## 建立环境 .venv（锁定版本；已是最新则不做任何事）
	@$(or $(PYTHON),$(error 没有找到 Python：请安装 Python 3.11（no Python found: install Python 3.11）)) tools/install.py

site: install  ## 构建网站到 _build/html
	@$(BIN)/python -m web.build

test: site  ## 运行全部测试：单元、对照、笔记本、网站
	$(BIN)/python -m pytest -n $(JOBS)

clean:  ## 删去构建结果与缓存（环境 .venv 保留）
	rm -rf _build .pytest_cache .ruff_cache .hypothesis .coverage code/*.egg-info build
	find . -name .venv -prune -o -name __pycache__ -type d -exec rm -rf {} +
