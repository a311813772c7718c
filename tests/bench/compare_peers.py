#!/usr/bin/env python3
"""Measures Logitscope beside llama.cpp and its relatives: same files, same minutes, interleaved, medians.

  compare_peers.py --ours build/bench/bin/logitscope-cli --peer llama.cpp=DIR --peer ik=DIR [options] MODEL.gguf...

DIR holds the peer's llama-bench and llama-batched-bench, built natively. Models of real shapes: make_model (beside this file).
Prints one row per model: tokens/s of each program (median of the rounds), and ours over the best peer.
"""
import argparse
import json
import os
import re
import statistics
import subprocess


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout


def ours(program, model, options):
    def bench(prefill, decode, parallel):
        return json.loads(run([program, "bench", "--json", "--model", model, "--threads", str(options.threads), "--prefill",
                               str(prefill), "--decode", str(decode), "--parallel", str(parallel)]))

    # From an empty context, as the peers measure it.
    writing = bench(1, options.decode, 1)
    reading = bench(options.prefill, options.parallel_tokens, options.parallel)
    return {"decode": writing["decode_tokens_per_second"], "prefill": reading["prefill_tokens_per_second"],
            "parallel": reading["parallel_tokens_per_second"],
            "decode limit": writing["decode_fraction_of_limit"], "prefill limit": reading["prefill_fraction_of_limit"]}


def peer(folder, model, options, extra):
    rows = json.loads(run([os.path.join(folder, "llama-bench"), "-m", model, "-t", str(options.threads), "-p", str(options.prefill),
                           "-n", str(options.decode), "-r", "1", "-o", "json"] + extra))
    figures = {"decode" if row["n_gen"] else "prefill": row["avg_ts"] for row in rows}
    if options.parallel:
        text = run([os.path.join(folder, "llama-batched-bench"), "-m", model, "-t", str(options.threads), "-c",
                    str(options.prefill + options.parallel * (options.parallel_tokens + 8)), "-b", "2048", "-ub", "512", "-npp",
                    str(options.prefill), "-ntg", str(options.parallel_tokens), "-npl", str(options.parallel), "-pps"])
        for line in text.splitlines():
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) > 8 and re.fullmatch(r"\d+", cells[1]):
                figures["parallel"] = float(cells[8])
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--peer", action="append", default=[], help="NAME=DIR, or NAME=DIR,FLAG,FLAG for llama-bench")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--prefill", type=int, default=512)
    parser.add_argument("--decode", type=int, default=128)
    parser.add_argument("--parallel", type=int, default=16)
    parser.add_argument("--parallel-tokens", type=int, default=128)
    parser.add_argument("models", nargs="+")
    options = parser.parse_args()
    peers = {}
    for text in options.peer:
        name, value = text.split("=", 1)
        folder, *extra = value.split(",")
        peers[name] = (folder, extra)
    print("model | what | ours | " + " | ".join(peers) + " | ours / best peer | of the limit")
    for model in options.models:
        found = {name: [] for name in ["ours", *peers]}
        for _ in range(options.rounds):
            found["ours"].append(ours(options.ours, model, options))
            for name, (folder, extra) in peers.items():
                found[name].append(peer(folder, model, options, extra))

        def median(name, what):
            values = [figures[what] for figures in found[name] if what in figures]
            return statistics.median(values) if values else None

        for what in ["decode", "prefill", "parallel"]:
            mine = median("ours", what)
            others = [median(name, what) for name in peers]
            known = [value for value in others if value]
            cells = [os.path.basename(model), what, f"{mine:.1f}"] + [f"{value:.1f}" if value else "-" for value in others]
            cells.append(f"{mine / max(known):.2f}" if known else "-")
            limit = median("ours", what + " limit")
            cells.append(f"{limit:.0%}" if limit else "-")
            print(" | ".join(cells), flush=True)


if __name__ == "__main__":
    main()
