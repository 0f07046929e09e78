"""Which keys does an installation find that sets none, when its processes start for the first time at once?"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
AT_ONCE = 12
ASKED = """
import sys
from pathlib import Path
from privacyportal import embedded
sys.stdin.readline()
print(embedded.secret_key(Path(sys.argv[1])), embedded.data_key(Path(sys.argv[1])))
"""


def test_processes_that_start_at_once_have_the_same_keys(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASKED, str(tmp_path)]
    asked = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(AT_ONCE)
    ]
    for one in asked:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    told = {one.communicate()[0].strip() for one in asked}
    secret, data = told.pop().split()
    assert told == set()
    assert ((tmp_path / "secret_key").read_text(), (tmp_path / "data_key").read_text()) == (secret, data)
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {
        "secret_key": 0o600,
        "data_key": 0o600,
    }
