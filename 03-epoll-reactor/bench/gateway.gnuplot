# Draws figures/gateway.svg from figures/gateway.csv, in the figures' colours:
#   gnuplot 03-epoll-reactor/bench/gateway.gnuplot        from the root
# as the target tour_pages does after a tour.
figure = "03-epoll-reactor/figures/gateway"
units = "milliseconds; the backend takes 30 of them"
# Orange: a thread for each. Green: one for all.
colour(row, name) = name[1:2] eq "01" ? 0xc2410c : 0x15803d
label(milliseconds) = milliseconds < 999.5 ? \
    three_digits(milliseconds)." ms" : \
    three_digits(milliseconds / 1000)." s"
behind(milliseconds) = milliseconds + 3
first = 0
set xrange [first:*]
set yrange [*:*] reverse
set offsets 0, 40, 0.6, 0.6
load "03-epoll-reactor/bench/bars.gnuplot"
