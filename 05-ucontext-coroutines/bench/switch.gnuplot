# Draws figures/switch-cost.svg from figures/switch-cost.csv, in the figures'
# colours:
#   gnuplot 05-ucontext-coroutines/bench/switch.gnuplot        from the root
figure = "05-ucontext-coroutines/figures/switch-cost"
units = "nanoseconds a switch; each line is ten times the one before"
# Ours are green, others' blue, and those with a system call orange.
colour(row, name) = row == 5 || row == 6 ? 0xc2410c : \
    row == 0 || row == 3 ? 0x1d4ed8 : 0x15803d
label(nanoseconds) = sprintf("%.1f", nanoseconds)
behind(nanoseconds) = nanoseconds * 1.15
first = 1
set logscale x
set format x "%'.0f"
set xrange [first:15000]
set yrange [6.6:-0.6]
load "03-epoll-reactor/bench/bars.gnuplot"
