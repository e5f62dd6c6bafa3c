@echo off
rem Serves the sandbox to any client; sandbox.py does the work. PYTHON names another Python than the one on the PATH.
setlocal
if not defined PYTHON set "PYTHON=python"
where "%PYTHON%" >nul 2>nul
if errorlevel 1 if not exist "%PYTHON%" goto missing
"%PYTHON%" "%~dp0sandbox.py" %*
exit /b %errorlevel%

rem Not in a block: a parenthesis in the path, as in "Program Files (x86)", would end that.
:missing
echo There is no Python to run this with: '%PYTHON%' is not on the PATH. Python 3.11 or newer is needed. 1>&2
echo Install it from the system's software store, or set PYTHON to one. 1>&2
exit /b 2
