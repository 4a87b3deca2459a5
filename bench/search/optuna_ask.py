"""Optuna behind two pipes: one JSON request a line in, one JSON answer a line out.

{"do": "new", "sampler": "random" | "tpe" | "gp" | "cmaes", "seed": n, "space": {...}}   -> {"version": "..."}
{"do": "ask"}                                                           -> {"assignment": {...}}
{"do": "tell", "value": x}                                              -> {}
{"do": "load", "trials": [[{...}, x], ...]}                             -> {}
{"do": "time", "times": n}      n suggestions; seconds by clock and CPU -> {"times": [[s, s], ...]}
"""

import json
import sys
import time
import warnings

import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def distribution(parameter):
    kind = parameter["kind"]
    if kind == "categorical":
        return optuna.distributions.CategoricalDistribution(parameter["values"])
    low, high, log = parameter["min"], parameter["max"], parameter["log"]
    if kind == "float":
        return optuna.distributions.FloatDistribution(low, high, log=log, step=parameter["step"])
    # Optuna has no logarithmic whole numbers in steps: it gets those of step 1, which are more.
    step = 1 if log else parameter["step"]
    return optuna.distributions.IntDistribution(low, high, log=log, step=step)


def sampler(name, seed):
    if name == "random":
        return optuna.samplers.RandomSampler(seed=seed)
    if name == "gp":
        return optuna.samplers.GPSampler(seed=seed)
    if name == "cmaes":
        return optuna.samplers.CmaEsSampler(seed=seed)
    return optuna.samplers.TPESampler(seed=seed, multivariate=True, constant_liar=True)


def main():
    study = space = trial = None
    for line in sys.stdin:
        request = json.loads(line)
        answer = {}
        if request["do"] == "new":
            study = optuna.create_study(sampler=sampler(request["sampler"], request["seed"]))
            space = {name: distribution(parameter) for name, parameter in request["space"].items()}
            answer = {"version": optuna.__version__}
        elif request["do"] == "ask":
            trial = study.ask(space)
            answer = {"assignment": trial.params}
        elif request["do"] == "tell":
            study.tell(trial, request["value"])
        elif request["do"] == "load":
            study.add_trials(
                [
                    optuna.trial.create_trial(params=params, distributions=space, value=value)
                    for params, value in request["trials"]
                ]
            )
        elif request["do"] == "time":
            times = []
            for _ in range(request["times"]):
                clock, cpu = time.perf_counter(), time.process_time()
                trial = study.ask(space)
                times.append([time.perf_counter() - clock, time.process_time() - cpu])
                study.tell(trial, state=optuna.trial.TrialState.FAIL)
            answer = {"times": times}
        print(json.dumps(answer), flush=True)


main()
