#!/bin/sh
# The page: a double click opens it (macOS; on Linux: run it). Sets everything up the first time.
cd "$(dirname "$0")" || exit 1
for python in python3.14 python3.13 python3.12 python3.11 python3 python; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$python" start.py serve "$@"
  fi
done
echo "需要 Python 3.11 或更新版本：https://www.python.org/downloads/"
echo "Python 3.11 or newer is needed."
printf '按回车键关闭。Press Enter to close. '
read -r _
exit 2
