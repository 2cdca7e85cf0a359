# Draws figures/memory.svg from figures/memory.csv, in the figures' colours:
#   gnuplot 03-epoll-reactor/bench/memory.gnuplot        from the root
# as the target tour_pages does after a tour.
figure = "03-epoll-reactor/figures/memory"
units = "bytes; each line is ten times the one before"
# Orange: the kernel keeps a thread for each. Green: we keep what there is.
colour(row, name) = name[1:2] eq "01" ? 0xc2410c : 0x15803d
label(bytes) = bytes < 1024 ? sprintf("%.0f bytes", bytes) : \
    three_digits(bytes / 1024)." KiB"
behind(bytes) = bytes * 1.15
first = 50
set logscale x
set format x "%'.0f"
set xrange [first:300000]
set yrange [*:*] reverse
set offsets 0, 0, 0.6, 0.6
load "03-epoll-reactor/bench/bars.gnuplot"
