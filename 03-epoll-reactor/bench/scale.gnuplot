# Draws figures/scale.svg from figures/scale.csv, in the figures' colours:
#   gnuplot 03-epoll-reactor/bench/scale.gnuplot        from the root
set terminal svg size 760,380 font "Arial,13"
set output "03-epoll-reactor/figures/scale.svg"
set datafile separator ","
grey = "#717985"
set border 3 lc rgb grey
set tics nomirror textcolor rgb grey
set grid ytics lc rgb grey lw 0.3
set key at graph 0.35,0.95 textcolor rgb grey
set xlabel "open connections" textcolor rgb grey
set ylabel "memory that they take, MiB" textcolor rgb grey
set format x "%'.0f"
set xrange [0:*]
set yrange [0:*]
data = "03-epoll-reactor/figures/scale.csv"
# The rows of one server; of the others, nothing is drawn.
mib(name) = strcol(1) eq name ? column(3) / 1048576.0 : NaN
set datafile missing NaN
plot data every ::1 using 2:(mib("01 preloaded")) with linespoints lw 2 pt 7 \
         ps 0.6 lc rgb "#c2410c" title "01 preloaded", \
     data every ::1 using 2:(mib("06 linked")) with linespoints lw 1 pt 6 \
         ps 1.2 lc rgb "#c2410c" title "06 linked", \
     data every ::1 using 2:(mib("05")) with linespoints lw 2 pt 7 ps 0.6 \
         lc rgb "#7e22ce" title "05 coroutines", \
     data every ::1 using 2:(mib("04")) with linespoints lw 2 pt 7 ps 0.6 \
         lc rgb "#1d4ed8" title "04 proactor", \
     data every ::1 using 2:(mib("03")) with linespoints lw 2 pt 7 ps 0.6 \
         lc rgb "#15803d" title "03 epoll"
