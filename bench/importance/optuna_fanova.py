"""Optuna's functional ANOVA of a recorded sweep: python optuna_fanova.py RECORDING.json > RECORDING.optuna.json

Shares are means over ten seeds of its forest; `spread` is their standard deviation. Needs optuna and scikit-learn.
"""

import json
import statistics
import sys

import optuna

SEEDS = range(10)


def distribution(parameter):
    kind = parameter["kind"]
    if kind == "categorical":
        return optuna.distributions.CategoricalDistribution(parameter["values"])
    low, high, log = parameter["min"], parameter["max"], parameter["log"]
    if kind == "float":
        return optuna.distributions.FloatDistribution(low, high, log=log)
    return optuna.distributions.IntDistribution(low, high, log=log)


def main():
    with open(sys.argv[1]) as file:
        recording = json.load(file)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(direction=recording["objective"]["goal"])
    names = recording["configurations"][0]["assignment"].keys()
    space = {name: distribution(recording["space"][name]) for name in names}
    for configuration in recording["configurations"]:
        values = [replicate["values"][-1] for replicate in configuration["replicates"]]
        study.add_trial(
            optuna.trial.create_trial(
                params=configuration["assignment"], distributions=space, value=statistics.fmean(values)
            )
        )
    shares = [
        optuna.importance.get_param_importances(
            study, evaluator=optuna.importance.FanovaImportanceEvaluator(seed=seed), normalize=False
        )
        for seed in SEEDS
    ]
    answer = {
        "optuna": optuna.__version__,
        "trials": len(study.trials),
        "shares": {name: round(statistics.fmean(one[name] for one in shares), 5) for name in names},
        "spread": {name: round(statistics.stdev(one[name] for one in shares), 5) for name in names},
    }
    print(json.dumps(answer, indent=2))


main()
