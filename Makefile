# The portal's commands. CI runs these same targets (.ci/run).
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-hard check format lock pictures clean

VENV := .venv/bin/python
MANAGE := $(VENV) manage.py
PORT ?= 8000
# What to test, and pytest's own options: make test TESTS="tests/orgs -k alias"
TESTS ?=

help: ## 列出全部命令
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## 准备运行环境：虚拟环境、固定版本的依赖、前端文件
	@bin/setup

demo: setup ## 建立普陀区演示门户并启动服务（PORT=8000）
	@PORTAL_DAY=2024-09-20 $(MANAGE) demo --port $(PORT)

test: setup ## 在用完即弃的数据库上并行运行全部测试
	$(VENV) -m pytest -n auto -m "not hard" $(TESTS)

test-hard: setup ## 运行耗时长的测试
	$(VENV) -m pytest -n auto -m hard $(TESTS)

check: setup ## 检查格式、规范、类型、模板、分层、迁移与部署设置
	$(VENV) -m ruff format --check .
	$(VENV) -m ruff check .
	$(VENV) -m mypy
	$(VENV) -m djlint --lint templates
	.venv/bin/lint-imports
	$(MANAGE) makemigrations --check --dry-run
	ENV_FILE=.ci/deploy.env $(MANAGE) check --deploy --fail-level WARNING

format: setup ## 统一代码格式
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .

lock: ## 重新固定全部依赖版本（需要 uv 与 npm）
	uv pip compile $(LOCK) requirements.in -o requirements.txt
	uv pip compile $(LOCK) requirements-dev.in -o requirements-dev.txt
	npm install --package-lock-only

pictures: ## 从正在运行的演示门户截取文档里的图片
	$(VENV) -m bin.pictures

clean: ## 停止内置数据库，删除安装的依赖（保留 var/ 中的数据）
	-@$(MANAGE) db stop
	rm -rf .venv node_modules static/vendor vendor

# Pins for every platform, with hashes and without any registry's address.
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --quiet --custom-compile-command 'make lock'
