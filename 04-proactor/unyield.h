// The end of what yield.h began.
#undef reenter
#undef yield
#undef fork

#pragma GCC diagnostic pop
