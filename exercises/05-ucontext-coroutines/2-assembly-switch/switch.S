// extern "C" void switch_stacks(void** from, void* to)
//
// Keeps the registers that a function has to keep on the stack that it leaves,
// stores the stack pointer in *from, loads it from `to`, and takes the
// registers from there. The test's new_stack.h knows this layout.

        .text
        .globl  switch_stacks
#if defined(__x86_64__)
// rdi is `from`, rsi is `to`.
//
//     *from + 56   return address    pushed by the call of this function
//           + 48   rbp
//           + 40   rbx
//           + 32   r12
//           + 24   r13
//           + 16   r14
//           +  8   r15
//           +  4   x87 control word  fnstcw, fldcw
//           +  0   MXCSR             stmxcsr, ldmxcsr
        .type   switch_stacks, @function
switch_stacks:
        retq                    // yours to write

#elif defined(__aarch64__)
// x0 is `from`, x1 is `to`.
//
//     *from + 160   fpcr
//           +  96   d8 ... d15
//           +  80   x29 (frame), x30 (return address)
//           +   0   x19 ... x28
        .type   switch_stacks, %function
switch_stacks:
        ret                     // yours to write
#endif
        .size   switch_stacks, . - switch_stacks

        // Without this line the whole program gets an executable stack.
        .section .note.GNU-stack, "", %progbits
