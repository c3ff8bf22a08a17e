@echo off
rem The page: a double click opens it. Sets everything up the first time.
chcp 65001 >nul
cd /d "%~dp0"
where py >nul 2>nul && (set PYTHON=py -3) || (set PYTHON=python)
%PYTHON% start.py serve %*
if errorlevel 1 pause
