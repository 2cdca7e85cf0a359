# Draws figures/switch-cost.svg from figures/switch-cost.csv, in the figures'
# colours:
#   gnuplot 05-ucontext-coroutines/bench/switch.gnuplot        from the root
set terminal svg size 760,380 font "Arial,14"
set output "05-ucontext-coroutines/figures/switch-cost.svg"
set datafile separator ","
grey = "#717985"
# Ours are green, others' blue, and those with a system call orange.
colour(row) = row == 5 || row == 6 ? 0xc2410c : \
    row == 0 || row == 3 ? 0x1d4ed8 : 0x15803d
set border 1 lc rgb grey
set tics nomirror textcolor rgb grey
set ytics scale 0
set grid xtics lc rgb grey lw 0.3
set logscale x
set format x "%'.0f"
set xrange [1:15000]
set yrange [6.6:-0.6]
set xlabel "nanoseconds a switch; each line is ten times the one before" \
    textcolor rgb grey
set style fill solid 0.85 noborder
unset key
data = "05-ucontext-coroutines/figures/switch-cost.csv"
plot data every ::1 using (1):0:(1):2:($0-0.3):($0+0.3):(colour($0)):ytic(1) \
         with boxxyerror lc rgb variable, \
     data every ::1 using ($2*1.15):0:(sprintf("%.1f", $2)) \
         with labels left textcolor rgb grey
