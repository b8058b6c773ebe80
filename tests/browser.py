"""A page in a browser without a window, by the W3C's WebDriver protocol (Debian's chromium-driver)."""
import base64
import json
import os
import shutil
import subprocess
import urllib.request

from patience import read, threads_of_session

DRIVER = "chromedriver"
PACKAGES = "chromium chromium-driver"
OPTIONS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,1600",
           "--force-prefers-color-scheme=light"]
KEY = {"right": "\ue014", "left": "\ue012", "escape": "\ue00c"}
LIMIT = 120  # seconds that an answer may take, of a busy machine
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # by which the protocol names an element


def is_there():
    return shutil.which(DRIVER) and (shutil.which("chromium") or shutil.which("google-chrome"))


class Browser:
    def __init__(self):
        self.driver = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, text=True,
                                       stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            self.base = f"http://127.0.0.1:{self.port()}"
            capabilities = {"goog:chromeOptions": {"args": OPTIONS},
                            "goog:loggingPrefs": {"browser": "ALL"}}
            answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
            self.base += "/session/" + answer["sessionId"]
        except BaseException:
            self.driver.kill()
            raise

    def port(self):
        for line in self.driver.stdout:
            if "successfully on port " in line:
                return int(line.rstrip().rstrip(".").rpartition(" ")[2])
        raise RuntimeError("chromedriver does not start")

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=LIMIT) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None

    def open(self, path):
        self.call("POST", "/url", {"url": "file://" + path})

    def run(self, script, *arguments):
        """Runs a function's body in the page; returns what it returns."""
        return self.call("POST", "/execute/sync", {"script": script, "args": arguments})

    def find(self, selector):
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        return found[ELEMENT]

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0]).textContent", selector)

    def type(self, selector, keys):
        self.call("POST", f"/element/{self.find(selector)}/value", {"text": keys})

    def press(self, keys):
        """Keys for whatever has the focus."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def drag(self, start, end):
        """The mouse goes to one place, and to the other with its button down."""
        places = [{"type": "pointerMove", "x": x, "y": y} for x, y in (start, end)]
        actions = [places[0], {"type": "pointerDown", "button": 0}, places[1],
                   {"type": "pointerUp", "button": 0}]
        self.call("POST", "/actions", {"actions": [{"type": "pointer", "id": "mouse",
                                                    "actions": actions}]})

    def click(self, place):
        self.drag(place, place)

    def wheel(self, selector, x, y, delta):
        """Turns the wheel at this place, from the element's middle."""
        scroll = {"type": "scroll", "x": x, "y": y, "deltaX": 0, "deltaY": delta, "duration": 0,
                  "origin": {ELEMENT: self.find(selector)}}
        self.call("POST", "/actions", {"actions": [{"type": "wheel", "id": "wheel",
                                                    "actions": [scroll]}]})

    def command(self, name, **arguments):
        """A command of Chrome's own protocol."""
        return self.call("POST", "/goog/cdp/execute", {"cmd": name, "params": arguments})

    def printed(self):
        """The page as PDF, on the paper that it asks for."""
        return base64.b64decode(self.command("Page.printToPDF", preferCSSPageSize=True)["data"])

    def errors(self):
        """What the page reported on the browser's console."""
        return [entry["message"] for entry in self.call("POST", "/se/log", {"type": "browser"})]

    def cpu_seconds(self):
        """The processor's time that all its processes have taken: on a busy host, too, what it is."""
        ticks = 0
        for thread in threads_of_session(self.driver.pid):
            fields = read(f"{thread}/stat").rpartition(") ")[2].split()
            ticks += int(fields[11]) + int(fields[12]) if fields else 0
        return ticks / os.sysconf("SC_CLK_TCK")

    def save_picture(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("GET", "/screenshot")))

    def end(self):
        try:
            self.call("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.driver.stdout.close()
