"""assentd dies at any moment: what was answered stays true, and nobody who waits fails (D16)."""
import random
import threading
import time

from harness import api, machine
from harness.people import code_in
from harness.questions import question

KILLS = 200
SEED = 20260724


class Requester(threading.Thread):
    """Files one action after the other, approves it as bob through the API, and claims it."""

    def __init__(self, bob, number, end):
        super().__init__(daemon=True)
        self._bob, self._number, self._end = bob, number, end
        self.decided = []  # codes of which an approval was answered with 200
        self.yes = {}      # grant id -> number of different invocations that got a yes
        self.failures = []

    def run(self):
        turn = 0
        while not self._end.is_set():
            turn += 1
            try:
                self._one(("/usr/bin/id", f"{self._number}-{turn}"))
            except Exception as error:  # told by the main thread
                self.failures.append(repr(error))
                return

    def _one(self, argv):
        asked = question(argv=argv)
        answer = self._until_answered("POST", "/access/v1/evaluation", asked)
        code = answer["context"]["access_request"]["code"]
        if self._approve(code):
            self.decided.append(code)
        for _ in range(2):  # the grant has one use: the second may get none
            asked["context"].update(invocation=api.new_invocation(), file=False)
            answer = self._until_answered("POST", "/access/v1/evaluation", asked)
            if answer["decision"] is True:
                grant = answer["context"]["grant"]["id"]
                self.yes[grant] = self.yes.get(grant, 0) + 1

    def _approve(self, code):
        body = {"decision": "approve", "commitment": self._until_answered(
            "GET", f"/v1/requests/{code}")["commitment"]}
        for _ in range(50):
            try:
                reply = api.call_as(self._bob, "POST", f"/v1/requests/{code}/decision", body)
            except AssertionError:
                continue  # curl lost its connection
            if reply.status == 409:
                return False  # an answer that got lost had taken it
            assert reply.status == 200, reply
            return True
        raise AssertionError("no decision got through")

    @staticmethod
    def _until_answered(method, target, body=None):
        """The same invocation each time: a lost answer spends nothing twice."""
        for _ in range(200):
            try:
                reply = api.call(method, target, body)
            except (OSError, api.http.client.HTTPException):
                time.sleep(0.01)
                continue
            assert reply.status == 200, reply
            return reply.json
        raise AssertionError("never answered")


class Arriving(threading.Thread):
    """alice runs a permitted command over and over: each is delayed at most."""

    def __init__(self, alice, end):
        super().__init__(daemon=True)
        self._alice, self._end = alice, end
        self.ran, self.failures = 0, []

    def run(self):
        while not self._end.is_set():
            done = self._alice.run("sudo", "-n", "date", "--utc")
            self.ran += done.returncode == 0
            if done.returncode != 0:
                self.failures.append(done.stderr)


def kill_again_and_again(times, dice):
    for _ in range(times):
        time.sleep(dice.uniform(0.005, 0.25))
        machine.kill_daemon()


def test_200_kills_lose_no_decision_double_no_use_and_fail_no_sudo(assentd, alice, bob):
    machine.set_daemon_settings("[limits]\nquestions_per_second = 10000\nquestion_burst = 100000\n"
                                "waiting_requests = 1000\n")
    waiting = [alice.terminal("sudo", "id", "-u", f"--wait={n}") for n in range(3)]
    codes = [sudo.sees_code() for sudo in waiting]
    stop = threading.Event()
    requesters = [Requester(bob, n, stop) for n in range(4)]
    arriving = Arriving(alice, stop)
    for thread in [*requesters, arriving]:
        thread.start()
    kill_again_and_again(KILLS, random.Random(SEED))
    stop.set()
    for thread in [*requesters, arriving]:
        thread.join(30)
    machine.wait_until_it_answers()

    assert [requester.failures for requester in requesters] == [[]] * len(requesters)
    assert arriving.failures == [] and arriving.ran > 10
    decided = [code for requester in requesters for code in requester.decided]
    assert len(decided) > 20, "the load was too light to show anything"
    for code in decided:
        assert api.request(code)["state"] == "approved", code
    for requester in requesters:
        assert all(count == 1 for count in requester.yes.values()), requester.yes
    assert all(grant["used"] <= grant["uses"] for grant in api.grants("all"))

    for sudo, code in zip(waiting, codes):
        assert sudo.isalive(), sudo.read()
        bob.approves(code)
    for sudo in waiting:
        status, text = sudo.ends()
        assert "approved by bob" in text, text


def test_a_waiting_sudo_outlives_a_restart(assentd, alice, bob, mark):
    sudo = alice.terminal("sudo", "touch", str(mark))
    code = sudo.sees_code()
    for _ in range(3):
        machine.kill_daemon()
        time.sleep(0.3)
    machine.wait_until_it_answers()
    bob.approves(code)
    assert sudo.ends()[0] == 0 and mark.exists()


def test_a_sudo_that_comes_while_it_restarts_is_only_delayed(assentd, alice):
    for _ in range(5):
        machine.kill_daemon()
        done = alice.run("sudo", "-n", "date", "--utc")
        assert done.returncode == 0, done


def test_a_request_and_its_code_outlive_a_kill(assentd, alice):
    code = code_in(alice.run("sudo", "-n", "id").stderr)
    machine.kill_daemon()
    machine.wait_until_it_answers()
    assert api.request(code)["state"] == "pending"
    assert code_in(alice.run("sudo", "-n", "id").stderr) == code
