# A bar for each row of a .csv, in the figures' colours. Who loads this has said
#   figure            the .csv and the .svg, without their endings
#   units             what stands below
#   first             where bars begin
#   colour(row, name) of a bar
#   label(value)      what stands behind it, at behind(value)
# and may use in it
three_digits(number) = sprintf(number < 9.995 ? "%.2f" : \
    number < 99.95 ? "%.1f" : "%.0f", number) # as the tour's table does
set terminal svg size 760,380 font "Arial,14"
set output figure.".svg"
set datafile separator ","
grey = "#717985"
set border 1 lc rgb grey
set tics nomirror textcolor rgb grey
set ytics scale 0
set grid xtics lc rgb grey lw 0.3
set xlabel units textcolor rgb grey
set style fill solid 0.85 noborder
unset key
data = figure.".csv"
plot data every ::1 \
     using (first):0:(first):2:($0-0.3):($0+0.3): \
         (colour($0, strcol(1))):ytic(1) \
         with boxxyerror lc rgb variable, \
     data every ::1 using (behind($2)):0:(label($2)) \
         with labels left textcolor rgb grey
