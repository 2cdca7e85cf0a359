// The end of what yield.h began. There is no #pragma once: it may end again.
#undef reenter
#undef yield
#undef fork

#pragma GCC diagnostic pop
