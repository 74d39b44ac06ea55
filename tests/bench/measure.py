"""(not a bench) Pairs of runs, taken in turn, and what can be said about their difference."""
import os
import random
import statistics
import time

RESAMPLES = 2000


def run(command, user):
    """Wall and processor time (user and system, children included) of one run, in ms."""
    null = os.open("/dev/null", os.O_RDWR)
    begin = time.perf_counter_ns()
    child = os.fork()
    if child == 0:
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.initgroups(user.pw_name, user.pw_gid)
        os.setresgid(user.pw_gid, user.pw_gid, user.pw_gid)
        os.setresuid(user.pw_uid, user.pw_uid, user.pw_uid)
        os.execv(command[0], command)
    _, status, usage = os.wait4(child, 0)
    wall = (time.perf_counter_ns() - begin) / 1e6
    os.close(null)
    if status != 0:
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    return wall, 1e3 * (usage.ru_utime + usage.ru_stime)


def interval(values, statistic, resamples=RESAMPLES, seed=1):
    """The 95 % bootstrap interval of `statistic` over `values`."""
    dice = random.Random(seed)
    found = sorted(statistic(dice.choices(values, k=len(values))) for _ in range(resamples))
    return found[int(0.025 * resamples)], found[int(0.975 * resamples)]


def added(pairs):
    """The median of each side, of what the second adds, and of the ratio, from (first, second) pairs."""
    first, second = ([pair[side] for pair in pairs] for side in (0, 1))
    ratio = lambda some: (statistics.median(s for _, s in some) /
                          statistics.median(f for f, _ in some))
    differences = [s - f for f, s in pairs]
    return {"plain": statistics.median(first), "with": statistics.median(second),
            "added": statistics.median(differences),
            "added_95": interval(differences, statistics.median),
            "ratio": ratio(pairs), "ratio_95": interval(pairs, ratio)}


def line(name, result):
    low, high = result["added_95"]
    ratio_low, ratio_high = result["ratio_95"]
    return (f"{name:<34} {result['plain']:8.2f} {result['with']:8.2f} {result['added']:+8.2f} "
            f"[{low:+.2f}, {high:+.2f}] {result['ratio']:7.3f} [{ratio_low:.3f}, {ratio_high:.3f}]")


HEAD = (f"{'ms, medians':<34} {'plain':>8} {'with':>8} {'added':>8} {'95 %':<14} {'ratio':>7} "
        f"{'95 %':<14}")
