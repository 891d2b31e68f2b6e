import subprocess
import sys


def test_the_whole_floor_stands_without_django_and_opens_no_socket() -> None:
    program = """
import pkgutil, sys
heard = []
sys.addaudithook(lambda event, arguments: heard.append(event) if event.startswith("socket.") else None)
import kindline.sealing
for module in pkgutil.walk_packages(kindline.sealing.__path__, "kindline.sealing."):
    __import__(module.name)
print(sorted({name.partition(".")[0] for name in sys.modules} & {"django", "asyncio", "http"}), heard)
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "[] []\n"
