# Draws figures/two-cores.svg from figures/two-cores.csv, in the figures'
# colours:
#   gnuplot 03-epoll-reactor/bench/two_cores.gnuplot    from the root
set terminal svg size 760,380 font "Arial,13"
set output "03-epoll-reactor/figures/two-cores.svg"
set datafile separator ","
grey = "#717985"
set border 3 lc rgb grey
set tics nomirror textcolor rgb grey
set grid ytics lc rgb grey lw 0.3
set key bottom right textcolor rgb grey
set xlabel "work of each handler, us" textcolor rgb grey
set ylabel "handlers a second, to those of one thread" textcolor rgb grey
set xrange [0:20]
set yrange [0:2.2]
set arrow from 0,1 to 20,1 nohead lc rgb grey dt 2
data = "03-epoll-reactor/figures/two-cores.csv"
set datafile missing NaN
gain(threads) = column(2) == threads ? column(4) : NaN
plot data every ::1 using 1:(gain(2)) with linespoints lw 2 pt 7 ps 0.6 \
         lc rgb "#1d4ed8" title "2 threads", \
     data every ::1 using 1:(gain(4)) with linespoints lw 2 pt 6 ps 1.0 \
         lc rgb "#c2410c" title "4 threads, on 2 cores"
