# Draws figures/gateway.svg from figures/gateway.csv, in the figures' colours:
#   gnuplot 03-epoll-reactor/bench/gateway.gnuplot        from the root
set terminal svg size 760,380 font "Arial,14"
set output "03-epoll-reactor/figures/gateway.svg"
set datafile separator ","
grey = "#717985"
# Orange: a thread for each. Green: one for all.
colour(name) = name[1:2] eq "01" ? 0xc2410c : 0x15803d
set border 1 lc rgb grey
set tics nomirror textcolor rgb grey
set ytics scale 0
set grid xtics lc rgb grey lw 0.3
set xrange [0:*]
set yrange [*:*] reverse
set offsets 0, 40, 0.6, 0.6
set xlabel "milliseconds; the backend takes 30 of them" \
    textcolor rgb grey
set style fill solid 0.85 noborder
unset key
data = "03-epoll-reactor/figures/gateway.csv"
plot data every ::1 \
     using (0):0:(0):2:($0-0.3):($0+0.3):(colour(strcol(1))):ytic(1) \
         with boxxyerror lc rgb variable, \
     data every ::1 using ($2+3):0:(sprintf("%d ms", $2)) \
         with labels left textcolor rgb grey
