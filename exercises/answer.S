// An answer in assembly, as a file that the build knows before it is written.
#include ANSWER
