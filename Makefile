# 《AI 大模型：从原理到应用》: `make help` lists the targets. Each is one or two lines, for Windows too: see README.md.
.DEFAULT_GOAL := help
.PHONY: help install site test unit lint notebooks page weigh matrix renditions record lab edit serve portable gpu bench train-mnist train-scaling lock clean

# The first that starts builds the environment; tools/install.py refuses a wrong version.
PYTHON ?= $(shell for p in python3.11 python3 python; do $$p -c '' 2>/dev/null && echo $$p && break; done)
RUN    := .venv/bin/python
JOBS   ?= 2

help:  ## 列出这些命令（list the targets）
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install:  ## 建立环境 .venv：锁定的版本；已是最新则什么也不做
	@$(or $(PYTHON),$(error 没有找到 Python，请安装 Python 3.11（no Python found, need 3.11）)) tools/install.py

site: install  ## 构建网站：_build/html
	@$(RUN) -m web.build

test: site  ## 运行全部测试：单元、对照、笔记本、网站
	@$(RUN) -m pytest -n $(JOBS)

unit: install  ## 只运行单元测试
	@$(RUN) -m pytest tests/unit -n $(JOBS)

lint: install  ## 检查代码风格
	@$(RUN) -m ruff check .

notebooks: install  ## 重新执行笔记本并存下输出；PAGES=4-3-xor 只做一页
	@$(RUN) -m tools.execute_notebooks $(PAGES)

page: install  ## 写作时用：检查、执行、比较、构建一页；PAGE=4-3-xor
	@$(RUN) -m tools.page $(PAGE)

weigh: install  ## 每页的字数、格数、过宽的行；PAGES=…
	@$(RUN) -m tools.weigh $(PAGES)

matrix: install  ## 在各种处理器内核与线程数下重做每一页，报告差异；PAGES=…
	@$(RUN) -m tools.matrix $(PAGES)

renditions: install  ## 完整运行每一页的 Colab 与 Binder 版本
	@$(RUN) -m pytest tests/web/test_renditions.py --renditions -n $(JOBS)

record: install  ## 把刚通过的 make test 记为最近一次完整验证，供首页引用
	@$(RUN) -m tools.record_run

lab: install  ## 读者：在 JupyterLab 中读、改、运行本书（在 lab/ 的副本里，不动原书）
	@$(RUN) -m tools.lab

edit: install  ## 作者：在 JupyterLab 中打开各页的源文件
	@$(RUN) -m tools.lab --edit

serve:  ## 在本机浏览网站
	@$(RUN) -m tools.serve

portable: install  ## 生成 Colab 与 Binder 用的笔记本：_build/portable
	@$(RUN) -m web.portable

gpu: install  ## 在 CUDA 上运行用得到加速器的笔记本，与同一份输出比较
	@$(RUN) -m pytest chapters --gpu

bench: install  ## 与常用库并排测速
	@$(RUN) -m tools.bench

train-mnist: install  ## 训练 5.4 的卷积网络：5 个种子，PyTorch 与 Keras，日志入库
	@$(RUN) -m largemodels.studies.mnist final

train-scaling: install  ## 训练 3.3 的二百一十五个小网络，日志入库
	@$(RUN) -m largemodels.studies.error_scaling

lock: install  ## 由 requirements.in 重写锁定文件（需要 uv）
	@$(RUN) -m tools.lock

clean:  ## 删去构建结果与缓存；环境 .venv 与下载的数据保留
	rm -rf _build build .pytest_cache .ruff_cache .hypothesis .coverage code/*.egg-info
	find . -name .venv -prune -o -name __pycache__ -type d -exec rm -rf {} +
