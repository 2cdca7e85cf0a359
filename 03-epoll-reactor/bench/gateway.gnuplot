# Draws figures/gateway.svg from figures/gateway.csv, in the figures' colours:
#   gnuplot 03-epoll-reactor/bench/gateway.gnuplot        from the root
figure = "03-epoll-reactor/figures/gateway"
units = "milliseconds; the backend takes 30 of them"
# Orange: a thread for each. Green: one for all.
colour(row, name) = name[1:2] eq "01" ? 0xc2410c : 0x15803d
label(milliseconds) = sprintf("%d ms", milliseconds)
behind(milliseconds) = milliseconds + 3
first = 0
set xrange [first:*]
set yrange [*:*] reverse
set offsets 0, 40, 0.6, 0.6
load "03-epoll-reactor/bench/bars.gnuplot"
